internal import DiffusionCore

/// The plane in printable ASCII: counts and arrows of two characters; contours would be lost among them.
struct AsciiPlane {
  let layers: PlaneLayers
  let box: Box

  /// Signs for 1, 2, 3, 4–5, 6–9, … particles in a cell: powers of 2^⅔.
  static let counts: [Unicode.Scalar] = [".", ":", ";", "+", "x", "%", "#", "@"]

  /// The sign of a count: min(7, ⌊1.5 log₂ n⌋) by comparing squares with cubes, n² ≥ 2^(…).
  static func sign(count: Int) -> Unicode.Scalar {
    var step = 0
    // ⌊1.5 log₂ n⌋ ≥ k exactly where n³ ≥ 2^(2k).
    let cube = Double(count) * Double(count) * Double(count)
    var bound = 4.0
    while step < counts.count - 1, cube >= bound {
      step += 1
      bound *= 4
    }
    return counts[step]
  }

  func draw(on painter: inout Painter) {
    let columns = layers.viewport.columns
    let ground = PlanePainter(layers: layers, box: box)
    for row in 0..<layers.viewport.rows {
      for column in 0..<columns {
        let cell = row * columns + column
        let background = ground.ground(column, row, painter.theme)
        var result = Cell(
          background.isGap ? "?" : " ", foreground: painter.theme.color(.text),
          background: background.mean)
        if layers.particles.counts[cell] > 0, layers.signedError == nil {
          result.scalar = Self.sign(count: Int(layers.particles.counts[cell]) / layers.unit)
          result.foreground = painter.theme.color(
            ParticleRaster.role(count: layers.particles.counts[cell], unit: layers.unit))
        }
        painter.buffer[box.column + column, box.row + row] = result
      }
    }
    drawArrows(on: &painter)
    if layers.signedError != nil { drawSigns(on: &painter) }
    drawLines(on: &painter)
    drawProbe(on: &painter)
  }

  /// A shaft on the grid and a head on the next cell in one of eight directions.
  private func drawArrows(on painter: inout Painter) {
    guard let field = layers.field else { return }
    for arrow in field.arrows where isFree(arrow) {
      let (dx, dy, shaft, head) = Self.arrow(arrow.direction)
      let role = layers.role(ofArrowRank: UInt8(arrow.rank))
      let (column, row) = (box.column + arrow.column, box.row + arrow.row)
      guard row + dy >= box.row, row + dy < box.endRow else { continue }
      painter.set(shaft, column, row, role, bold: true)
      painter.set(head, column + dx, row + dy, role, bold: true)
    }
  }

  /// At most one particle in the nine cells about an arrow.
  private func isFree(_ arrow: FieldArrows.Arrow) -> Bool {
    var count = 0
    for row in max(0, arrow.row - 1)..<min(layers.viewport.rows, arrow.row + 2) {
      for column in arrow.column - 1...arrow.column + 1 {
        guard column >= 0, column < layers.viewport.columns else { continue }
        count += Int(layers.particles.counts[row * layers.viewport.columns + column])
      }
    }
    return count <= 1
  }

  /// The step from shaft to head, and both signs; rows grow downwards.
  static func arrow(_ direction: Vector) -> (Int, Int, Unicode.Scalar, Unicode.Scalar) {
    // tan 22.5° parts the eight directions.
    let narrow = 2.0.squareRoot() - 1
    let (x, y) = (direction.x, direction.y)
    if abs(y) <= narrow * abs(x) { return x >= 0 ? (1, 0, "-", ">") : (-1, 0, "-", "<") }
    if abs(x) <= narrow * abs(y) { return y >= 0 ? (0, -1, "|", "^") : (0, 1, "|", "v") }
    if x >= 0 { return y >= 0 ? (1, -1, "/", "^") : (1, 1, "\\", "v") }
    return y >= 0 ? (-1, -1, "\\", "^") : (-1, 1, "/", "v")
  }

  private func drawSigns(on painter: inout Painter) {
    guard let error = layers.signedError else { return }
    for row in stride(from: 1, to: layers.viewport.rows, by: 3) {
      for column in stride(from: 2, to: layers.viewport.columns, by: 4) {
        let value = error.values[2 * row * layers.viewport.columns + column]
        guard abs(value) > 0.2, painter.buffer[box.column + column, box.row + row].scalar == " "
        else { continue }
        painter.set(value > 0 ? "+" : "-", box.column + column, box.row + row, .text)
        let background = painter.buffer[box.column + column, box.row + row].background
        painter.buffer[box.column + column, box.row + row].foreground =
          painter.theme.ink(on: background)
      }
    }
  }

  private func drawLines(on painter: inout Painter) {
    guard let lines = layers.lines else { return }
    for row in 0..<layers.viewport.rows {
      for column in 0..<layers.viewport.columns
      where lines.masks[row * layers.viewport.columns + column] != 0
        && painter.buffer[box.column + column, box.row + row].scalar == " "
      {
        painter.set(",", box.column + column, box.row + row, .exact)
      }
    }
  }

  private func drawProbe(on painter: inout Painter) {
    guard let probe = layers.probe else { return }
    for row in 0..<layers.viewport.rows {
      for column in 0..<layers.viewport.columns {
        guard let (sign, role) = probe.sign(row * layers.viewport.columns + column) else {
          continue
        }
        painter.set(sign, box.column + column, box.row + row, role)
      }
    }
  }
}
