internal import DiffusionCore

/// Axis lines left of and below the plane, with round ticks.
struct Axes {
  let viewport: Viewport
  let box: Box

  /// Ticks at least 14 dots apart, about ten on the shorter axis at most, with room for their labels.
  static func ticks(_ viewport: Viewport) -> Ticks {
    let smallest = min(viewport.scaleX, viewport.scaleY)
    let extent = viewport.extent
    let shorter = min(extent.xMax - extent.xMin, extent.yMax - extent.yMin)
    var ticks = Ticks(spacing: max(14 / smallest, shorter / 10))
    let room = { (ticks: Ticks) in ticks.step * viewport.scaleX / 2 }
    while room(ticks) < Double(labelWidth(viewport, ticks) + 2), room(ticks) < 1000 {
      ticks = Ticks(spacing: ticks.step * 1.5)
    }
    return ticks
  }

  /// Cells of the longest label on either axis.
  static func labelWidth(_ viewport: Viewport, _ ticks: Ticks) -> Int {
    let box = viewport.extent
    let values =
      ticks.values(from: box.xMin, to: box.xMax) + ticks.values(from: box.yMin, to: box.yMax)
    return values.reduce(1) { max($0, ticks.label($1).count) }
  }

  func draw(on painter: inout Painter) {
    painter.line("─", box.column, box.endRow, count: box.width, .rule)
    for row in 0..<box.height { painter.sign("│", box.column - 1, box.row + row, .rule) }
    painter.sign("└", box.column - 1, box.endRow, .rule)
    let ticks = Self.ticks(viewport)
    let extent = viewport.extent
    var ticksY = ticks
    if ticks.values(from: extent.yMin, to: extent.yMax).count < 3 {
      // A low plane has room for closer ones, two rows apart.
      ticksY = Ticks(spacing: 8 / viewport.scaleY)
    }
    var ticksX = ticks
    let edge = 2 / viewport.scaleX
    if ticks.values(from: extent.xMin + edge, to: extent.xMax - edge).count < 3 {
      // So has a narrow one, where their labels stay two cells apart.
      let closer = Ticks(spacing: 10 / viewport.scaleX)
      let label = Double(Self.labelWidth(viewport, closer))
      if closer.step * viewport.scaleX / 2 >= label + 2 { ticksX = closer }
    }
    for value in ticksX.values(from: extent.xMin, to: extent.xMax) {
      drawX(value, ticksX.label(value), on: &painter)
    }
    for value in ticksY.values(from: extent.yMin, to: extent.yMax) {
      drawY(value, ticksY.label(value), on: &painter)
    }
  }

  private func drawX(_ value: Double, _ label: String, on painter: inout Painter) {
    guard let dot = cellIndex(viewport.dotX(value), below: viewport.dotColumns) else { return }
    let column = box.column + dot / 2
    guard column > box.column, column < box.endColumn - 1 else { return }
    painter.sign("┬", column, box.endRow, .dim)
    // The digits stand under the tick, a minus hangs out to the left.
    let sign = label.hasPrefix("−") ? 1 : 0
    painter.put(label, column - sign - (label.count - sign - 1) / 2, box.endRow + 1, .dim)
  }

  private func drawY(_ value: Double, _ label: String, on painter: inout Painter) {
    guard let dot = cellIndex(viewport.dotY(value), below: viewport.dotRows) else { return }
    let row = box.row + dot / 4
    guard box.column - 1 - label.count >= 0 else { return }
    painter.sign("┤", box.column - 1, row, .dim)
    painter.put(label, box.column - 1 - label.count, row, .dim)
  }
}
