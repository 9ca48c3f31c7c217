internal import DiffusionCore
internal import Simulation

/// Puts the layers of the plane into cells.
struct PlanePainter {
  let layers: PlaneLayers
  let box: Box

  private var columns: Int { layers.viewport.columns }
  private var rows: Int { layers.viewport.rows }

  func draw(on painter: inout Painter) {
    if painter.glyphs.isASCII {
      AsciiPlane(layers: layers, box: box).draw(on: &painter)
      return
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let ground = ground(column, row, painter.theme)
        let cell: Cell
        if let (mask, role) = layers.dots(row * columns + column) {
          let isBright = isBright(row, column)
          cell = Cell(
            braille(mask), foreground: painter.theme.color(isBright ? role.onBright : role),
            background: ground.mean)
        } else {
          cell = ground.cell(painter.theme)
        }
        painter.buffer[box.column + column, box.row + row] = cell
      }
    }
    if layers.signedError != nil { drawSigns(on: &painter) }
  }

  /// Whether the law is so dense that a weak arrow would be lost on it.
  private func isBright(_ row: Int, _ column: Int) -> Bool {
    guard let density = layers.density, layers.signedError == nil else { return false }
    let first = 2 * row * columns + column
    return density.level[first] + density.level[first + columns] > 0.9
  }

  /// What lies under the dots of a cell.
  struct Ground {
    var upper = Color.terminal
    var lower = Color.terminal
    var mean = Color.terminal
    /// A shade where colours are too few for half blocks.
    var shade: Unicode.Scalar?
    /// The value of the cell is NaN.
    var isGap = false

    func cell(_ theme: Theme) -> Cell {
      if isGap { return Cell("╳", foreground: theme.color(.rule)) }
      if let shade { return Cell(shade, foreground: theme.options.shadeColor) }
      if upper == lower { return Cell(" ", background: upper) }
      // The terminal's own background cannot be a foreground.
      if upper == .terminal { return Cell("▄", foreground: lower) }
      return Cell("▀", foreground: upper, background: lower)
    }
  }

  func ground(_ column: Int, _ row: Int, _ theme: Theme) -> Ground {
    let first = 2 * row * columns + column
    if let error = layers.signedError {
      let (upper, lower) = (error.values[first], error.values[first + columns])
      if upper.isNaN || lower.isNaN { return Ground(isGap: true) }
      return Ground(
        upper: theme.signedError[theme.errorStep(upper)],
        lower: theme.signedError[theme.errorStep(lower)],
        mean: theme.signedError[theme.errorStep((upper + lower) / 2)])
    }
    guard let density = layers.density else { return Ground() }
    let (upper, lower) = (density.level[first], density.level[first + columns])
    if upper.isNaN || lower.isNaN { return Ground(isGap: true) }
    let mean = theme.densityStep((upper + lower) / 2)
    guard theme.options.usesShades else {
      return Ground(
        upper: theme.density[theme.densityStep(upper)],
        lower: theme.density[theme.densityStep(lower)], mean: theme.density[mean])
    }
    let shades: [Unicode.Scalar] = [" ", " ", "░", "░", "░", "▒", "▒", "▓"]
    return Ground(shade: shades[min(mean, shades.count - 1)])
  }

  /// Sparse + and − that carry the sign of the error without colour.
  private func drawSigns(on painter: inout Painter) {
    guard let error = layers.signedError else { return }
    for row in stride(from: 1, to: rows, by: 3) {
      for column in stride(from: 2, to: columns, by: 4) {
        let value = error.values[2 * row * columns + column]
        guard abs(value) > 0.2, layers.dots(row * columns + column) == nil else { continue }
        let ground = ground(column, row, painter.theme)
        painter.buffer[box.column + column, box.row + row] = Cell(
          value > 0 ? "+" : "−", foreground: painter.theme.ink(on: ground.mean),
          background: ground.mean)
      }
    }
  }
}

extension Role {
  /// The role on a bright ground: arrows of any length in their strongest ink.
  fileprivate var onBright: Role {
    switch self {
    case .exactArrow1, .exactArrow2: .exactArrow3
    case .networkArrow1, .networkArrow2: .networkArrow3
    default: self
    }
  }
}

/// The braille pattern of a mask.
func braille(_ mask: UInt8) -> Unicode.Scalar {
  Unicode.Scalar(0x2800 + UInt32(mask)) ?? " "
}

extension RenderOptions {
  /// Eight colours are too few for a ramp of backgrounds: shading characters instead.
  var usesShades: Bool { colorDepth == .eight && glyphs == .unicode }
  var shadeColor: Color { .indexed(appearance == .dark ? 4 : 6) }
}
