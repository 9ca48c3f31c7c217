/// Gradient ascent on the log posterior, the prior's score taken from a denoiser.
public struct MAPAscent: Sampler {
  public static let card = MethodCard(
    name: "map-ascent",
    title: "MAP ascent",
    detail: "with a denoiser",
    idea: "Climbs to the most probable datum given the measurement: one pull towards what was "
      + "measured, one from a denoiser towards what data look like.",
    family: .inverse,
    course: .chain,
    rule: [
      "x ← x + λ [Cᵀ(y − C x)/s_y² + (D(x, σ₀) − x)/σ₀²]",
      "D(x, σ) = x + σ² s(x, σ) = E[x₀ | x], the denoiser",
      "stable for λ < 2/(‖C‖²/s_y² + 1/σ₀²)",
    ],
    symbols: [
      .init("y", "the measurement"),
      .init("σ₀", "the noise that the denoiser takes away"),
      .init("σ", "any deviation of noise"),
    ],
    source: "lecture notes S0 (errata E5, E6: both signs are +); methods.md §10",
    law:
      "points: the local maxima of N(y; C x, s_y² I) p_σ(x) with σ = σ₀, the posterior "
      + "of blurred data",
    failure:
      "no samples: the spread is lost, and each start ends on the peak of its own hill, "
      + "not always the highest",
    needs: [.score] + InverseProblem.needs,
    defaultLevels: 300)

  public static let knobs = [
    Knob<Self>(
      "lambda", symbol: "λ", \.lambda, in: .positive,
      default: "1/(‖C‖²/s_y² + 1/σ₀²), half the stable limit",
      "step size λ", stepOf: "x + λ ∇ log p(x|y)"),
    Knob<Self>(
      "sigma0", symbol: "σ₀", \.sigma, in: .positive, default: "s_min/2",
      "the noise σ₀ that D takes away"),
  ]

  public var lambda: Double {
    get { chosenLambda ?? 1 / (problem.stiffness + 1 / (sigma * sigma)) }
    set { chosenLambda = newValue }
  }
  public var sigma: Double
  private var chosenLambda: Double?
  private let problem: InverseProblem

  public init(for scene: MethodScene) {
    problem = InverseProblem(scene)
    sigma = 0.5 * scene.smallestDeviation
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    levels.map { _ in .additive(sigma: sigma) }
  }

  public func target(of data: any Density) -> any Density { problem.blurredPosterior(sigma) }

  public var law: (any Law)? { problem.blurredPosterior(sigma).law(at: .clean) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let field = context.score.field(at: context.to)
    let (observation, lambda) = (problem.observation, lambda)
    cloud.updateBlocks(context.parallel) { block in
      block.evaluate(field)
      for i in block.x.indices {
        let point = Vector(Double(block.x[i]), Double(block.y[i]))
        let prior = Vector(Double(block.scoreX[i]), Double(block.scoreY[i]))
        let next = point + lambda * (observation.likelihoodScore(at: point) + prior)
        block.x[i] = Float(next.x)
        block.y[i] = Float(next.y)
      }
    }
    return StepReport(scoreEvaluations: 1)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    problem.readings(of: cloud, peak: problem.blurredPosterior(sigma).mode)
  }

  public var landmarks: [Landmark] { problem.landmarks }
}
