internal import DiffusionCore

/// What the exact law alone decides, kept while law and viewport stay the same.
package struct RenderCache: Sendable {
  /// Which law, where.
  package struct Key: Equatable, Sendable {
    var scene: String
    var level: NoiseLevel
    var viewport: Viewport
    /// Bits of log p and the score at a few places: another law of the same level shows here.
    var fingerprint: [UInt64]
  }

  private var key: Key?
  private var density: DensityRaster?
  private var contours: DotGrid?
  private var exactArrows: FieldArrows?
  private var marginals: ExactMarginals?
  /// How often a raster was computed: a test can see that a second look is free.
  package private(set) var computations = 0

  package init() {}

  /// Forgets everything that belongs to another law, level or viewport.
  mutating func use(_ law: any Law, scene: String, viewport: Viewport) {
    let key = Key(
      scene: scene, level: law.level, viewport: viewport,
      fingerprint: Self.fingerprint(law, viewport))
    guard key != self.key else { return }
    self.key = key
    (density, contours, exactArrows, marginals) = (nil, nil, nil, nil)
  }

  private static func fingerprint(_ law: any Law, _ viewport: Viewport) -> [UInt64] {
    let box = viewport.extent
    var bits: [UInt64] = []
    for (u, v) in [(0.31, 0.43), (0.67, 0.59)] {
      let value = law.evaluate(
        at: Vector(
          box.xMin + (box.xMax - box.xMin) * u, box.yMin + (box.yMax - box.yMin) * v))
      bits += [value.logDensity, value.score.x, value.score.y].map(\.bitPattern)
    }
    return bits
  }

  mutating func density(_ law: any Law, _ viewport: Viewport) -> DensityRaster {
    if let density { return density }
    let raster = DensityRaster(law: law, viewport: viewport)
    computations += 1
    density = raster
    return raster
  }

  mutating func contours(_ law: any Law, _ viewport: Viewport) -> DotGrid {
    if let contours { return contours }
    let dots = Contours.dots(of: density(law, viewport), viewport: viewport)
    contours = dots
    return dots
  }

  mutating func exactArrows(_ law: any Law, _ viewport: Viewport) -> FieldArrows {
    if let exactArrows { return exactArrows }
    let arrows = FieldArrows(viewport: viewport) { law.scores(at: $0) }
    exactArrows = arrows
    return arrows
  }

  mutating func marginals(_ law: any Law, _ viewport: Viewport) -> ExactMarginals {
    if let marginals { return marginals }
    let exact = ExactMarginals(law: law, viewport: viewport)
    marginals = exact
    return exact
  }
}

/// The exact density of each coordinate at the cells of a box.
package struct ExactMarginals: Sendable {
  /// p(x) at the middle of each column of cells; 0 where it is not finite.
  package var columns: [Double]
  /// p(y) at the middle of each row of cells.
  package var rows: [Double]

  init(law: any Law, viewport: Viewport) {
    func mean(_ axis: Axis, from start: Double, width: Double, _ place: (Double) -> Double)
      -> Double
    {
      // A law of clean data may be narrower than a cell: four places instead of one.
      let places = law.level.noise * viewport.scaleX < width / 2 ? 4 : 1
      var sum = 0.0
      for index in 0..<places {
        let at = start + width * (Double(index) + 0.5) / Double(places)
        let value = law.marginalDensity(axis, at: place(at))
        if value.isFinite, value > 0 { sum += value }
      }
      return sum / Double(places)
    }
    columns = (0..<viewport.columns).map {
      mean(.x, from: Double(2 * $0), width: 2) { viewport.x(atDot: $0) }
    }
    rows = (0..<viewport.rows).map {
      mean(.y, from: Double(4 * $0), width: 4) { viewport.y(atDot: $0) }
    }
  }
}
