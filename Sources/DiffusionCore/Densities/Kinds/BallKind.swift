/// `ball`: a law on the unit disc that thins out to its edge.
public enum BallKind: DensityKind {
  public static let card = Variant(
    name: "ball", summary: "a law ∝ (1 − |x|²)^κ on the unit disc; noised on a grid",
    parameters: [
      Parameter(
        "kappa", .number(NumberRange(0, 100)), default: 2,
        "κ: |x|² has the law Beta(1, κ + 1); 0 is uniform")
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    EnergyDensity(BallEnergy(kappa: settings.number("kappa")))
  }
}

/// u = −κ log(1 − |x|²) on the open disc, with the mirror map y = x/√(1 − |x|²).
public struct BallEnergy: MirrorEnergy {
  /// κ ≥ 0.
  public let kappa: Double

  public init(kappa: Double) {
    precondition(kappa >= 0)
    self.kappa = kappa
  }

  private func gap(_ x: Vector) -> Double { 1 - x.dot(x) }

  public func value(at x: Vector) -> Double {
    let gap = gap(x)
    return gap > 0 ? -kappa * Elementary.log(gap) : .infinity
  }

  public func gradient(at x: Vector) -> Vector {
    let gap = gap(x)
    return gap > 0 ? (2 * kappa / gap) * x : .zero
  }

  public func hessian(at x: Vector) -> SymmetricMatrix {
    let gap = gap(x)
    guard gap > 0 else { return .zero }
    return (2 * kappa / gap) * (.identity + (2 / gap) * SymmetricMatrix(outer: x))
  }

  public var breaks: [Double] { [-1, 1] }

  public func breaks(along axis: Axis, at value: Double) -> [Double] {
    let reach = max(0, (1 - value) * (1 + value)).squareRoot()
    return [-reach, reach]
  }

  public var isSmooth: Bool { false }

  /// E|x|² = 1/(κ + 2), half of it along each axis.
  public var moments: Moments? {
    Moments(mean: .zero, covariance: SymmetricMatrix(diagonal: 0.5 / (kappa + 2)))
  }

  /// |x|² by the inverse of P(|x|² > r) = (1 − r)^(κ+1), in a direction of its own.
  public func draw(_ random: inout RandomSource) -> Vector? {
    let log = Elementary.log(1 - random.uniform())
    let radius = (-Elementary.expm1(log / (kappa + 1))).squareRoot()
    let (sin, cos) = Elementary.sinCos(2 * .pi * random.uniform())
    return Vector(radius * cos, radius * sin)
  }

  public func primal(_ y: Vector) -> Vector { y / (1 + y.dot(y)).squareRoot() }

  public func dual(_ x: Vector) -> Vector { x / gap(x).squareRoot() }

  /// W = (κ + 2) log(1 + |y|²), for |det dx/dy| = (1 + |y|²)⁻².
  public func dualGradient(at y: Vector) -> Vector { (2 * (kappa + 2) / (1 + y.dot(y))) * y }

  public func mirrorHessian(at x: Vector) -> SymmetricMatrix {
    let gap = gap(x)
    return (1 / gap.squareRoot()) * (.identity + (1 / gap) * SymmetricMatrix(outer: x))
  }
}
