/// `quadrant`: two independent positive numbers, each with a Gamma law.
public enum QuadrantKind: DensityKind {
  public static let card = Variant(
    name: "quadrant",
    summary: "two independent positive numbers with a Gamma law each; noised on a grid",
    parameters: [
      Parameter(
        "shape", .number(NumberRange(1, 100)), default: 3,
        "a of the density ∝ x^(a−1) e^(−b x); at least 1"),
      Parameter("rate", .number(NumberRange(1e-2, 100)), default: 2, "b; the mean is a/b"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    EnergyDensity(GammaEnergy(shape: settings.number("shape"), rate: settings.number("rate")))
  }
}

/// u = Σ b xᵢ − (a − 1) log xᵢ on the open quadrant, with the entropic mirror map yᵢ = log xᵢ.
public struct GammaEnergy: MirrorEnergy {
  /// a.
  public let shape: Double
  /// b.
  public let rate: Double

  /// - Precondition: `shape` ≥ 1, `rate` > 0.
  public init(shape: Double, rate: Double) {
    precondition(shape >= 1 && rate > 0)
    self.shape = shape
    self.rate = rate
  }

  private func isInside(_ x: Vector) -> Bool { x.x > 0 && x.y > 0 }

  public func value(at x: Vector) -> Double {
    guard isInside(x) else { return .infinity }
    return rate * (x.x + x.y) - (shape - 1) * (Elementary.log(x.x) + Elementary.log(x.y))
  }

  public func gradient(at x: Vector) -> Vector {
    isInside(x) ? Vector(repeating: rate) - (shape - 1) / x : .zero
  }

  public func hessian(at x: Vector) -> SymmetricMatrix {
    guard isInside(x) else { return .zero }
    let curvature = (shape - 1) / (x * x)
    return SymmetricMatrix(xx: curvature.x, xy: 0, yy: curvature.y)
  }

  /// Beyond a + 9 √a + 45 over b lies less than 1e-16 of the mass (Chernoff's bound).
  public var breaks: [Double] { [0, (shape + 9 * shape.squareRoot() + 45) / rate] }

  public func breaks(along axis: Axis, at value: Double) -> [Double] { breaks }

  public var isSmooth: Bool { false }

  public var moments: Moments? {
    Moments(
      mean: Vector(repeating: shape / rate),
      covariance: SymmetricMatrix(diagonal: shape / (rate * rate)))
  }

  public func draw(_ random: inout RandomSource) -> Vector? {
    let x = random.gamma(shape: shape)
    return Vector(x, random.gamma(shape: shape)) / rate
  }

  public func primal(_ y: Vector) -> Vector { Vector(Elementary.exp(y.x), Elementary.exp(y.y)) }

  public func dual(_ x: Vector) -> Vector { Vector(Elementary.log(x.x), Elementary.log(x.y)) }

  public func dualGradient(at y: Vector) -> Vector { rate * primal(y) - shape }

  public func mirrorHessian(at x: Vector) -> SymmetricMatrix {
    SymmetricMatrix(xx: 1 / x.x, xy: 0, yy: 1 / x.y)
  }
}
