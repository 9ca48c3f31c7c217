/// `simplex`: a Dirichlet law of three shares, shown by the first two.
public enum SimplexKind: DensityKind {
  public static let card = Variant(
    name: "simplex",
    summary:
      "three shares x₁ + x₂ + x₃ = 1 with a Dirichlet law, shown as (x₁, x₂); noised on a grid",
    parameters: [
      Parameter(
        "alpha", .list(of: .number(NumberRange(1, 100)), count: 3...3), default: [2, 3, 4],
        "a of the density ∝ x₁^(a₁−1) x₂^(a₂−1) x₃^(a₃−1); each at least 1")
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let alpha = settings.numbers("alpha")
    return EnergyDensity(DirichletEnergy(alpha[0], alpha[1], alpha[2]))
  }
}

/// u = −Σ (aᵢ − 1) log xᵢ on the open triangle, with the entropic mirror map yᵢ = log(xᵢ/x₃).
public struct DirichletEnergy: MirrorEnergy {
  /// a₁ and a₂.
  private let firsts: Vector
  /// a₃.
  private let last: Double

  /// - Precondition: each ≥ 1.
  public init(_ first: Double, _ second: Double, _ third: Double) {
    precondition(min(first, second, third) >= 1)
    firsts = Vector(first, second)
    last = third
  }

  private func rest(_ x: Vector) -> Double { 1 - x.x - x.y }

  private func isInside(_ x: Vector) -> Bool { x.x > 0 && x.y > 0 && rest(x) > 0 }

  public func value(at x: Vector) -> Double {
    guard isInside(x) else { return .infinity }
    return (1 - firsts.x) * Elementary.log(x.x) + (1 - firsts.y) * Elementary.log(x.y)
      + (1 - last) * Elementary.log(rest(x))
  }

  public func gradient(at x: Vector) -> Vector {
    guard isInside(x) else { return .zero }
    return (1 - firsts) / x + Vector(repeating: (last - 1) / rest(x))
  }

  public func hessian(at x: Vector) -> SymmetricMatrix {
    guard isInside(x) else { return .zero }
    let own = (firsts - 1) / (x * x)
    let shared = (last - 1) / (rest(x) * rest(x))
    return SymmetricMatrix(xx: own.x + shared, xy: shared, yy: own.y + shared)
  }

  public var breaks: [Double] { [0, 1] }

  public func breaks(along axis: Axis, at value: Double) -> [Double] {
    [0, max(0, min(1, 1 - value))]
  }

  public var isSmooth: Bool { false }

  /// aᵢ/a and (δᵢⱼ aᵢ a − aᵢ aⱼ)/(a² (a + 1)) with a = Σ aᵢ.
  public var moments: Moments? {
    let total = firsts.x + firsts.y + last
    let mean = firsts / total
    let own = SymmetricMatrix(xx: mean.x, xy: 0, yy: mean.y)
    return Moments(
      mean: mean, covariance: (1 / (total + 1)) * (own - SymmetricMatrix(outer: mean)))
  }

  /// The shares of three Gamma numbers.
  public func draw(_ random: inout RandomSource) -> Vector? {
    let x = random.gamma(shape: firsts.x)
    let y = random.gamma(shape: firsts.y)
    return Vector(x, y) / (x + y + random.gamma(shape: last))
  }

  /// Shares ∝ e^{y₁}, e^{y₂}, 1.
  public func primal(_ y: Vector) -> Vector {
    let top = max(y.x, y.y, 0)
    let parts = Vector(Elementary.exp(y.x - top), Elementary.exp(y.y - top))
    return parts / (parts.x + parts.y + Elementary.exp(-top))
  }

  public func dual(_ x: Vector) -> Vector {
    let logRest = Elementary.log(rest(x))
    return Vector(Elementary.log(x.x) - logRest, Elementary.log(x.y) - logRest)
  }

  public func dualGradient(at y: Vector) -> Vector {
    (firsts.x + firsts.y + last) * primal(y) - firsts
  }

  public func mirrorHessian(at x: Vector) -> SymmetricMatrix {
    let shared = 1 / rest(x)
    return SymmetricMatrix(xx: 1 / x.x + shared, xy: shared, yy: 1 / x.y + shared)
  }
}
