public import CellRendering
import DiffusionCore
import Simulation

/// What a key does in the view.
enum ViewerAction: Sendable {
  case togglePlaying
  /// Pauses, then does it.
  case pausing(Command)
  case command(Command)
  case changeSpeed(Double)
  case toggle(Overlays)
  case pickMethod, nextMethod, nextScore
  case compare, align, branch
  case focus(Int)
  case train, trainOver
  case toggleProbe
  case record, snapshot
  case about, help, quit
}

/// One row of the key table: the loop, the help page and README are made from it.
public struct KeyRow: Sendable {
  /// Names of the keys and what each does, in the order shown.
  let bindings: [(key: String, action: ViewerAction)]
  /// The keys as a reader sees them.
  public let keys: String
  public let meaning: String
  public let group: String

  init(
    _ keys: String, _ meaning: String, group: String,
    _ bindings: (key: String, action: ViewerAction)...
  ) {
    self.keys = keys
    self.meaning = meaning
    self.group = group
    self.bindings = bindings
  }
}

/// The keys of the view.
public enum KeyMap {
  public static let rows: [KeyRow] =
    run + noise + methods + compare + overlays + look + leave

  private static let run = [
    KeyRow(
      "space", "play, pause", group: "run", ("space", .togglePlaying)),
    KeyRow(
      ". ,", "one step forward, back", group: "run",
      (".", .pausing(.advance(1))), (",", .pausing(.back(1)))),
    KeyRow(
      "→ ←", "the same", group: "run", ("right", .pausing(.advance(1))),
      ("left", .pausing(.back(1)))),
    KeyRow(
      "> <", "ten steps", group: "run", (">", .pausing(.advance(10))), ("<", .pausing(.back(10)))),
    KeyRow(
      "home end", "start and end of the run", group: "run", ("home", .pausing(.toStartOfStage)),
      ("end", .pausing(.toEndOfStage))),
    KeyRow("0", "restart from the data", group: "run", ("0", .command(.restart))),
    KeyRow(
      "+ -", "faster, slower", group: "run", ("+", .changeSpeed(2)), ("-", .changeSpeed(0.5))),
    KeyRow(
      "f b", "noise, denoise from here", group: "run", ("f", .command(.forward)),
      ("b", .command(.backward))),
  ]

  private static let noise = [
    KeyRow(
      "] [", "σ up, down 10 %", group: "noise",
      ("]", .command(.scaleSigma(1.1))),
      ("[", .command(.scaleSigma(1 / 1.1)))),
    KeyRow(
      "} {", "σ up, down 2×", group: "noise", ("}", .command(.scaleSigma(2))),
      ("{", .command(.scaleSigma(0.5)))),
    KeyRow("=", "back on the schedule", group: "noise", ("=", .command(.followSchedule))),
  ]

  private static let methods = [
    KeyRow(
      "m M", "choose, next method", group: "method and score",
      ("m", .pickMethod),
      ("M", .nextMethod)),
    KeyRow(
      "e", "exact, learned, empirical", group: "method and score",
      ("e", .nextScore)),
    KeyRow(
      "t T", "train or pause, start over", group: "method and score",
      ("t", .train),
      ("T", .trainOver)),
    KeyRow("i", "about this method", group: "method and score", ("i", .about)),
  ]

  private static let compare = [
    KeyRow(
      "|", "runs side by side; one again", group: "compare",
      ("|", .compare)),
    KeyRow(
      "1 … 4", "the run that keys act on", group: "compare", ("1", .focus(0)), ("2", .focus(1)),
      ("3", .focus(2)), ("4", .focus(3))),
    KeyRow("B", "branch: go on twice from here", group: "compare", ("B", .branch)),
    KeyRow("\\", "align by step, noise, score calls", group: "compare", ("\\", .align)),
  ]

  private static let overlays = [
    KeyRow("v", "score field", group: "overlays", ("v", .toggle(.field))),
    KeyRow(
      "d", "exact density", group: "overlays", ("d", .toggle(.density))),
    KeyRow("c", "contours", group: "overlays", ("c", .toggle(.contours))),
    KeyRow("g", "score error", group: "overlays", ("g", .toggle(.scoreError))),
  ]

  private static let look = [
    KeyRow(
      "tab", "probe; arrows move it", group: "look",
      ("tab", .toggleProbe)),
    KeyRow(
      "r R", "record, snapshot", group: "look", ("r", .record),
      ("R", .snapshot)),
  ]

  private static let leave = [
    KeyRow("?", "this page", group: "leave", ("?", .help)),
    KeyRow(
      "q", "quit (ctrl-c too)", group: "leave", ("q", .quit), ("Q", .quit)),
  ]

  /// The key bar, the most useful first: a narrow one leaves out the last ones.
  public static func bar(isCompared: Bool) -> [KeyHint] {
    let run = [KeyHint("space", "play"), KeyHint(". ,", "step")]
    let sigma = KeyHint("[ ]", "σ")
    let methods = [KeyHint("m", "method"), KeyHint("e", "score")]
    let rest = [
      KeyHint("t", "train"), KeyHint("v", "field"), KeyHint("d", "density"),
      KeyHint("tab", "probe"), KeyHint("r", "record"),
      KeyHint("?", "help", isLasting: true), KeyHint("q", "quit", isLasting: true),
    ]
    guard isCompared else { return run + [sigma] + methods + [KeyHint("|", "compare")] + rest }
    return run + [KeyHint("1…4", "run"), KeyHint("|", "keep one")] + methods
      + [sigma, KeyHint("\\", "align"), KeyHint("B", "branch")] + rest
  }

  /// What a key does, by its name.
  static func action(of key: String) -> ViewerAction? {
    for row in rows {
      for binding in row.bindings where binding.key == key { return binding.action }
    }
    return nil
  }
}
