/// Densities carried along maps: what area they stretch is what density they lose.
enum FlowIdentities {
  static let all = [likelihood, affine]

  static let likelihood = Identity(
    IdentityCard(
      "flow-likelihood", .likelihood, "log p₀ = log p_T − ∫ (2 + tr ∇s) dt",
      program: "100 Runge–Kutta steps of the probability flow", independent: "log p₀ itself",
      mistake: "the score of other mode weights", tolerance: 1e-5,
      reason: "fourth order: halving the step takes the error from 1e-6 to 6e-8",
      source: "methods.md §14; Song et al. 2021"),
    of: IdentityCase.two,
    mistaken: GaussianMixture(modes: [
      .init(weight: 0.5, mean: Vector(-3, -3), covariance: .identity),
      .init(weight: 0.5, mean: Vector(3, 3), covariance: .identity),
    ])
  ) { model in
    let process = OrnsteinUhlenbeck()
    let start = process.level(at: 0.01)
    let law = IdentityCase.two.law(at: start)
    let cloud = law.sample(count: 40, stream: NoiseStream(seed: 2, stream: 2))
    var line = FlowLine(cloud, at: start)
    for step in 1...100 {
      let time = 0.01 + 1.99 * Double(step) / 100
      _ = line.advance(
        to: process.level(at: time), ExactScore(density: model), deviation: 1, .serial)
    }
    var result = Agreement()
    for found in line.likelihoods(under: IdentityCase.two) {
      result.compare(
        found.logDensity, law.evaluate(at: found.datum).logDensity, at: "two Gaussians")
    }
    return result
  }

  static let affine = Identity(
    IdentityCard(
      "change-of-variables", .likelihood, "log p(x) = log N(z; 0, I) − log|det|",
      program: "twelve affine layers, undone one by one", independent: "the Gaussian they end at",
      mistake: "+ log|det A|, as printed (E29)", tolerance: 1e-9, reason: "to rounding",
      source: "methods.md §15"),
    of: "mean log p", mistaken: "with +, wrong"
  ) { reading in
    let density = IdentityCase.mixture
    let levels = [NoiseLevel](repeating: .clean, count: 13)
    var flow = AffineFlow(
      for: MethodScene(
        process: OrnsteinUhlenbeck(), smallestDeviation: 1, levels: levels, density: density))
    var cloud = NoiseStream(seed: 3, stream: 3).normals(count: 50)
    let context = StepContext.exact(density, at: .clean)
    var result = Agreement()
    for layer in 1...12 {
      _ = flow.step(&cloud, context)
      for found in flow.readings(of: cloud, context) where found.name == reading {
        result.compare(found.value, found.exact ?? .nan, at: "layer \(layer)")
      }
    }
    return result
  }
}
