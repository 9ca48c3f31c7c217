/// Entropy, information and their rates of change under noise.
enum LikelihoodIdentities {
  static let all = [deBruijn, information, relaxation, elbo]

  private static let reason =
    "sixth-order differences: h⁶ f⁽⁷⁾/140 is some 1e-9, rounding of entropies over h 1e-12"

  /// Fine enough for log p and for |s|², whose poles are the zeros of complex p.
  private static func plane(_ law: any Law, _ density: any Density) -> PlaneQuadrature {
    PlaneQuadrature(of: law, density, step: 0.3)
  }

  private static func entropy(_ density: any Density, _ level: NoiseLevel) -> Double {
    plane(density.law(at: level), density).entropy
  }

  static let deBruijn = Identity(
    IdentityCard(
      "de-bruijn", .likelihood, "dh(p_σ)/dσ² = ½ E|s|²", program: "half the Fisher information",
      independent: "differences of the entropy", mistake: "dh/dσ² = E|s|²", tolerance: 1e-8,
      reason: reason, source: "Stam 1959; methods.md §14"),
    of: 0.5, mistaken: 1
  ) { factor in
    var result = Agreement()
    for (label, density) in ProcessIdentities.densities {
      let variance = 0.6
      let slope = Differences.slope(at: variance, step: 0.01) {
        entropy(density, .additive(sigma: $0.squareRoot()))
      }
      let law = density.law(at: .additive(sigma: variance.squareRoot()))
      let information = plane(law, density).mean { $1.score.dot($1.score) }
      result.compare(factor * information, slope, at: label)
    }
    return result
  }

  static let information = Identity(
    IdentityCard(
      "i-mmse", .likelihood, "dI(X; X + σn)/d(1/σ²) = ½ mmse",
      program: "mean trace of the posterior covariance", independent: "differences of h − h(noise)",
      mistake: "I = h(p_σ), without h of the noise", tolerance: 1e-8, reason: reason,
      source: "Guo, Shamai & Verdú 2005; methods.md §14"),
    of: { Elementary.log(2 * .pi * $0 * $0) + 1 } as @Sendable (Double) -> Double,
    mistaken: { _ in 0 } as @Sendable (Double) -> Double
  ) { noiseEntropy in
    var result = Agreement()
    for (label, density) in ProcessIdentities.densities {
      let ratio = 1.4
      let slope = Differences.slope(at: ratio, step: 0.015) {
        let sigma = (1 / $0).squareRoot()
        return entropy(density, .additive(sigma: sigma)) - noiseEntropy(sigma)
      }
      let law = density.law(at: .additive(sigma: (1 / ratio).squareRoot()))
      let error = plane(law, density).mean { x, _ in
        law.posterior(at: x).covariance.trace
      }
      result.compare(0.5 * error, slope, at: label)
    }
    return result
  }

  static let relaxation = Identity(
    IdentityCard(
      "relaxation", .likelihood, "d KL(q_t ‖ N(0, I))/dt = −E|s + x|²",
      program: "relative Fisher information", independent: "differences of the divergence",
      mistake: "−E|s|²: the law at rest forgotten", tolerance: 1e-8, reason: reason,
      source: "methods.md §3, §13"),
    of: 1.0, mistaken: 0
  ) { pull in
    var result = Agreement()
    let process = OrnsteinUhlenbeck()
    for (label, density) in ProcessIdentities.densities {
      let slope = Differences.slope(at: 0.5, step: 0.01) { time in
        plane(density.law(at: process.level(at: time)), density).mean {
          $1.logDensity + 0.5 * $0.dot($0)
        }
      }
      let rate = plane(density.law(at: process.level(at: 0.5)), density).mean {
        let excess = $1.score + pull * $0
        return excess.dot(excess)
      }
      result.compare(-rate, slope, at: label)
    }
    return result
  }

  static let elbo = Identity(
    IdentityCard(
      "elbo", .likelihood, "ELBO ≤ log p(x), = at the posterior",
      program: "the bound of the autoencoder", independent: "its likelihood, in closed form",
      mistake: "KL without its −1", tolerance: 1e-9,
      reason: "rounding on the way; at the end expectation–maximisation stands still",
      source: "methods.md §15; Tipping & Bishop 1999"),
    of: 0.0, mistaken: -0.5
  ) { extra in
    let density = IdentityCase.gaussian
    let scene = MethodScene(
      process: OrnsteinUhlenbeck(), smallestDeviation: 1, levels: [.clean, .clean],
      density: density)
    var model = VariationalAutoencoder(for: scene)
    var cloud = Cloud(count: 1)
    let context = StepContext.exact(density, at: .clean)
    var result = Agreement()
    for step in 1...400 {
      _ = model.step(&cloud, context)
      let bound = model.evidenceBound + extra
      result.compare(max(0, bound - model.logEvidence), 0, at: "above log p in step \(step)")
      if step == 400 { result.compare(bound, model.logEvidence, at: "at the end") }
    }
    return result
  }
}

extension StepContext {
  /// A step at one level with the exact score, without noise unless it is given.
  static func exact(
    _ density: any Density, from: NoiseLevel? = nil, at level: NoiseLevel,
    along process: any DiffusionProcess = OrnsteinUhlenbeck(),
    noise: Cloud = Cloud(count: 1)
  ) -> StepContext {
    StepContext(
      from: from ?? level, to: level, process: process, density: density,
      score: ExactScore(density: density),
      noise: .given(noise, uniforms: .init(repeating: 0.5, count: noise.count)), parallel: .serial)
  }
}
