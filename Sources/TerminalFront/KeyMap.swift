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

/// One row of the key table: the loop, the help page, the key bar and README are made from it.
public struct KeyRow: Sendable {
  /// Names of the keys and what each does, in the order shown.
  let bindings: [(key: String, action: ViewerAction)]
  /// The keys as a reader sees them.
  public let keys: String
  public let meaning: String
  public let group: String
  /// Keys and word in the key bar, for rows that are shown there.
  public let hint: (keys: String, word: String)?

  init(
    _ keys: String, _ meaning: String, group: String, hint: (keys: String, word: String)? = nil,
    _ bindings: (key: String, action: ViewerAction)...
  ) {
    self.keys = keys
    self.meaning = meaning
    self.group = group
    self.hint = hint
    self.bindings = bindings
  }
}

/// The keys of the view.
public enum KeyMap {
  public static let rows: [KeyRow] =
    run + noise + methods + compare + overlays + look + leave

  private static let run = [
    KeyRow(
      "space", "play, pause", group: "run", hint: ("space", "play"), ("space", .togglePlaying)),
    KeyRow(
      ". ,", "one step forward, back", group: "run", hint: (". ,", "step"),
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
      "] [", "σ up, down 10 %", group: "noise", hint: ("[ ]", "σ"),
      ("]", .command(.scaleSigma(1.1))),
      ("[", .command(.scaleSigma(1 / 1.1)))),
    KeyRow(
      "} {", "σ up, down 2×", group: "noise", ("}", .command(.scaleSigma(2))),
      ("{", .command(.scaleSigma(0.5)))),
    KeyRow("=", "back on the schedule", group: "noise", ("=", .command(.followSchedule))),
  ]

  private static let methods = [
    KeyRow(
      "m M", "choose, next method", group: "method and score", hint: ("m", "method"),
      ("m", .pickMethod),
      ("M", .nextMethod)),
    KeyRow(
      "e", "exact, learned, empirical", group: "method and score", hint: ("e", "score"),
      ("e", .nextScore)),
    KeyRow(
      "t T", "train or pause, start over", group: "method and score", hint: ("t", "train"),
      ("t", .train),
      ("T", .trainOver)),
    KeyRow("i", "about this method", group: "method and score", ("i", .about)),
  ]

  private static let compare = [
    KeyRow(
      "|", "runs side by side; one again", group: "compare", hint: ("|", "compare"),
      ("|", .compare)),
    KeyRow(
      "1 … 4", "the run that keys act on", group: "compare", ("1", .focus(0)), ("2", .focus(1)),
      ("3", .focus(2)), ("4", .focus(3))),
    KeyRow("B", "branch: go on twice from here", group: "compare", ("B", .branch)),
    KeyRow("\\", "align by step, noise, score calls", group: "compare", ("\\", .align)),
  ]

  private static let overlays = [
    KeyRow("v", "score field", group: "overlays", hint: ("v", "field"), ("v", .toggle(.field))),
    KeyRow(
      "d", "exact density", group: "overlays", hint: ("d", "density"), ("d", .toggle(.density))),
    KeyRow("c", "contours", group: "overlays", ("c", .toggle(.contours))),
    KeyRow("g", "score error", group: "overlays", ("g", .toggle(.scoreError))),
  ]

  private static let look = [
    KeyRow(
      "tab", "probe; arrows move it", group: "look", hint: ("tab", "probe"),
      ("tab", .toggleProbe)),
    KeyRow(
      "r R", "record, snapshot", group: "look", hint: ("r", "record"), ("r", .record),
      ("R", .snapshot)),
  ]

  private static let leave = [
    KeyRow("?", "this page", group: "leave", hint: ("?", "help"), ("?", .help)),
    KeyRow(
      "q", "quit (ctrl-c too)", group: "leave", hint: ("q", "quit"), ("q", .quit), ("Q", .quit)),
  ]

  /// What a key does, by its name.
  static func action(of key: String) -> ViewerAction? {
    for row in rows {
      for binding in row.bindings where binding.key == key { return binding.action }
    }
    return nil
  }
}
