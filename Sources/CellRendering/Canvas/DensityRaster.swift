package import DiffusionCore

/// log p of an exact law at two rows a cell, by one batch, and what is drawn from it.
package struct DensityRaster: Sendable {
  package let columns: Int
  /// Twice the rows of cells.
  package let rows: Int
  /// log p at the centre of each half cell, row by row; −∞ where there is no mass.
  package private(set) var logDensity: [Float]
  /// √(p / scale), 0 … 1, averaged where the law is narrower than a half cell; NaN where p is NaN.
  package private(set) var level: [Float]
  /// The greatest log p of the raster; nil where the law has no density.
  package private(set) var logPeak: Double?
  /// The log p that has the ramp's last colour.
  ///
  /// That is the peak, or three times the density of the uniform law on the plane where the peak is
  /// lower: a law broader than the plane stays a calm ground instead of washing all of it bright.
  package private(set) var logScale: Double?

  /// Points of one batch that a frame can afford.
  static let pointLimit = 40_000

  package init(law: any Law, viewport: Viewport) {
    columns = viewport.columns
    rows = 2 * viewport.rows
    logDensity = []
    level = []
    guard columns > 0, rows > 0 else { return }
    let stride = Self.stride(law: law, viewport: viewport)
    logDensity = Self.samples(law, viewport, columns: columns, rows: rows, stride: stride)
    logPeak = Self.peak(logDensity)
    let least = Self.leastScale(viewport)
    logScale = logPeak.map { max($0, least) }
    let isFine = stride == 1 && Self.isNarrow(law, viewport, logDensity, columns: columns)
    if isFine, 4 * columns * rows <= 2 * Self.pointLimit {
      refine(law, viewport)
    } else {
      level = Self.levels(logDensity, logScale)
    }
  }

  /// log (3 / area of the plane).
  private static func leastScale(_ viewport: Viewport) -> Double {
    let extent = viewport.extent
    return logarithm(3 / ((extent.xMax - extent.xMin) * (extent.yMax - extent.yMin)))
  }

  /// Samples of a smooth law may lie apart: with noise b (in dots) a mode's log p bends by h²/8b²
  /// between samples h apart, which is 1.4 % of p for h = b/3.
  private static func stride(law: any Law, viewport: Viewport) -> Int {
    let noise = law.level.noise * min(viewport.scaleX, viewport.scaleY)
    var stride = 1
    while stride < 8, noise >= 12 * Double(stride) { stride *= 2 }
    while viewport.columns * 2 * viewport.rows / (stride * stride) > pointLimit { stride += 1 }
    return stride
  }

  /// log p at every `stride`-th half cell, bilinear in between.
  private static func samples(
    _ law: any Law, _ viewport: Viewport, columns: Int, rows: Int, stride: Int
  ) -> [Float] {
    // One sample beyond the far edges, so that every half cell lies between four samples.
    let across = stride == 1 ? columns : (columns - 1) / stride + 2
    let down = stride == 1 ? rows : (rows - 1) / stride + 2
    let coarse = logDensities(
      law, viewport, columns: across, rows: down, spacing: 2 * Double(stride), first: 1)
    guard stride > 1 else { return coarse }
    var result = [Float](repeating: 0, count: columns * rows)
    for row in 0..<rows {
      let (top, shareY) = (row / stride * across, Float(row % stride) / Float(stride))
      for column in 0..<columns {
        let left = top + column / stride
        let shareX = Float(column % stride) / Float(stride)
        let upper = coarse[left] + (coarse[left + 1] - coarse[left]) * shareX
        let below = left + across
        let lower = coarse[below] + (coarse[below + 1] - coarse[below]) * shareX
        result[row * columns + column] = upper + (lower - upper) * shareY
      }
    }
    return result
  }

  /// log p on a lattice of dots, row by row.
  private static func logDensities(
    _ law: any Law, _ viewport: Viewport, columns: Int, rows: Int, spacing: Double, first: Double
  ) -> [Float] {
    let points = lattice(viewport, columns: columns, rows: rows, spacing: spacing, first: first)
    var result = [Float](repeating: 0, count: columns * rows)
    points.x.withUnsafeBufferPointer { x in
      points.y.withUnsafeBufferPointer { y in
        result.withUnsafeMutableBufferPointer { law.logDensities(x: x, y: y, into: $0) }
      }
    }
    return result
  }

  /// Points `spacing` dots apart, the first `first` dots from the upper left corner.
  static func lattice(
    _ viewport: Viewport, columns: Int, rows: Int, spacing: Double, first: Double
  ) -> Cloud {
    let across = (0..<columns).map { Float(viewport.x(atDot: first + spacing * Double($0))) }
    var points = Cloud(count: columns * rows)
    for row in 0..<rows {
      let y = Float(viewport.y(atDot: first + spacing * Double(row)))
      for column in 0..<columns {
        points.x[row * columns + column] = across[column]
        points.y[row * columns + column] = y
      }
    }
    return points
  }

  private static func peak(_ logDensity: [Float]) -> Double? {
    var peak = -Float.infinity
    for value in logDensity where value > peak && value < .infinity { peak = value }
    return peak.isFinite ? Double(peak) : nil
  }

  /// Whether the law is narrower than a half cell, by its curvature at the greatest sample.
  private static func isNarrow(
    _ law: any Law, _ viewport: Viewport, _ logDensity: [Float], columns: Int
  ) -> Bool {
    let scale = max(viewport.scaleX, viewport.scaleY)
    guard law.level.noise * scale < 2, let peak = peak(logDensity),
      let index = logDensity.firstIndex(of: Float(peak))
    else { return false }
    let point = Vector(
      viewport.x(atDot: 2 * Double(index % columns) + 1),
      viewport.y(atDot: 2 * Double(index / columns) + 1))
    let curvature = -law.evaluate(at: point).hessian.eigenvalues.0
    return !(curvature * 4 < scale * scale)
  }

  /// Averages p over 2 × 2 samples a half cell.
  private mutating func refine(_ law: any Law, _ viewport: Viewport) {
    let fine = Self.logDensities(
      law, viewport, columns: 2 * columns, rows: 2 * rows, spacing: 1, first: 0.5)
    guard let top = Self.peak(fine) else { return level = Self.levels(logDensity, logScale) }
    var mean = [Float](repeating: 0, count: columns * rows)
    for row in 0..<2 * rows {
      for column in 0..<2 * columns {
        let value = exponential(fine[row * 2 * columns + column] - Float(top))
        mean[row / 2 * columns + column / 2] += value / 4
      }
    }
    let least = Self.leastScale(viewport)
    let greatest = mean.reduce(exponential(Float(min(0, least - top)))) { $1 > $0 ? $1 : $0 }
    level = mean.map { ($0 / greatest).squareRoot() }
    logPeak = top
    logScale = max(top, least)
  }

  private static func levels(_ logDensity: [Float], _ logScale: Double?) -> [Float] {
    guard let logScale else { return .init(repeating: 0, count: logDensity.count) }
    let scale = Float(logScale)
    return logDensity.map { value in
      let difference = value - scale
      // Below e⁻¹⁶ a half cell is blank anyway.
      return difference < -16 ? 0 : exponential(min(0, difference) / 2)
    }
  }
}
