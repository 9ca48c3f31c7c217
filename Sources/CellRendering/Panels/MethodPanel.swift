internal import DiffusionCore
internal import Simulation

/// What a method reports of its cloud: numbers of its own, each beside the exact one.
struct MethodPanel: Panel {
  let name = "method"

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    let rows = Self.readings(frame).count
    guard rows > 0 else { return nil }
    return PanelHeights(least: 1 + min(rows, 3), plain: 1 + rows, most: 1 + rows)
  }

  static func readings(_ frame: Frame) -> [Reading] { frame.truth?.readings ?? [] }

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
      let (name, isBound) = Self.name(reading)
      painter.put(String(name.prefix(max(0, room))), box.column, row)
      painter.write(value, before: column, row)
      if let exact = reading.exact {
        let sign: [Span] = isBound ? [.dim("≤ ")] : []
        painter.write(sign + [Span(Self.number(exact), .exact)], before: box.endColumn, row)
      }
    }
  }

  /// The name, and whether a bound stands beside the number: its sign then goes before the bound.
  static func name(_ reading: Reading) -> (text: String, isBound: Bool) {
    let isBound = reading.exact != nil && reading.name.hasSuffix(" ≤")
    return (isBound ? String(reading.name.dropLast(2)) : reading.name, isBound)
  }

  /// Three decimals for numbers of common size, few digits for others, without spaces before them.
  static func number(_ value: Double) -> String {
    let size = abs(value)
    let isCount = size >= 10 && size == size.rounded()
    guard size == 0 || size >= 0.000_95 else { return NumberField.compact(value) }
    let text = NumberField.fixed(
      value, width: 8, places: isCount ? 0 : size < 100 ? 3 : 1)
    return String(text.drop { $0 == " " })
  }
}
