/// N(y; C x, N) as a function of x in the plane, for one or two rows of C.
///
/// One row is two whose second is zero and measures 0 = 0 + v with variance 1: every formula has one
/// form, and nothing is changed by it. Source: methods.md §10.
struct Likelihood: Sendable {
  private let first: Vector
  private let second: Vector
  private let value: Vector
  private let noise: SymmetricMatrix
  private let rows: Int
  /// G = Cᵀ N⁻¹ C.
  private let information: SymmetricMatrix

  /// - Parameter spread: deviation γ of noise added to x before it is measured, N = s_y² I + γ² C Cᵀ.
  init(_ observation: Observation, spread: Double = 0) {
    rows = observation.matrix.count
    first = observation.matrix[0]
    second = rows == 2 ? observation.matrix[1] : .zero
    value = Vector(observation.value[0], rows == 2 ? observation.value[1] : 0)
    let (s2, g2) = (observation.noise * observation.noise, spread * spread)
    noise = SymmetricMatrix(
      xx: s2 + g2 * first.dot(first), xy: g2 * first.dot(second),
      yy: rows == 2 ? s2 + g2 * second.dot(second) : 1)
    let inverse = noise.inverse
    information =
      inverse.xx * SymmetricMatrix(outer: first) + inverse.yy * SymmetricMatrix(outer: second)
      + inverse.xy * SymmetricMatrix(symmetricProductOf: first, second)
  }

  /// A Gaussian N(μ, S) after the measurement: mean, covariance, and log N(y; C μ, C S Cᵀ + N).
  ///
  /// S′ = S − S Cᵀ R⁻¹ C S is written as (S + det S adj G)/(1 + tr GS + det G det S), a sum of
  /// positive terms: an exact measurement loses no digits.
  func condition(
    mean: Vector, covariance s: SymmetricMatrix
  ) -> (mean: Vector, covariance: SymmetricMatrix, logEvidence: Double) {
    let g = information
    let determinant = max(0, s.determinant)
    let traceOfProduct = g.xx * s.xx + 2 * g.xy * s.xy + g.yy * s.yy
    let shrink = 1 / (1 + traceOfProduct + max(0, g.determinant) * determinant)
    let adjugate = SymmetricMatrix(xx: g.yy, xy: -g.xy, yy: g.xx)
    let narrowed = shrink * (s + determinant * adjugate)
    let gap = value - Vector(first.dot(mean), second.dot(mean))
    let pull = noise.inverse * gap
    let (a, b) = (s * first, s * second)
    let r = SymmetricMatrix(xx: first.dot(a), xy: first.dot(b), yy: second.dot(b)) + noise
    let evidence =
      -0.5 * gap.dot(r.inverse * gap) - 0.5 * Elementary.log(r.determinant)
      - Double(rows) * Elementary.halfLog2Pi
    return (mean + narrowed * (pull.x * first + pull.y * second), narrowed, evidence)
  }
}

extension SymmetricMatrix {
  /// u vᵀ + v uᵀ.
  init(symmetricProductOf u: Vector, _ v: Vector) {
    self.init(xx: 2 * u.x * v.x, xy: u.x * v.y + u.y * v.x, yy: 2 * u.y * v.y)
  }
}
