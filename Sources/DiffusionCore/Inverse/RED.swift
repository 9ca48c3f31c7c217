/// Regularisation by denoising: gradient descent on a misfit and what a denoiser would change.
public struct RED: Sampler {
  public static let card = MethodCard(
    name: "red",
    title: "RED",
    detail: "regularisation by denoising",
    idea: "Gradient descent on the misfit of the measurement plus a penalty on everything that "
      + "a denoiser would change.",
    family: .inverse,
    course: .chain,
    rule: [
      "x ← x − μ [Cᵀ(C x − y) + λ (x − D(x, σ))]",
      "x − D(x, σ) = −σ² ∇ log p_σ(x), so this descends",
      "|C x − y|²/2 − λ σ² log p_σ(x)",
      "λ = s_y²/σ² makes that s_y² (−log posterior)",
    ],
    symbols: [
      .init("y", "the measurement"),
      .init("D", "the denoiser: the mean of the clean datum given x = datum and noise σ"),
    ],
    source: "Romano, Elad & Milanfar 2017; lecture notes S0 (erratum E10); methods.md §10",
    law: "points: the local maxima of N(y; C x, λ σ² I) p_σ(x)",
    failure:
      "a point, no samples, and not always the highest peak; its printed energy (λ/2) "
      + "xᵀ(x − D) has another gradient, since D is not homogeneous",
    needs: [.score] + InverseProblem.needs,
    defaultLevels: 300)

  public static let knobs = [
    Knob<Self>(
      "mu", symbol: "μ", \.mu, in: .positive, default: "0.3, or 1/(‖C‖² + λ) where that is less",
      "step size μ", stepOf: "x − μ ∇(energy)"),
    Knob<Self>(
      "lambda", symbol: "λ", \.lambda, in: .positive, default: "s_y²/σ²",
      "weight λ of the denoiser's residual"),
    Knob<Self>(
      "sigma", symbol: "σ", \.sigma, in: .positive, default: "s_min/2 within 0.3 … 0.7",
      "the noise σ that D takes away"),
  ]

  public var mu: Double {
    get { chosenMu ?? min(0.3, 1 / (problem.observation.gram.eigenvalues.1 + lambda)) }
    set { chosenMu = newValue }
  }
  public var lambda: Double {
    get { chosenLambda ?? problem.observation.noise * problem.observation.noise / (sigma * sigma) }
    set { chosenLambda = newValue }
  }
  public var sigma: Double
  private var chosenMu: Double?
  private var chosenLambda: Double?
  private let problem: InverseProblem

  public init(for scene: MethodScene) {
    problem = InverseProblem(scene)
    sigma = min(0.7, max(0.3, 0.5 * scene.smallestDeviation))
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    levels.map { _ in .additive(sigma: sigma) }
  }

  public func target(of data: any Density) -> any Density { minimised }

  public var law: (any Law)? { minimised.law(at: .clean) }

  /// N(y; C x, λ σ² I) p_σ(x), of whose −log the method is λ σ² times the gradient descent.
  private var minimised: GaussianMixture {
    var observation = problem.observation
    observation.noise = lambda.squareRoot() * sigma
    return problem.data.blurred(by: sigma).posterior(given: observation)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let field = context.score.field(at: context.to)
    let (observation, mu) = (problem.observation, mu)
    let (misfit, residual) = (observation.noise * observation.noise, lambda * sigma * sigma)
    cloud.updateBlocks(context.parallel) { block in
      block.evaluate(field)
      for i in block.x.indices {
        let point = Vector(Double(block.x[i]), Double(block.y[i]))
        let prior = Vector(Double(block.scoreX[i]), Double(block.scoreY[i]))
        // Cᵀ(y − C x) is s_y² times the likelihood's score, D − x is σ² times the prior's.
        let rise = misfit * observation.likelihoodScore(at: point) + residual * prior
        let next = point + mu * rise
        block.x[i] = Float(next.x)
        block.y[i] = Float(next.y)
      }
    }
    return StepReport(scoreEvaluations: 1)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    problem.readings(of: cloud, peak: minimised.mode)
  }

  public var landmarks: [Landmark] { problem.landmarks }
}
