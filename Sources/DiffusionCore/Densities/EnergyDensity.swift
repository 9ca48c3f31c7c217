/// A distribution given by its energy: p = e^{−u}/Z, with Z and all that follows by quadrature.
///
/// The clean law is e^{−u}/Z itself. Noised, it is the dense mixture of `EnergyCells`; draws are exact
/// at every level. Source: methods.md §1.
public struct EnergyDensity<Potential: Energy>: Density {
  public let energy: Potential
  /// log Z, checked by refinement: the last doubling of nodes changed Z by `massChange` of itself.
  public let logConstant: Double
  public let massChange: Double
  public let mean: Vector
  public let covariance: SymmetricMatrix
  public let parts: DensityParts
  public let extent: Extent
  /// 1/√λ for the curvature λ of u that 2 % of the mass exceeds.
  public let smallestDeviation: Double
  /// The mixture that stands for the law where it is noised.
  let cells: GaussianMixture
  /// The density of x, for draws.
  let marginal: TabulatedDensity

  public var isSmooth: Bool { energy.isSmooth }
  public var hasDensity: Bool { true }

  public init(_ energy: Potential) {
    self.energy = energy
    let quadrature = EnergyQuadrature(energy)
    logConstant = quadrature.logConstant
    massChange = quadrature.massChange
    marginal = quadrature.marginal
    (extent, smallestDeviation) = quadrature.bulk()
    let moments = energy.moments
    // What cells miss at an edge is put right by a shift of all, far below their size.
    cells =
      moments.map { quadrature.cells.shifted(by: $0.mean - quadrature.cells.mean) }
      ?? quadrature.cells
    (mean, parts) = (moments?.mean ?? cells.mean, cells.parts)
    covariance = moments?.covariance ?? cells.covariance
  }

  public func law(at level: NoiseLevel) -> any Law { EnergyLaw(of: self, at: level) }

  public var approximation: String? {
    "noised on a grid: a dense mixture of Gaussians, log p within 0.04"
  }

  /// An unequal scale makes a new energy with a grid of its own.
  public func transformed(by transform: PlaneTransform) throws -> any Density {
    guard let (turn, scale) = transform.factors else {
      throw PlaneTransform.refusal("a rotated energy")
    }
    guard scale.x != scale.y else {
      return TransformedDensity(original: self, turn: turn, scale: scale.x)
    }
    let stretched = EnergyDensity<ScaledEnergy<Potential>>(ScaledEnergy(energy, by: scale))
    return TransformedDensity(original: stretched, turn: turn, scale: 1)
  }

  /// log p(x) of the clean law.
  func logDensity(at point: Vector) -> Double { -energy.value(at: point) - logConstant }

  /// An exact draw: by the energy's own way, or x by the inverse of its distribution function and y
  /// by that of its law given x.
  func draw(_ random: inout RandomSource, _ rule: FlatEndedRule) -> Vector {
    if let own = energy.draw(&random) { return own }
    let x = marginal.quantile(random.uniform())
    let breaks = energy.breaks(along: .y, at: x)
    let line = TabulatedDensity(breaks, rule) {
      Elementary.exp(logDensity(at: Vector(x, $0)))
    }
    return Vector(x, line.quantile(random.uniform()))
  }
}

extension GaussianMixture {
  /// The mixture moved as a whole.
  fileprivate func shifted(by offset: Vector) -> GaussianMixture {
    GaussianMixture(
      components.map {
        Component(weight: $0.weight, mean: $0.mean + offset, covariance: $0.covariance)
      }, partName: parts.name, partOfComponent: partOfComponent)
  }
}
