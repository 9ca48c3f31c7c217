internal import Simulation

/// What the reader should know now: on the blank row below the header, or in place of the keys.
struct NoticeLine {
  let notice: Notice?
  let keys: [KeyHint]

  /// What is wrong with the picture of a plane itself.
  static func alarm(of layers: PlaneLayers) -> Notice? {
    let lost = layers.particles.lost
    if lost > 0 {
      let noun = lost == 1 ? "particle is" : "particles are"
      return Notice("\(NumberField.grouped(lost)) \(noun) not finite", isAlarm: true)
    }
    if layers.isLearnedField, layers.field?.lost ?? 0 > 0 {
      return Notice("the network's score is not finite here", isAlarm: true)
    }
    return nil
  }

  /// A recording that failed, or what the frame has to say.
  static func notice(of frame: Frame) -> Notice? {
    if case .stopped(let reason) = frame.recording {
      return Notice("REC stopped: \(reason)", isAlarm: true)
    }
    return frame.notice
  }

  /// Draws on a row of its own, or in place of the keys where there is none.
  func draw(row: Int?, keyRow: Int, on painter: inout Painter) {
    guard let notice else { return }
    let role: Role = notice.isAlarm ? .alarm : .bright
    let text = (notice.isAlarm ? "! " : "") + notice.text
    let width = painter.buffer.width - 2
    if let row {
      painter.write(Self.fitted(text, role, width, painter), 1, row)
      return
    }
    let lasting = KeyBar(keys: keys.filter(\.isLasting)).fitting(width / 3, painter)
    let keyWidth = lasting.reduce(0) {
      $0 + painter.width($1.keys) + painter.width($1.label) + 3
    }
    painter.fill(
      Box(column: 0, row: keyRow, width: painter.buffer.width, height: 1), .band,
      reversedWithoutColor: true)
    painter.write(Self.fitted(text, role, width - keyWidth, painter), 1, keyRow)
    KeyBar(keys: lasting).write(
      row: keyRow, from: painter.buffer.width + 1 - keyWidth, width: keyWidth, on: &painter)
  }

  /// As many whole words as fit, with an ellipsis for the rest.
  static func fitted(_ text: String, _ role: Role, _ width: Int, _ painter: Painter) -> [Span] {
    if painter.width(text) <= width { return [.strong(text, role)] }
    let words = text.split(separator: " ")
    for count in stride(from: words.count - 1, to: 0, by: -1) {
      let shorter = words.prefix(count).joined(separator: " ") + " …"
      if painter.width(shorter) <= width { return [.strong(shorter, role)] }
    }
    return []
  }
}
