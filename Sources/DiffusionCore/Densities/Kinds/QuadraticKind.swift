/// `quadratic`: a parabola, (x − m)ᵀ P (x − m)/2, and on wish a quartic term along x.
public enum QuadraticKind: DensityKind {
  public static let card = Variant(
    name: "quadratic",
    summary:
      "an energy (x − m)ᵀ P (x − m)/2 + q (x₁ − m₁)⁴/4: a Gaussian, or flatter along x, which is "
      + "noised on a grid",
    parameters: [
      Parameter(
        "mean", .list(of: .number(NumberRange(-1e4, 1e4)), count: 2...2), default: [0, 0],
        "m, the minimum"),
      Parameter(
        "precision", .list(of: .list(of: .number(.any), count: 2...2), count: 2...2),
        default: [[2, -1.2], [-1.2, 1]], "P = [[a, b], [b, c]], the inverse of the covariance"),
      Parameter(
        "quartic", .number(NumberRange(0, 1e4)), default: 0,
        "q ≥ 0, which pulls the tails along x in"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let mean = settings.vector("mean")
    let rows = settings.list("precision").map { $0.list.map(\.number) }
    let precision = SymmetricMatrix(xx: rows[0][0], xy: rows[0][1], yy: rows[1][1])
    guard rows[0][1] == rows[1][0] else {
      throw SettingError(
        path: [.name("precision")],
        message: "not symmetric: \(rows[0][1]) above the diagonal, \(rows[1][0]) below",
        hint: "write [[a, b], [b, c]]")
    }
    let (smaller, larger) = precision.eigenvalues
    guard precision.xx > 0, precision.yy > 0, smaller > 1e-8, larger < 1e8 else {
      throw SettingError(
        path: [.name("precision")],
        message: "not positive definite: \(rows), or beyond 1e-8 … 1e8",
        hint: "a precision has a > 0, c > 0 and a c > b²")
    }
    let quartic = settings.number("quartic")
    // Without the quartic term the law is a Gaussian, which can be noised in closed form.
    guard quartic > 0 else {
      return GaussianMixture(mean: mean, covariance: precision.inverse)
    }
    return EnergyDensity(QuadraticEnergy(mean: mean, precision: precision, quartic: quartic))
  }
}

/// u = dᵀ P d/2 + q d₁⁴/4 with d = x − m.
public struct QuadraticEnergy: Energy {
  public let mean: Vector
  /// P, positive definite.
  public let precision: SymmetricMatrix
  /// q ≥ 0.
  public let quartic: Double

  public init(mean: Vector, precision: SymmetricMatrix, quartic: Double) {
    (self.mean, self.precision, self.quartic) = (mean, precision, quartic)
  }

  public func value(at point: Vector) -> Double {
    let d = point - mean
    let square = d.x * d.x
    return 0.5 * d.dot(precision * d) + 0.25 * quartic * square * square
  }

  public func gradient(at point: Vector) -> Vector {
    let d = point - mean
    return precision * d + Vector(quartic * d.x * d.x * d.x, 0)
  }

  public func hessian(at point: Vector) -> SymmetricMatrix {
    let d = point.x - mean.x
    return precision + SymmetricMatrix(xx: 3 * quartic * d * d, xy: 0, yy: 0)
  }

  /// Where the profile of u over y, s d²/2 + q d⁴/4, reaches 40.
  public var breaks: [Double] {
    let stiffness = precision.determinant / precision.yy
    let root = (stiffness * stiffness + 160 * quartic).squareRoot()
    let reach = (160 / (stiffness + root)).squareRoot()
    return [mean.x - reach, mean.x + reach]
  }

  public func breaks(along axis: Axis, at value: Double) -> [Double] {
    guard axis == .y else { return breaks }
    let centre = mean.y - precision.xy / precision.yy * (value - mean.x)
    let reach = (80 / precision.yy).squareRoot()
    return [centre - reach, centre + reach]
  }
}
