internal import DiffusionCore
internal import Simulation

/// The probe's place on the plane, both means of what it was before the noise, and their labels.
struct ProbeMarkers {
  let layers: PlaneLayers
  let box: Box
  let probe: ProbePicture
  /// Whether the numbers stand beside the ends, for screens without a probe panel.
  let showsNumbers: Bool

  func draw(on painter: inout Painter) {
    let start = cell(probe.point)
    guard probe.absence == nil else {
      if let start { write("◆", start.column, start.row, .probe, on: &painter) }
      return
    }
    let end = cell(probe.denoised)
    let learned = probe.learnedDenoised.flatMap(cell)
    if let learned { write("◇", learned.column, learned.row, .network, on: &painter) }
    if let start { write("◆", start.column, start.row, .probe, on: &painter) }
    if let end, end != start { write("◎", end.column, end.row, .probe, on: &painter) }
    let startIsRight = (start?.column ?? 0) >= (end?.column ?? 0)
    var taken = [start, end, learned].compactMap { $0 }
    if let end, end != start {
      taken += label(
        numbered("E[x₀|x]", probe.denoised), at: end, isRight: !startIsRight, taken, on: &painter)
    }
    if let start {
      _ = label(
        numbered("x", probe.point), at: start, isRight: startIsRight, taken, on: &painter)
    }
  }

  /// A name with its numbers where they have no other place, and without.
  private func numbered(_ name: String, _ value: Vector) -> [String] {
    showsNumbers ? [name + " " + NumberField.pair(value, width: 5), name] : [name]
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
  ///
  /// - Parameters:
  ///   - texts: from long to short.
  ///   - taken: places that it must not cover.
  /// - Returns: the places that it covers.
  private func label(
    _ texts: [String], at place: Place, isRight: Bool, _ taken: [Place],
    on painter: inout Painter
  ) -> [Place] {
    for text in texts {
      let width = painter.width(text)
      var columns = [place.column + 2, place.column - 1 - width].filter {
        $0 >= box.column && $0 + width <= box.endColumn
          && !covers(taken, $0, width, row: place.row)
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
        write(text, column, place.row, .probe, on: &painter)
        return (column..<column + width).map { Place(column: $0, row: place.row) }
      }
    }
    return []
  }

  /// Writes on the mean of what lies behind each cell.
  private func write(
    _ text: String, _ column: Int, _ row: Int, _ role: Role, on painter: inout Painter
  ) {
    for offset in 0..<painter.width(text) {
      let ground = PlanePainter(layers: layers, box: box)
        .ground(column + offset - box.column, row - box.row, painter.theme)
      painter.buffer[column + offset, row].background = ground.mean
    }
    painter.put(text, column, row, role, bold: true)
  }

  /// Whether a stretch touches a sign or another label.
  private func covers(_ taken: [Place], _ column: Int, _ width: Int, row: Int) -> Bool {
    taken.contains { $0.row == row && $0.column >= column && $0.column < column + width }
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
