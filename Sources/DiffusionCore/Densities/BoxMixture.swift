/// A weighted sum of uniform laws on axis-aligned boxes: checkerboards, drawings, images.
///
/// Noised, each box is a product of two differences of normal distribution functions, so the law is
/// exact at every level. Boxes may touch and overlap.
public struct BoxMixture: Density {
  /// One box of a mixture.
  public struct Box: Hashable, Sendable {
    /// Its probability.
    public var weight: Double
    /// The corner of least x and y.
    public var lower: Vector
    /// The corner of greatest x and y.
    public var upper: Vector

    public init(weight: Double = 1, lower: Vector, upper: Vector) {
      self.weight = weight
      self.lower = lower
      self.upper = upper
    }

    public var size: Vector { upper - lower }
  }

  /// The boxes; their weights sum to 1.
  public let boxes: [Box]
  public let parts: DensityParts
  /// The part that each box belongs to; empty where there are no parts.
  public let partOfBox: [Int]
  public let mean: Vector
  public let covariance: SymmetricMatrix
  public let extent: Extent
  /// The deviation across the narrowest box, its width over √12.
  public let smallestDeviation: Double
  /// The distinct sides of the boxes along each axis, and for each box which are its own.
  let grid: BoxGrid

  /// The clean law has a density but no score: its edges are cliffs.
  public var isSmooth: Bool { false }
  public var hasDensity: Bool { true }

  /// A mixture with weights normalised to 1.
  ///
  /// - Parameters:
  ///   - boxes: at least one; weights > 0, both sides longer than 0.
  ///   - partName: what one part is called; unused without parts.
  ///   - partOfBox: for each box the part it belongs to, counted from 0 without gaps; empty for a
  ///     mixture that is not divided.
  public init(_ boxes: [Box], partName: String = "", partOfBox: [Int] = []) {
    precondition(!boxes.isEmpty, "a mixture has at least one box")
    precondition(partOfBox.isEmpty || partOfBox.count == boxes.count)
    precondition(boxes.allSatisfy { $0.size.x > 0 && $0.size.y > 0 && $0.weight > 0 })
    let total = boxes.reduce(0) { $0 + $1.weight }
    let normalised = boxes.map {
      Box(weight: $0.weight / total, lower: $0.lower, upper: $0.upper)
    }
    self.boxes = normalised
    self.partOfBox = partOfBox
    var partWeights = [Double](repeating: 0, count: (partOfBox.max() ?? -1) + 1)
    for (box, part) in zip(normalised, partOfBox) { partWeights[part] += box.weight }
    parts = partOfBox.isEmpty ? .none : DensityParts(name: partName, weights: partWeights)

    (mean, covariance) = Self.moments(of: normalised)
    extent = normalised.reduce(
      Extent(xMin: .infinity, xMax: -.infinity, yMin: .infinity, yMax: -.infinity)
    ) {
      Extent(
        xMin: min($0.xMin, $1.lower.x), xMax: max($0.xMax, $1.upper.x),
        yMin: min($0.yMin, $1.lower.y), yMax: max($0.yMax, $1.upper.y))
    }
    let narrowest = normalised.reduce(.infinity) { min($0, $1.size.x, $1.size.y) }
    smallestDeviation = narrowest / Double(12).squareRoot()
    grid = BoxGrid(normalised)
  }

  public func law(at level: NoiseLevel) -> any Law { BoxMixtureLaw(of: self, at: level) }

  /// Boxes again where lines along the axes stay so; else boxes that are scaled and then turned.
  public func transformed(by transform: PlaneTransform) throws -> any Density {
    if transform.keepsAxes { return try placed(by: transform) }
    guard let (turn, scale) = transform.factors else {
      throw PlaneTransform.refusal("rotated boxes")
    }
    return TransformedDensity(
      original: try placed(by: PlaneTransform(scale: scale)), turn: turn, scale: 1)
  }

  private func placed(by transform: PlaneTransform) throws -> BoxMixture {
    let placed = boxes.map { box in
      let (a, b) = (transform(box.lower), transform(box.upper))
      return Box(
        weight: box.weight, lower: Vector(min(a.x, b.x), min(a.y, b.y)),
        upper: Vector(max(a.x, b.x), max(a.y, b.y)))
    }
    guard placed.allSatisfy({ $0.size.x > 0 && $0.size.y > 0 }) else {
      throw SettingError(
        path: [.name("translate")],
        message: "so far from the origin the sides of the boxes are lost to rounding",
        hint: "move them less far")
    }
    return BoxMixture(placed, partName: parts.name, partOfBox: partOfBox)
  }

  private static func moments(of boxes: [Box]) -> (Vector, SymmetricMatrix) {
    var mean = Vector.zero
    for box in boxes { mean += box.weight * 0.5 * (box.lower + box.upper) }
    var covariance = SymmetricMatrix.zero
    for box in boxes {
      let variances = box.size * box.size / 12
      let spread = SymmetricMatrix(outer: 0.5 * (box.lower + box.upper) - mean)
      let inside = SymmetricMatrix(xx: variances.x, xy: 0, yy: variances.y)
      covariance = covariance + box.weight * (inside + spread)
    }
    return (mean, covariance)
  }
}
