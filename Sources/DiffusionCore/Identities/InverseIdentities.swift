/// Posteriors of linear measurements in closed form, against the product they are.
enum InverseIdentities {
  static let all = [posterior, score, evidence, red]

  static let observation = Observation(
    matrix: [Vector(0.8, 0.2), Vector(0.3, 0.7)], value: [0.6, -0.4], noise: 0.7)
  private static let observations = [
    ("one coordinate", Observation(matrix: [Vector(1, 0)], value: [0.5], noise: 0.6)),
    ("difference", Observation(matrix: [Vector(0.7, -0.7)], value: [-1], noise: 0.5)),
    ("mixing", observation),
  ]

  private static let prior = IdentityCase("", IdentityCase.mixture, at: .clean)

  /// ∫ p(x) N(y; C x, s_y² I) dx by lattice sums.
  ///
  /// The lattice of the posterior is as fine as the product asks for.
  private static func product(_ observation: Observation) -> Double {
    let posterior = IdentityCase.mixture.posterior(given: observation)
    let plane = IdentityCase("", posterior, at: .clean).plane
    return plane.points.reduce(0) {
      $0 + plane.area
        * Elementary.exp(
          prior.law.evaluate(at: $1).logDensity + observation.logLikelihood(of: $1))
    }
  }

  private static let reason = "lattice sums are exact to 1e-13"

  private typealias Update = @Sendable (GaussianMixture, Observation) -> GaussianMixture

  static let posterior = Identity(
    IdentityCard(
      "posterior", .inverse, "p(x|y) = p(x) N(y; C x, s_y² I) / p(y)",
      program: "mixture of conditioned Gaussians", independent: "the product over its lattice sum",
      mistake: "weights of the prior kept", tolerance: 1e-10, reason: reason,
      source: "methods.md §10"),
    of: { $0.posterior(given: $1) } as Update,
    mistaken: { mixture, observation in
      let updated = mixture.posterior(given: observation).components
      return GaussianMixture(
        modes: zip(mixture.components, updated).map {
          .init(weight: $0.weight, mean: $1.mean, covariance: $1.covariance)
        })
    } as Update
  ) { update in
    var result = Agreement()
    for (label, observation) in observations {
      let mixture = update(IdentityCase.mixture, observation)
      let item = IdentityCase(label, mixture, at: .clean)
      let constant = Elementary.log(product(observation))
      for x in item.probes + prior.probes {
        let wanted =
          prior.law.evaluate(at: x).logDensity + observation.logLikelihood(of: x) - constant
        result.compare(item.law.evaluate(at: x).logDensity, wanted, at: label)
      }
    }
    return result
  }

  static let score = Identity(
    IdentityCard(
      "posterior-score", .inverse, "s(x|y) = s(x) + Cᵀ(y − C x)/s_y²",
      program: "score of the posterior mixture", independent: "prior's score and the residual",
      mistake: "− for +, as printed three times (E5)", tolerance: 1e-10, reason: "to rounding",
      source: "methods.md §10"),
    of: 1.0, mistaken: -1
  ) { sign in
    var result = Agreement()
    for (label, observation) in observations {
      let law = IdentityCase.mixture.posterior(given: observation).law(at: .clean)
      for x in prior.probes {
        let wanted =
          prior.law.evaluate(at: x).score + sign * observation.likelihoodScore(at: x)
        result.compare(law.evaluate(at: x).score, wanted, at: label)
      }
    }
    return result
  }

  static let evidence = Identity(
    IdentityCard(
      "evidence", .inverse, "p(y) = Σ w_k N(y; Cμ_k, CS_kCᵀ + s_y²)",
      program: "log evidence of a measurement", independent: "lattice sum of prior × likelihood",
      mistake: "without s_y² (E44)", tolerance: 1e-10, reason: reason, source: "methods.md §10"),
    of: 1.0, mistaken: 0.1
  ) { factor in
    var result = Agreement()
    for (label, observation) in observations {
      let asked = Observation(
        matrix: observation.matrix, value: observation.value, noise: factor * observation.noise)
      result.compare(
        IdentityCase.mixture.logEvidence(of: asked), Elementary.log(product(observation)),
        at: label)
    }
    return result
  }

  static let red = Identity(
    IdentityCard(
      "red-gradient", .inverse, "RED = −μ∇[½|y − Cx|² − λσ² log p_σ]",
      program: "a step of RED, over μ", independent: "differences of the energy",
      mistake: "energy λ xᵀ(x − D), twice as much (E10)", tolerance: 1e-5,
      reason: "the step is in Float: 6e-8 |x|/μ", source: "methods.md §10"),
    of: 1.0, mistaken: 2
  ) { factor in
    let scene = MethodScene(
      process: VarianceExploding(sigmaMax: 1), smallestDeviation: 1,
      levels: [.additive(sigma: 0.5)], density: IdentityCase.mixture, observation: observation)
    var method = RED(for: scene)
    let law = IdentityCase.mixture.law(at: .additive(sigma: method.sigma))
    let share = factor * method.lambda * method.sigma * method.sigma
    func energy(_ x: Vector) -> Double {
      let misfit = observation.noise * observation.noise * observation.logLikelihood(of: x)
      return -misfit - share * law.evaluate(at: x).logDensity
    }
    var cloud = Cloud(points: prior.probes)
    let start = cloud
    _ = method.step(
      &cloud, .exact(IdentityCase.mixture, at: .additive(sigma: method.sigma), noise: start))
    var result = Agreement()
    for index in 0..<start.count {
      let descent = -Differences.gradient(at: start[index], step: 0.005, energy)
      result.compare((cloud[index] - start[index]) / method.mu, descent, at: "mixing")
    }
    return result
  }
}

extension Cloud {
  /// The particles at points, which are Floats.
  fileprivate init(points: [Vector]) {
    self.init(x: points.map { Float($0.x) }, y: points.map { Float($0.y) })
  }
}
