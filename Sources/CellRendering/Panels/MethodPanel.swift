internal import DiffusionCore
internal import Simulation

/// What a method reports of its cloud: acceptance and its own numbers, each beside the exact one.
struct MethodPanel: Panel {
  let name = "method"

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    let rows = Self.readings(frame).count
    guard rows > 0 else { return nil }
    return PanelHeights(least: 1 + min(rows, 3), plain: 1 + rows, most: 1 + rows)
  }

  /// Acceptance first, then what the method says of itself.
  static func readings(_ frame: Frame) -> [Reading] {
    let acceptance = frame.acceptance.map { [Reading("accepted", $0)] } ?? []
    return acceptance + (frame.truth?.readings ?? [])
  }

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    let readings = Self.readings(frame)
    let hasExact = readings.contains { $0.exact != nil }
    heading(
      hasExact ? [.dim("run"), Span("     exact", .exact)] : [.dim("run")], in: box, on: &painter)
    let column = hasExact ? box.endColumn - 10 : box.endColumn
    for (index, reading) in readings.prefix(box.height - 1).enumerated() {
      let row = box.row + 1 + index
      let value = [Span(Self.number(reading.value), .sample)]
      let room = column - painter.width(value) - 1 - box.column
      painter.put(String(reading.name.prefix(max(0, room))), box.column, row)
      painter.write(value, before: column, row)
      if let exact = reading.exact {
        painter.write([Span(Self.number(exact), .exact)], before: box.endColumn, row)
      }
    }
  }

  /// Three decimals for numbers of common size, few digits for others.
  private static func number(_ value: Double) -> String {
    NumberField.fixed(value, width: 8, places: abs(value) < 100 ? 3 : 1)
  }
}
