/// A weighted sum of Gaussians with full covariances; a zero covariance is a point.
///
/// p(x) = Σₖ wₖ N(x; μₖ, Sₖ), closed under noising: μₖ → a μₖ, Sₖ → a² Sₖ + b² I (methods.md §0).
/// Finite data sets, curves and grids of modes are all of this form.
public struct GaussianMixture: Density {
  /// One Gaussian of a mixture.
  public struct Component: Hashable, Sendable {
    /// Its probability.
    public var weight: Double
    public var mean: Vector
    /// Positive semidefinite.
    public var covariance: SymmetricMatrix

    public init(weight: Double = 1, mean: Vector, covariance: SymmetricMatrix) {
      self.weight = weight
      self.mean = mean
      self.covariance = covariance
    }
  }

  /// The components; their weights sum to 1.
  public let components: [Component]
  public let parts: DensityParts
  /// The part that each component belongs to; empty where there are no parts.
  public let partOfComponent: [Int]
  public let mean: Vector
  public let covariance: SymmetricMatrix
  public let extent: Extent
  public let smallestDeviation: Double
  public let isSmooth: Bool

  /// A mixture with weights normalised to 1.
  ///
  /// - Parameters:
  ///   - components: at least one; weights > 0, covariances positive semidefinite.
  ///   - partName: what one part is called; unused without parts.
  ///   - partOfComponent: for each component the part it belongs to, counted from 0 without gaps;
  ///     empty for a mixture that is not divided.
  public init(
    _ components: [Component], partName: String = "", partOfComponent: [Int] = []
  ) {
    precondition(!components.isEmpty, "a mixture has at least one component")
    precondition(partOfComponent.isEmpty || partOfComponent.count == components.count)
    // Scaling by the largest weight first keeps the sum within the range.
    let largest = components.reduce(0) { max($0, $1.weight) }
    let total = components.reduce(0) { $0 + $1.weight / largest }
    let normalised = components.map {
      Component(
        weight: $0.weight / largest / total, mean: $0.mean, covariance: $0.covariance)
    }
    self.components = normalised
    self.partOfComponent = partOfComponent
    parts = Self.parts(of: normalised, name: partName, partOfComponent: partOfComponent)
    let moments = Self.moments(of: normalised)
    mean = moments.mean
    covariance = moments.covariance
    extent = Self.extent(of: normalised)
    isSmooth = normalised.allSatisfy { Self.smallerEigenvalue(of: $0.covariance) > 0 }
    smallestDeviation = Self.smallestDeviation(of: normalised, covariance: moments.covariance)
  }

  /// A single Gaussian.
  public init(mean: Vector, covariance: SymmetricMatrix) {
    self.init([Component(mean: mean, covariance: covariance)])
  }

  public func law(at level: NoiseLevel) -> any Law { noised(at: level) }

  public func transformed(by transform: PlaneTransform) throws -> any Density {
    GaussianMixture(
      components.map {
        Component(
          weight: $0.weight, mean: transform($0.mean), covariance: transform($0.covariance))
      }, partName: parts.name, partOfComponent: partOfComponent)
  }

  /// The law of a x₀ + b n, as a concrete type.
  public func noised(at level: NoiseLevel) -> GaussianMixtureLaw {
    GaussianMixtureLaw(of: self, at: level)
  }
}

// MARK: - Summaries

extension GaussianMixture {
  private static func parts(
    of components: [Component], name: String, partOfComponent: [Int]
  ) -> DensityParts {
    guard let last = partOfComponent.max() else { return .none }
    var weights = [Double](repeating: 0, count: last + 1)
    for (component, part) in zip(components, partOfComponent) {
      weights[part] += component.weight
    }
    return DensityParts(name: name, weights: weights)
  }

  private static func moments(
    of components: [Component]
  ) -> (mean: Vector, covariance: SymmetricMatrix) {
    var mean = Vector.zero
    for component in components { mean += component.weight * component.mean }
    var covariance = SymmetricMatrix.zero
    for component in components {
      let spread = SymmetricMatrix(outer: component.mean - mean)
      covariance = covariance + component.weight * (component.covariance + spread)
    }
    return (mean, covariance)
  }

  /// The box around three standard deviations of every component.
  private static func extent(of components: [Component]) -> Extent {
    var result = Extent(
      xMin: .infinity, xMax: -.infinity, yMin: .infinity, yMax: -.infinity)
    for component in components {
      let width = 3 * component.covariance.xx.squareRoot()
      let height = 3 * component.covariance.yy.squareRoot()
      result.xMin = min(result.xMin, component.mean.x - width)
      result.xMax = max(result.xMax, component.mean.x + width)
      result.yMin = min(result.yMin, component.mean.y - height)
      result.yMax = max(result.yMax, component.mean.y + height)
    }
    return result
  }

  /// The smallest component deviation; for points, which have none, 1 % of their spread, and 0.01
  /// for a single one, so that no default step is 0.
  private static func smallestDeviation(
    of components: [Component], covariance: SymmetricMatrix
  ) -> Double {
    let smallest = components.reduce(Double.infinity) {
      min($0, smallerEigenvalue(of: $1.covariance))
    }
    if smallest > 0 { return smallest.squareRoot() }
    let spread = (0.5 * covariance.trace).squareRoot()
    return spread > 0 ? 0.01 * spread : 0.01
  }

  /// The smaller eigenvalue of a covariance, to full precision for a nearly singular one.
  private static func smallerEigenvalue(of matrix: SymmetricMatrix) -> Double {
    let larger = matrix.eigenvalues.1
    guard larger > 0 else { return 0 }
    let determinant = TwoTerms.determinant(
      matrix.xx / larger, matrix.yy, matrix.xy / larger, matrix.xy)
    return max(0, determinant)
  }
}
