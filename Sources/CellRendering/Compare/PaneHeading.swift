internal import DiffusionCore
internal import Simulation

/// The row above a plane: whose it is, and where that run stands.
struct PaneHeading {
  let pane: Comparison.Pane
  let comparison: Comparison

  /// - Parameter isMap: whether the plane shows the error of the score.
  func draw(in box: Box, isMap: Bool, alarm: Notice?, on painter: inout Painter) {
    let isFront = pane.index == comparison.focus
    let mark: [Span] = [.strong(isFront ? "▸ " : "  "), .dim(pane.number + " ")]
    let plain: Role = pane.style.text == .bright && !isFront ? .dim : pane.style.text
    let room = box.width - painter.width(mark)
    let step = String(pane.frame.step)
    let least: [Span] = [Span(step), .dim("/\(pane.frame.steps)")]
    // The step is the last to go, the name's words after it.
    var name = Comparison.firstWords(pane.name, room - painter.width(least) - 2, painter)
    if name.isEmpty { name = Comparison.firstWords(pane.name, room, painter) }
    let column = painter.write(mark + [Span(name, plain, bold: isFront)], box.column, box.row)
    let gauge = MeterGauge.all(pane.frame).first(where: \.isAlarm)
    let alarm = alarm ?? gauge.map { Notice($0.name, isAlarm: true) }
    let right = painter.first(
      of: notes(least, isMap: isMap, alarm), fitting: box.endColumn - column - 2)
    painter.write(right ?? [], before: box.endColumn, box.row)
  }

  /// What stands right, from long to short.
  private func notes(_ least: [Span], isMap: Bool, _ alarm: Notice?) -> [[Span]] {
    let level: [Span] = [.dim("σ "), Span(NumberField.sigma(pane.frame.level.sigma))]
    let manual: [Span] = pane.frame.isManual ? [Span(" ○", .sample, bold: true)] : []
    let place = level + manual + [Span("  ")] + least
    if let alarm {
      return [[.strong("! " + alarm.text, .alarm)], [.strong("!", .alarm), Span("  ")] + least] + [
        [.strong("!", .alarm)]
      ]
    }
    var note: [Span] = pane.note.isEmpty ? [] : [.dim(pane.note + "   ")]
    if isMap {
      note = [.strong("+", .text), .dim(" too strong  "), .strong("−", .text)]
      note.append(.dim(" too weak   "))
    }
    return [note + place, place, level + manual, least, []]
  }
}

/// The map of the score's error, as the last plane of a wall.
struct ErrorMapHeading {
  let mapped: Comparison.Pane

  func draw(_ placed: CompareLayout.PlacedPane, on painter: inout Painter) {
    let box = placed.heading
    let column = painter.put("learned − exact", placed.plane.column, box.row, .bright, bold: true)
    let choices: [[Span]] = [
      [.dim("score of \(mapped.name) along the exact one, faded off the law")],
      [.dim("along the exact score, faded off the law")], [.dim("along the exact score")], [],
    ]
    painter.write(
      painter.first(of: choices, fitting: box.endColumn - column - 2) ?? [],
      before: box.endColumn, box.row)
    guard let strip = placed.marginalX else { return }
    let row = strip.endRow - 2
    let start = painter.write([.dim("error −0.3 ")], strip.column, row)
    let steps = 16
    for step in 0..<steps {
      let value = 2 * Float(step) / Float(steps - 1) - 1
      painter.buffer[start + step, row] = Cell(
        " ", background: painter.theme.signedError[painter.theme.errorStep(value)])
    }
    let end = painter.write([.dim(" +0.3")], start + steps, row)
    let signs: [[Span]] = [
      [.strong("+", .text), .dim(" too strong  "), .strong("−", .text), .dim(" too weak")],
      [.strong("+", .text), .dim(" strong "), .strong("−", .text), .dim(" weak")], [],
    ]
    painter.write(
      painter.first(of: signs, fitting: strip.endColumn - end - 2) ?? [],
      before: strip.endColumn, row)
  }
}
