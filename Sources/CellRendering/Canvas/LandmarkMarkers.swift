internal import DiffusionCore
internal import Simulation

/// The points that a method marks, each a sign with its name beside it.
///
/// Names stand where no other name, sign or probe is; one that finds no room is left out. A sign is in
/// the ink that can be read on what lies behind it; a name has the calmest ground of the plane to
/// itself, since letters that change their ink with the ground cannot be read as a word.
struct LandmarkMarkers {
  let layers: PlaneLayers
  let box: Box
  let landmarks: [Landmark]
  let probe: ProbePicture?

  /// Cells of one row that are taken.
  private struct Stretch {
    var row: Int
    var columns: Range<Int>

    func touches(_ other: Stretch) -> Bool {
      row == other.row && columns.lowerBound <= other.columns.upperBound
        && other.columns.lowerBound <= columns.upperBound
    }
  }

  func draw(on painter: inout Painter) {
    let marks = marks
    var taken = marks.map { Stretch(row: $0.row, columns: $0.column..<$0.column + 1) }
    if let probe {
      // The probe's own labels keep to its rows, some twenty cells to either side.
      for (column, row) in [probe.point, probe.denoised].compactMap(cell) {
        taken.append(Stretch(row: row, columns: column - 20..<column + 21))
      }
    }
    let plane = PlanePainter(layers: layers, box: box)
    for mark in marks {
      let ground = plane.ground(mark.column - box.column, mark.row - box.row, painter.theme).mean
      write("✚", mark.column, mark.row, ground, on: &painter)
    }
    let calm = layers.signedError == nil ? painter.theme.density.first : nil
    for mark in marks {
      let width = painter.width(mark.name)
      let places = [
        (mark.column + 2, mark.row), (mark.column - 1 - width, mark.row),
        (mark.column - width / 2, mark.row - 1), (mark.column - width / 2, mark.row + 1),
      ]
      for (column, row) in places
      where column >= box.column && column + width <= box.endColumn && row >= box.row
        && row < box.endRow
      {
        let stretch = Stretch(row: row, columns: column..<column + width)
        guard !taken.contains(where: stretch.touches) else { continue }
        write(mark.name, column, row, calm ?? .terminal, on: &painter)
        taken.append(stretch)
        break
      }
    }
  }

  /// The cells with marks; points of one cell share a sign and their names.
  private var marks: [(column: Int, row: Int, name: String)] {
    var marks: [(column: Int, row: Int, name: String)] = []
    for landmark in landmarks {
      guard let (column, row) = cell(landmark.point) else { continue }
      if let known = marks.firstIndex(where: { $0.column == column && $0.row == row }) {
        marks[known].name += ", " + landmark.name
      } else {
        marks.append((column, row, landmark.name))
      }
    }
    return marks
  }

  private func cell(_ point: Vector) -> (column: Int, row: Int)? {
    guard
      let x = cellIndex(layers.viewport.dotX(point.x), below: layers.viewport.dotColumns),
      let y = cellIndex(layers.viewport.dotY(point.y), below: layers.viewport.dotRows)
    else { return nil }
    return (box.column + x / 2, box.row + y / 4)
  }

  private func write(
    _ text: String, _ column: Int, _ row: Int, _ ground: Color, on painter: inout Painter
  ) {
    painter.put(text, column, row, .text, bold: true)
    for column in column..<column + painter.width(text) {
      painter.buffer[column, row].background = ground
      painter.buffer[column, row].foreground = painter.theme.ink(on: ground)
    }
  }
}
