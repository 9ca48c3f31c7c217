internal import DiffusionCore

/// What the exact law alone decides, kept while law and viewport stay the same.
///
/// It remembers as many laws as are shown at once: runs side by side under the same law share what is
/// drawn of it, and those under different ones do not push each other out.
package struct RenderCache: Sendable {
  /// Which law, where.
  package struct Key: Equatable, Sendable {
    var scene: String
    var level: NoiseLevel
    var viewport: Viewport
    /// Bits of log p and the score at a few places: another law of the same level shows here.
    var fingerprint: [UInt64]
  }

  /// What is known of one law.
  private struct Entry: Sendable {
    var key: Key
    var density: DensityRaster?
    var contours: DotGrid?
    var exactArrows: FieldArrows?
    var marginals: ExactMarginals?
    var signedError: (field: [UInt64], raster: SignedErrorRaster)?
  }

  /// The law in use is the first, those used before it follow.
  private var entries: [Entry] = []
  /// Laws that are remembered, at least one.
  package var capacity = 1
  /// How often a raster was computed: a test can see that a second look is free.
  package private(set) var computations = 0

  package init() {}

  /// Turns to a law in a place; of others it forgets those used longest ago.
  mutating func use(_ law: any Law, scene: String, viewport: Viewport) {
    let key = Key(
      scene: scene, level: law.level, viewport: viewport,
      fingerprint: Self.fingerprint(law, viewport))
    guard key != entries.first?.key else { return }
    if let known = entries.firstIndex(where: { $0.key == key }) {
      entries.insert(entries.remove(at: known), at: 0)
    } else {
      entries.insert(Entry(key: key), at: 0)
    }
    if entries.count > max(1, capacity) { entries.removeLast(entries.count - max(1, capacity)) }
  }

  /// Two places by which laws and fields are told apart.
  private static func places(_ viewport: Viewport) -> [Vector] {
    let box = viewport.extent
    return [(0.31, 0.43), (0.67, 0.59)].map { u, v in
      Vector(box.xMin + (box.xMax - box.xMin) * u, box.yMin + (box.yMax - box.yMin) * v)
    }
  }

  private static func fingerprint(_ law: any Law, _ viewport: Viewport) -> [UInt64] {
    places(viewport).flatMap { place in
      let value = law.evaluate(at: place)
      return [value.logDensity, value.score.x, value.score.y].map(\.bitPattern)
    }
  }

  private static func fingerprint(_ field: any ScoreField, _ viewport: Viewport) -> [UInt64] {
    var points = Cloud(count: 0)
    for place in places(viewport) {
      points.x.append(Float(place.x))
      points.y.append(Float(place.y))
    }
    let scores = field.scores(at: points)
    return (scores.x + scores.y).map { UInt64($0.bitPattern) }
  }

  mutating func density(_ law: any Law, _ viewport: Viewport) -> DensityRaster {
    if let known = entries.first?.density { return known }
    let raster = DensityRaster(law: law, viewport: viewport)
    computations += 1
    if !entries.isEmpty { entries[0].density = raster }
    return raster
  }

  mutating func contours(_ law: any Law, _ viewport: Viewport) -> DotGrid {
    if let known = entries.first?.contours { return known }
    let dots = Contours.dots(of: density(law, viewport), viewport: viewport)
    if !entries.isEmpty { entries[0].contours = dots }
    return dots
  }

  mutating func exactArrows(_ law: any Law, _ viewport: Viewport) -> FieldArrows {
    if let known = entries.first?.exactArrows { return known }
    let arrows = FieldArrows(viewport: viewport) { law.scores(at: $0) }
    if !entries.isEmpty { entries[0].exactArrows = arrows }
    return arrows
  }

  mutating func marginals(_ law: any Law, _ viewport: Viewport) -> ExactMarginals {
    if let known = entries.first?.marginals { return known }
    let exact = ExactMarginals(law: law, viewport: viewport)
    if !entries.isEmpty { entries[0].marginals = exact }
    return exact
  }

  /// The error of a learned score along the law's own, kept while the weights stay the same.
  mutating func signedError(
    _ law: any Law, _ learned: any ScoreField, _ viewport: Viewport
  ) -> SignedErrorRaster {
    let field = Self.fingerprint(learned, viewport)
    if let known = entries.first?.signedError, known.field == field { return known.raster }
    let raster = SignedErrorRaster(
      exact: law, learned: learned, density: density(law, viewport), viewport: viewport)
    if !entries.isEmpty { entries[0].signedError = (field, raster) }
    return raster
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
