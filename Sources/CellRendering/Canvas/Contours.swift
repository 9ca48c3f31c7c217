/// Lines of equal height by marching squares.
package enum Contours {
  /// Shares of the peak at which a line is drawn: more would be noise under particles.
  package static let shares = [0.02, 0.3]

  /// Draws where values on a lattice cross a level, with linear interpolation, one dot wide.
  ///
  /// Values come row by row, NaN making a gap; samples are `spacing` dots apart, and the first lies
  /// `first` dots from the upper left corner.
  package static func draw(
    _ values: [Float], columns: Int, rows: Int, level: Float, spacing: Double, first: Double,
    on dots: inout DotGrid
  ) {
    guard columns > 1, rows > 1 else { return }
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let corner = row * columns + column
        let square = Square(
          upperLeft: values[corner] - level, upperRight: values[corner + 1] - level,
          lowerRight: values[corner + columns + 1] - level,
          lowerLeft: values[corner + columns] - level)
        let x = first + spacing * Double(column)
        let y = first + spacing * Double(row)
        square.draw(x, y, spacing, on: &dots)
      }
    }
  }

  /// Both lines of a law, thinned.
  package static func dots(of raster: DensityRaster, viewport: Viewport) -> DotGrid {
    var dots = DotGrid(columns: viewport.columns, rows: viewport.rows)
    guard let peak = raster.logPeak else { return dots }
    // −∞ has no place to interpolate to; 60 below the peak is far under every level.
    let values = raster.logDensity.map { $0 < Float(peak) - 60 ? Float(peak) - 60 : $0 }
    for share in shares {
      var line = DotGrid(columns: viewport.columns, rows: viewport.rows)
      draw(
        values, columns: raster.columns, rows: raster.rows,
        level: Float(peak + logarithm(share)), spacing: 2, first: 1, on: &line)
      line.thin()
      dots.formUnion(line)
    }
    return dots
  }
}

/// Heights above the level at the corners of one square of the lattice.
private struct Square {
  var upperLeft: Float
  var upperRight: Float
  var lowerRight: Float
  var lowerLeft: Float

  func draw(_ x: Double, _ y: Double, _ spacing: Double, on dots: inout DotGrid) {
    let sum = upperLeft + upperRight + lowerRight + lowerLeft
    guard !sum.isNaN else { return }
    let inside = (upperLeft > 0, upperRight > 0, lowerRight > 0, lowerLeft > 0)
    if inside == (true, true, true, true) || inside == (false, false, false, false) { return }
    let top = (x + spacing * share(upperLeft, upperRight), y)
    let right = (x + spacing, y + spacing * share(upperRight, lowerRight))
    let bottom = (x + spacing * share(lowerLeft, lowerRight), y + spacing)
    let left = (x, y + spacing * share(upperLeft, lowerLeft))
    func connect(_ a: (Double, Double), _ b: (Double, Double)) {
      dots.line(a.0, a.1, b.0, b.1)
    }
    switch inside {
    case (true, false, false, false), (false, true, true, true): connect(top, left)
    case (false, true, false, false), (true, false, true, true): connect(top, right)
    case (false, false, true, false), (true, true, false, true): connect(right, bottom)
    case (false, false, false, true), (true, true, true, false): connect(left, bottom)
    case (true, true, false, false), (false, false, true, true): connect(left, right)
    case (true, false, false, true), (false, true, true, false): connect(top, bottom)
    default:
      // A saddle: the mean of the corners tells which two of them belong together.
      if (sum > 0) == inside.0 {
        connect(top, right)
        connect(left, bottom)
      } else {
        connect(top, left)
        connect(right, bottom)
      }
    }
  }

  /// Where between two corners the height is 0.
  private func share(_ a: Float, _ b: Float) -> Double {
    a == b ? 0.5 : min(1, max(0, Double(a / (a - b))))
  }
}
