/// Score and denoised mean are one thing: Tweedie's formula, both ways, against Bayes' rule.
enum TweedieIdentities {
  static let all = [noisedDensity, mean, score, covariance]

  /// Least noise to signal of the cases.
  private static let width = 0.4

  private static let priors: [PriorQuadrature] = [
    IdentityCase.mixture as any Density, IdentityCase.curve, IdentityCase.boxes,
    IdentityCase.points,
  ].map { PriorQuadrature(of: $0, width: width) }

  private static let reason =
    "sums over the prior are exact to 1e-13; a hundred times that for what cancels"

  /// Compares with Bayes' rule at the probes of every case.
  private static func bayes(
    _ compare: (inout Agreement, IdentityCase, Vector, Double, Posterior) -> Void
  ) -> Agreement {
    var result = Agreement()
    for (index, item) in IdentityCase.all.enumerated() {
      let prior = priors[index % priors.count]
      for point in item.probes {
        let (density, posterior) = prior.posterior(of: point, at: item.level)
        compare(&result, item, point, density, posterior)
      }
    }
    return result
  }

  private typealias Value = @Sendable (any Law, Vector) -> Double
  private typealias Field = @Sendable (any Law, Vector) -> Vector

  static let noisedDensity = Identity(
    IdentityCard(
      "noised-density", .score, "p(y) = ∫ p₀(x) N(y; a x, b² I) dx",
      program: "closed form of the law", independent: "sum over the clean data",
      mistake: "a stretched by 1/a in one direction of two (E42)", tolerance: 1e-11,
      reason: reason, source: "methods.md §0, §1"),
    of: { law, y in law.evaluate(at: y).logDensity } as Value,
    mistaken: { law, y in law.evaluate(at: y).logDensity + Elementary.log(law.level.signal) }
      as Value
  ) { logDensity in
    bayes { result, item, point, density, _ in
      result.compare(logDensity(item.law, point), Elementary.log(density), at: item.name)
    }
  }

  static let mean = Identity(
    IdentityCard(
      "tweedie-mean", .score, "E[x₀ | y] = (y + b² s(y)) / a",
      program: "Tweedie's formula with the exact score", independent: "Bayes' rule, summed",
      mistake: "− for +", tolerance: 1e-11, reason: reason, source: "methods.md §1; Robbins 1956"),
    of: { law, y in
      let b = law.level.noise
      return (y + b * b * law.evaluate(at: y).score) / law.level.signal
    } as Field,
    mistaken: { law, y in
      let b = law.level.noise
      return (y - b * b * law.evaluate(at: y).score) / law.level.signal
    } as Field
  ) { mean in
    bayes { result, item, point, _, posterior in
      result.compare(mean(item.law, point), posterior.mean, at: item.name)
    }
  }

  static let score = Identity(
    IdentityCard(
      "tweedie-score", .score, "s(y) = (a E[x₀ | y] − y) / b²",
      program: "score from the law's denoised mean", independent: "Bayes' rule, summed",
      mistake: "b for b²", tolerance: 1e-11, reason: reason, source: "methods.md §1"),
    of: { law, y in
      let b = law.level.noise
      return (law.level.signal * law.posterior(at: y).mean - y) / (b * b)
    } as Field,
    mistaken: { law, y in
      (law.level.signal * law.posterior(at: y).mean - y) / law.level.noise
    } as Field
  ) { score in
    bayes { result, item, point, _, posterior in
      let (a, b) = (item.level.signal, item.level.noise)
      result.compare(
        score(item.law, point), (a * posterior.mean - point) / (b * b), at: item.name)
    }
  }

  static let covariance = Identity(
    IdentityCard(
      "posterior-covariance", .score, "Cov[x₀|y] = (b²/a²)(I + b² ∇² log p)",
      program: "from the Hessian of the law", independent: "Bayes' rule, summed",
      mistake: "I − b² ∇² log p", tolerance: 1e-11, reason: reason, source: "methods.md §1"),
    of: 1.0, mistaken: -1
  ) { sign in
    bayes { result, item, point, _, posterior in
      let (a, b) = (item.level.signal, item.level.noise)
      let hessian = item.law.evaluate(at: point).hessian
      let found = (b * b / a / a) * (SymmetricMatrix.identity + (sign * b * b) * hessian)
      result.compare(found, posterior.covariance, at: item.name)
    }
  }
}
