internal import DiffusionCore
internal import Simulation

/// A comparison as the screen shows it: every run with the bounds and overlays of the whole view.
struct Comparison {
  struct Pane {
    var index: Int
    var frame: Frame
    var name: String
    var note: String
    var style: PaneStyle
    /// Mean distance of its particles from the same ones of the first run; nil for the first.
    var apart: Double?

    /// What a reader calls it where its name is too long.
    var number: String { String(index + 1) }
  }

  let panes: [Pane]
  /// The run that keys act on.
  let focus: Int
  let picture: ComparePicture
  /// What is not a run's own: the scene, the bounds, whether it plays.
  let frame: Frame

  var focused: Pane { panes[focus] }

  /// Nil for a frame of one run.
  ///
  /// Of more than four runs the first four are shown.
  init?(_ frame: Frame) {
    guard let picture = frame.compare, picture.panes.count > 1 else { return nil }
    let runs = Array(picture.panes.prefix(PaneStyle.most))
    let styles = PaneStyle.styles(runs.map(\.frame.score))
    self.frame = frame
    self.picture = picture
    focus = min(max(0, picture.focus), runs.count - 1)
    let first = runs[0].frame.cloud
    panes = runs.indices.map { index in
      Pane(
        index: index, frame: Self.shared(runs[index].frame, frame), name: runs[index].name,
        note: runs[index].note, style: styles[index],
        apart: index > 0 ? Self.meanDistance(first, runs[index].frame.cloud) : nil)
    }
  }

  /// A run's frame in the view that all share.
  private static func shared(_ run: Frame, _ view: Frame) -> Frame {
    var run = run
    run.compare = nil
    run.bounds = view.bounds
    run.overlays = view.overlays
    run.scene = view.scene
    (run.isPlaying, run.framesPerSecond) = (view.isPlaying, view.framesPerSecond)
    (run.stepsPerFrame, run.recording) = (view.stepsPerFrame, view.recording)
    if run.training == nil { run.training = view.training }
    return run
  }

  /// Mean distance between the same particles of two clouds, in units of the plane: what differs under
  /// the same noise.
  ///
  /// Particles that are not finite are left out; nil where none is left, or where the
  /// clouds are not of one size.
  static func meanDistance(_ a: Cloud, _ b: Cloud) -> Double? {
    guard a.count == b.count else { return nil }
    var (sum, count) = (0.0, 0)
    for index in 0..<a.count {
      let (x, y) = (a.x[index] - b.x[index], a.y[index] - b.y[index])
      let distance = (x * x + y * y).squareRoot()
      guard distance.isFinite else { continue }
      sum += Double(distance)
      count += 1
    }
    return count > 0 ? sum / Double(count) : nil
  }

  /// The largest cloud, for which the brightness of all is made.
  var crowd: Int { panes.reduce(0) { max($0, $1.frame.cloud.count) } }

  /// The run whose network is worth a map of its error: the one in front, or the first that has any.
  var mapped: Pane? {
    let runs = [focused] + panes
    return runs.first { $0.frame.score == .learned && $0.frame.learned != nil }
      ?? runs.first { $0.frame.learned != nil }
  }

  /// "same start, same noise, aligned by step".
  var words: String {
    let alignment = "aligned by " + picture.alignment.rawValue
    return picture.origin.isEmpty ? alignment : picture.origin + ", " + alignment
  }

  // MARK: Names

  /// Names for columns of a width: all in full, or without the words they share, or the first words of
  /// each; a name that would be cut or be another's too gives way to the number.
  func names(fitting width: Int, _ painter: Painter) -> [String] {
    let names = panes.map(\.name)
    let own = Self.withoutCommonWords(names)
    for choice in [names, own] where Self.areTold(choice) {
      if choice.allSatisfy({ painter.width($0) <= width }) { return choice }
    }
    let short = own.map { Self.firstWords($0, width, painter) }
    return panes.map { pane in
      let name = short[pane.index]
      return name.isEmpty || short.count(where: { $0 == name }) > 1 ? pane.number : name
    }
  }

  private static func areTold(_ names: [String]) -> Bool {
    names.indices.allSatisfy { !names[$0].isEmpty && !names[..<$0].contains(names[$0]) }
  }

  /// As many whole words as fit, without a comma at the end.
  static func firstWords(_ name: String, _ width: Int, _ painter: Painter) -> String {
    let words = name.split(separator: " ")
    for count in stride(from: words.count, to: 0, by: -1) {
      var text = words.prefix(count).joined(separator: " ")
      if text.hasSuffix(",") { text.removeLast() }
      if painter.width(text) <= width { return text }
    }
    return ""
  }

  /// "exact", "learned" for "exact score", "learned score".
  private static func withoutCommonWords(_ names: [String]) -> [String] {
    var words = names.map { $0.split(separator: " ") }
    while let last = words.first?.last, words.allSatisfy({ $0.count > 1 && $0.last == last }) {
      for index in words.indices { words[index].removeLast() }
    }
    while let first = words.first?.first, words.allSatisfy({ $0.count > 1 && $0.first == first }) {
      for index in words.indices { words[index].removeFirst() }
    }
    return words.map { $0.joined(separator: " ") }
  }

  /// The ink of a run's name: its colour, and where it has none bright for the one in front.
  func role(_ pane: Pane) -> Role {
    pane.style.text == .bright && pane.index != focus ? .text : pane.style.text
  }

  /// "▇ exact  ▇ learned", with numbers in place of names where room is short.
  func key(fitting width: Int, _ painter: Painter) -> [Span] {
    let names = names(fitting: .max, painter)
    let short = self.names(fitting: 12, painter)
    let choices = [names, short, panes.map(\.number)].map { names in
      zip(panes, names).flatMap { pane, name -> [Span] in
        [Span(pane.index > 0 ? "  " : ""), pane.style.sign(painter), .dim(" " + name)]
      }
    }
    return painter.first(of: choices, fitting: width) ?? []
  }
}
