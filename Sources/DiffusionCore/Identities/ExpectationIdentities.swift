/// What the score is on average under its own law, and other means that are known beforehand.
enum ExpectationIdentities {
  static let all = [mass, mean, stein, fisher, weights, dispersion, marginal, mmse]

  private static let reason = "lattice sums are exact to 1e-13"

  private typealias Field = @Sendable (LawValue) -> Vector

  static let mass = Identity(
    IdentityCard(
      "mass", .score, "∫ p = 1", program: "lattice sum of the law's density", independent: "1",
      mistake: "(2π b²)^½ for (2π b²)", tolerance: 1e-11, reason: reason, source: "methods.md §1"),
    of: { _ in 1 } as @Sendable (NoiseLevel) -> Double,
    mistaken: { $0.noise * (2 * .pi).squareRoot() } as @Sendable (NoiseLevel) -> Double
  ) { factor in
    IdentityCase.each { $0.compare(factor($1.level) * $1.plane.mass, 1, at: $1.name) }
  }

  static let mean = Identity(
    IdentityCard(
      "score-mean", .score, "E s = 0", program: "mean of the law's score", independent: "0",
      mistake: "a drift of 10⁻⁶ added", tolerance: 1e-10, reason: reason, source: "methods.md §7"),
    of: { $0.score } as Field, mistaken: { $0.score + Vector(1e-6, 0) } as Field
  ) { score in
    IdentityCase.each { result, item in
      result.compare(item.plane.mean { score($1).x }, 0, at: item.name)
      result.compare(item.plane.mean { score($1).y }, 0, at: item.name)
    }
  }

  static let stein = Identity(
    IdentityCard(
      "stein", .score, "E x sᵀ = −I, so E x·s = −2", program: "mean over the law",
      independent: "−I", mistake: "s = ∇ of −log p", tolerance: 1e-10, reason: reason,
      source: "Stein 1972; methods.md §7"),
    of: { $0.score } as Field, mistaken: { -$0.score } as Field
  ) { score in
    IdentityCase.each { result, item in
      result.compare(item.plane.mean { $0.x * score($1).x }, -1, at: item.name)
      result.compare(item.plane.mean { $0.y * score($1).y }, -1, at: item.name)
      result.compare(item.plane.mean { $0.x * score($1).y }, 0, at: item.name)
    }
  }

  static let fisher = Identity(
    IdentityCard(
      "fisher-information", .score, "E |s|² = −E tr ∇² log p", program: "mean of |s|²",
      independent: "mean of the Hessian's trace", mistake: "s taken to vanish at rest (E25)",
      tolerance: 1e-10, reason: reason, source: "methods.md §7"),
    of: { $0.score } as Field, mistaken: { _ in .zero } as Field
  ) { score in
    IdentityCase.each { result, item in
      let information = item.plane.mean { score($1).dot(score($1)) }
      result.compare(information, -item.plane.mean { $1.hessian.trace }, at: item.name)
    }
  }

  static let weights = Identity(
    IdentityCard(
      "mode-weights", .score, "E r_k(x) = w_k", program: "mean responsibility of each mode",
      independent: "weights of the data", mistake: "each x given to its likeliest mode",
      tolerance: 1e-11, reason: reason, source: "methods.md §1, §14"),
    of: { law, x in law.partProbabilities(at: x) } as @Sendable (any Law, Vector) -> [Double],
    mistaken: { law, x in
      let shares = law.partProbabilities(at: x)
      let best = shares.max()
      return shares.map { $0 == best ? 1 : 0 }
    } as @Sendable (any Law, Vector) -> [Double]
  ) { shares in
    var result = Agreement()
    for level in IdentityCase.levels {
      let item = IdentityCase("mixture", IdentityCase.mixture, at: level)
      for (mode, weight) in IdentityCase.mixture.parts.weights.enumerated() {
        let found = item.plane.mean { x, _ in shares(item.law, x)[mode] }
        result.compare(found, weight, at: item.name)
      }
    }
    return result
  }

  static let dispersion = Identity(
    IdentityCard(
      "dispersion", .score, "½ E Σ r_k |C_k^−½ (x − μ_k)|² = 1",
      program: "mean of the law's dispersion", independent: "1",
      mistake: "modes of the clean data, narrower than the noised ones", tolerance: 1e-11,
      reason: reason, source: "methods.md §14"),
    of: { level in IdentityCase.mixture.law(at: level) } as @Sendable (NoiseLevel) -> any Law,
    mistaken: { _ in IdentityCase.mixture.law(at: .clean) } as @Sendable (NoiseLevel) -> any Law
  ) { judge in
    var result = Agreement()
    for level in IdentityCase.levels {
      let item = IdentityCase("mixture", IdentityCase.mixture, at: level)
      let law = judge(level)
      let found = item.plane.mean { x, _ in law.dispersion(at: x) ?? .nan }
      result.compare(found, 1, at: item.name)
    }
    return result
  }

  static let marginal = Identity(
    IdentityCard(
      "marginal", .score, "p₁(x₁) = ∫ p(x₁, x₂) dx₂", program: "closed form of one coordinate",
      independent: "sum along the other one", mistake: "the other coordinate's", tolerance: 1e-11,
      reason: reason, source: "methods.md §1"),
    of: Axis.x, mistaken: .y
  ) { axis in
    IdentityCase.everywhere { result, item, point in
      let h = 0.75 * min(item.level.noise, 0.4)
      let sum = (-60...60).reduce(0.0) { sum, index in
        sum + h
          * Elementary.exp(
            item.law.evaluate(at: Vector(point.x, h * Double(index))).logDensity)
      }
      result.compare(item.law.marginalDensity(axis, at: point.x), sum, at: item.name)
    }
  }

  static let mmse = Identity(
    IdentityCard(
      "denoising-error", .score, "mmse = (b²/a²) (2 − b² E|s|²)",
      program: "mean of the posterior's trace", independent: "from the Fisher information",
      mistake: "1 for 2: the plane taken for a line", tolerance: 1e-10, reason: reason,
      source: "methods.md §1, §9"),
    of: 2.0, mistaken: 1
  ) { dimension in
    IdentityCase.each { result, item in
      let (a, b) = (item.level.signal, item.level.noise)
      let error = item.plane.mean { x, _ in item.law.posterior(at: x).covariance.trace }
      let information = item.plane.mean { $1.score.dot($1.score) }
      result.compare(
        (b * b / a / a) * (dimension - b * b * information), error, at: item.name)
    }
  }
}
