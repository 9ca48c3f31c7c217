internal import DiffusionCore
internal import Simulation

/// What is known about one point of the plane.
struct ProbePanel: Panel {
  let name = "probe"
  let isFoldedFirst = true

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    guard let probe = frame.probe else { return nil }
    let rows = probe.learnedScore == nil ? 4 : 5
    return PanelHeights(least: rows, plain: rows, most: rows)
  }

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    guard let probe = frame.probe else { return }
    heading(
      [.dim("log p "), .dim(NumberField.fixed(probe.logDensity, width: 7, places: 3))], in: box,
      on: &painter)
    var rows: [(String, Role, Vector)] = [
      ("x", .probe, probe.point), ("E[x₀|x]", .probe, probe.denoised),
      ("s exact", .exact, probe.exactScore),
    ]
    if let learned = probe.learnedScore { rows.append(("s learned", .network, learned)) }
    for (index, (name, role, value)) in rows.enumerated() {
      let row = box.row + 1 + index
      painter.put(name, box.column, row, role)
      let numbers =
        NumberField.fixed(value.x, width: 9, places: 3) + "  "
        + NumberField.fixed(value.y, width: 9, places: 3)
      painter.write([Span(numbers)], before: box.endColumn, row)
    }
  }
}
