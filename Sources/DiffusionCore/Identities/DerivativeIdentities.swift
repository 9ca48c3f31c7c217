/// The score is the gradient of log p, the Hessian that of the score, and there is no curl.
enum DerivativeIdentities {
  static let all = [gradient, hessian, curl]

  /// Of the narrowest noise, 0.4.
  private static let step = 0.008

  private static let reason =
    "sixth-order differences of step 0.008: h⁶ f⁽⁷⁾/140 is some 1e-9 where b = 0.4"

  private typealias Field = @Sendable (any Law, Vector) -> Vector

  static let gradient = Identity(
    IdentityCard(
      "score-gradient", .score, "s = ∇ log p", program: "score of the law",
      independent: "differences of log p", mistake: "∇ of −log p (E39, E43)", tolerance: 1e-8,
      reason: reason, source: "methods.md §1"),
    of: { law, x in law.evaluate(at: x).score } as Field,
    mistaken: { law, x in -law.evaluate(at: x).score } as Field
  ) { score in
    IdentityCase.everywhere { result, item, point in
      let slopes = Differences.gradient(at: point, step: step) {
        item.law.evaluate(at: $0).logDensity
      }
      result.compare(score(item.law, point), slopes, at: item.name)
    }
  }

  static let hessian = Identity(
    IdentityCard(
      "hessian", .score, "∇² log p = ∇ s", program: "Hessian of the law",
      independent: "differences of the score", mistake: "without − s sᵀ", tolerance: 1e-8,
      reason: reason, source: "methods.md §1"),
    of: { value in value.hessian } as @Sendable (LawValue) -> SymmetricMatrix,
    mistaken: { $0.hessian + SymmetricMatrix(outer: $0.score) }
      as @Sendable (LawValue) -> SymmetricMatrix
  ) { hessian in
    IdentityCase.everywhere { result, item, point in
      let across = Differences.gradient(at: point, step: step) {
        item.law.evaluate(at: $0).score.x
      }
      let up = Differences.slope(at: point.y, step: step) {
        item.law.evaluate(at: Vector(point.x, $0)).score.y
      }
      result.compare(
        hessian(item.law.evaluate(at: point)),
        SymmetricMatrix(xx: across.x, xy: across.y, yy: up), at: item.name)
    }
  }

  static let curl = Identity(
    IdentityCard(
      "curl", .score, "∂₁ s₂ − ∂₂ s₁ = 0", program: "curl of the score by differences",
      independent: "0", mistake: "a turn of 10⁻⁶ added, as learned scores have", tolerance: 1e-8,
      reason: reason, source: "methods.md §1"),
    of: { law, x in law.evaluate(at: x).score } as Field,
    mistaken: { law, x in law.evaluate(at: x).score + 1e-6 * Vector(-x.y, x.x) } as Field
  ) { score in
    IdentityCase.everywhere { result, item, point in
      let first = Differences.slope(at: point.x, step: step) {
        score(item.law, Vector($0, point.y)).y
      }
      let second = Differences.slope(at: point.y, step: step) {
        score(item.law, Vector(point.x, $0)).x
      }
      result.compare(first - second, 0, at: item.name)
    }
  }
}
