internal import Simulation

/// What the reader should know now: on the blank row below the header, or in place of the keys.
struct NoticeLine {
  let frame: Frame
  let layers: PlaneLayers
  let keys: [KeyHint]

  /// An alarm of the picture itself comes before a notice.
  private var notice: Notice? {
    let lost = layers.particles.lost
    if lost > 0 {
      let noun = lost == 1 ? "particle is" : "particles are"
      return Notice("\(NumberField.grouped(lost)) \(noun) not finite", isAlarm: true)
    }
    if layers.isLearnedField, layers.field?.lost ?? 0 > 0 {
      return Notice("the network's score is not finite here", isAlarm: true)
    }
    if case .stopped(let reason) = frame.recording {
      return Notice("REC stopped: \(reason)", isAlarm: true)
    }
    return frame.notice
  }

  func draw(_ layout: Layout, on painter: inout Painter) {
    guard let notice else { return }
    let role: Role = notice.isAlarm ? .alarm : .bright
    let text = (notice.isAlarm ? "! " : "") + notice.text
    let width = painter.buffer.width - 2
    if let row = layout.noticeRow {
      painter.write(Self.fitted(text, role, width, painter), 1, row)
      return
    }
    let lasting = KeyBar(keys: keys.filter(\.isLasting)).fitting(width / 3, painter)
    let keyWidth = lasting.reduce(0) {
      $0 + painter.width($1.keys) + painter.width($1.label) + 3
    }
    painter.fill(
      Box(column: 0, row: layout.keyRow, width: painter.buffer.width, height: 1), .band,
      reversedWithoutColor: true)
    painter.write(Self.fitted(text, role, width - keyWidth, painter), 1, layout.keyRow)
    KeyBar(keys: lasting).write(
      row: layout.keyRow, from: painter.buffer.width + 1 - keyWidth, width: keyWidth, on: &painter)
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
