package import DiffusionCore

/// How far the network's score is too strong or too weak along the exact one, at two rows a cell.
///
/// The value is b (s_θ − s) · s / (|s| + 0.15/b): the error of the predicted noise along the exact
/// score, which is free of units; it is faded where the law has no mass, by a fifth of log p.
package struct SignedErrorRaster: Sendable {
  package let columns: Int
  package let rows: Int
  /// In units of `full`, row by row; NaN where either score is.
  package private(set) var values: [Float]

  /// The error that has the ramp's last colour.
  package static let full = 0.3

  package init(
    exact: any Law, learned: any ScoreField, density: DensityRaster, viewport: Viewport
  ) {
    columns = density.columns
    rows = density.rows
    values = .init(repeating: 0, count: columns * rows)
    guard columns > 0, rows > 0, let peak = density.logPeak else { return }
    // On very large screens one value serves a block of cells.
    var block = 1
    while columns * rows / (block * block) > DensityRaster.pointLimit { block += 1 }
    let across = (columns - 1) / block + 1
    let down = (rows - 1) / block + 1
    let points = DensityRaster.lattice(
      viewport, columns: across, rows: down, spacing: 2 * Double(block), first: Double(block))
    let truth = exact.scores(at: points)
    let found = learned.scores(at: points)
    let noise = Float(max(exact.level.noise, 1e-6))
    for row in 0..<rows {
      for column in 0..<columns {
        let point = row / block * across + column / block
        let (x, y) = (truth.x[point], truth.y[point])
        let along = (found.x[point] - x) * x + (found.y[point] - y) * y
        let length = (x * x + y * y).squareRoot() + 0.15 / noise
        let depth = min(0, density.logDensity[row * columns + column] - Float(peak))
        values[row * columns + column] =
          noise * along / length * exponential(depth / 5) / Float(Self.full)
      }
    }
  }
}
