internal import DiffusionCore
internal import Simulation

/// The probe's two ends on the plane and their labels.
struct ProbeMarkers {
  let layers: PlaneLayers
  let box: Box
  let probe: ProbePicture
  /// Whether the numbers stand beside the ends, for screens without a probe panel.
  let showsNumbers: Bool

  func draw(on painter: inout Painter) {
    let start = cell(probe.point)
    let end = cell(probe.denoised)
    if let start { write("◆", start.column, start.row, on: &painter) }
    if let end, end != start { write("◎", end.column, end.row, on: &painter) }
    let startIsRight = (start?.column ?? 0) >= (end?.column ?? 0)
    if let end, end != start {
      label("E[x₀|x]", probe.denoised, at: end, isRight: !startIsRight, taken: start, on: &painter)
    }
    if let start {
      label("x", probe.point, at: start, isRight: startIsRight, taken: end, on: &painter)
    }
  }

  private func cell(_ point: Vector) -> Place? {
    guard
      let x = cellIndex(layers.viewport.dotX(point.x), below: layers.viewport.dotColumns),
      let y = cellIndex(layers.viewport.dotY(point.y), below: layers.viewport.dotRows)
    else { return nil }
    return Place(column: box.column + x / 2, row: box.row + y / 4)
  }

  private struct Place: Equatable {
    var column: Int
    var row: Int
  }

  /// A label keeps the density behind it, stands on the side where the law is thin, and is left out
  /// where it could not be read.
  private func label(
    _ name: String, _ value: Vector, at place: Place, isRight: Bool, taken: Place?,
    on painter: inout Painter
  ) {
    let numbers =
      NumberField.fixed(value.x, width: 5, places: 2) + " "
      + NumberField.fixed(value.y, width: 5, places: 2)
    for text in showsNumbers ? [name + " " + numbers, name] : [name] {
      let width = painter.width(text)
      var columns = [place.column + 2, place.column - 1 - width].filter {
        $0 >= box.column && $0 + width <= box.endColumn
          && !(taken.map { $0.row == place.row } ?? false && covers(taken, $0, width))
      }
      if !isRight { columns.reverse() }
      // The preferred side first; the other only where the law is clearly thinner there.
      if columns.count == 2,
        density(columns[1], width, place.row) < density(columns[0], width, place.row) - 0.15
      {
        columns.reverse()
      }
      for column in columns
      where isReadable(column: column, width: width, row: place.row, painter) {
        write(text, column, place.row, on: &painter)
        return
      }
    }
  }

  /// Writes on the mean of what lies behind each cell.
  private func write(_ text: String, _ column: Int, _ row: Int, on painter: inout Painter) {
    for offset in 0..<painter.width(text) {
      let ground = PlanePainter(layers: layers, box: box)
        .ground(column + offset - box.column, row - box.row, painter.theme)
      painter.buffer[column + offset, row].background = ground.mean
    }
    painter.put(text, column, row, .probe, bold: true)
  }

  private func covers(_ place: Place?, _ column: Int, _ width: Int) -> Bool {
    guard let place else { return false }
    return place.column >= column - 1 && place.column <= column + width
  }

  /// Mean √(p / peak) under a label.
  private func density(_ column: Int, _ width: Int, _ row: Int) -> Double {
    guard let raster = layers.density, width > 0 else { return 0 }
    let first = 2 * (row - box.row) * raster.columns + column - box.column
    let sum = (0..<width).reduce(Float(0)) { $0 + raster.level[first + $1] }
    return Double(sum) / Double(width)
  }

  private func isReadable(column: Int, width: Int, row: Int, _ painter: Painter) -> Bool {
    let color = painter.theme.color(.probe)
    return (column..<column + width).allSatisfy {
      let ground = PlanePainter(layers: layers, box: box)
        .ground($0 - box.column, row - box.row, painter.theme)
      return painter.theme.contrast(color, on: ground.mean) >= 4.5
    }
  }
}
