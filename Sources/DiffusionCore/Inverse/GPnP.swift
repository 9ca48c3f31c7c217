/// Generative plug and play: a noisy denoising step and a noisy fit in turn, down a ladder of noise.
///
/// A level is two steps: F0, which looks at the prior, and F1, which looks at the measurement.
public struct GPnP: Sampler {
  public static let card = MethodCard(
    name: "gpnp",
    title: "generative PnP",
    detail: "approximate generators",
    idea: "Plug and play made to sample: noise is added after the denoiser and after the fit to "
      + "the measurement, and both steps are repeated down a ladder of noise.",
    family: .inverse,
    rule: [
      "for σ₀ > … > σ_L, γ = √β σ, two steps each:",
      "F0: x ← (1 − r β) x + r β D(x, α σ) + γ z",
      "F1: x ← Q (Cᵀy/s_y² + x/γ²) + γ z",
      "Q = (CᵀC/s_y² + I/γ²)⁻¹,  D = E[x₀ | x]",
      "both: Langevin with τ = β σ² on lik(x) p_σ(x)ʳ",
    ],
    symbols: [
      .init("F", "the two steps: F0 the prior's, F1 the measurement's"),
      .init("γ", "the deviation of the noise that each step adds"),
      .init("D", "the denoiser: the mean of the clean datum given x and its noise"),
      .init("y", "the measurement"),
      .init("Q", "the covariance of x given the measurement and a guess within γ"),
    ],
    source: "Bouman & Buzzard 2023; lecture notes S1 (errata E11, E12, E15, E16); methods.md §10",
    law: "about lik(x) p_σ(x) at each σ, O(β) too wide; the posterior only for long ladders",
    failure:
      "weights freeze early: off by 0.24, 0.18, 0.11 for 100, 300, 1000 levels; r = 1.3 narrows to 0.9",
    needs: [.score] + InverseProblem.needs,
    defaultLevels: 1000)

  public static let knobs = [
    Knob<Self>(
      "beta", symbol: "β", \.beta, in: NumberRange(0, 1, includesLower: false), default: "0.25",
      "step size β", stepOf: "x + βσ² s + √β σ z"),
    Knob<Self>(
      "r", \.temper, in: .positive, default: "1", "power r of the prior; the notes use 1.3"),
    Knob<Self>(
      "alpha", symbol: "α", \.blur, in: .positive, default: "1",
      "D sees the noise α σ, which acts as r = α² on a prior blurred by α σ"),
  ]

  public var beta = 0.25
  public var temper = 1.0
  public var blur = 1.0
  private var turn = GeneratorTurn.prior
  private var sigma: Double
  private let problem: InverseProblem

  public init(for scene: MethodScene) {
    problem = InverseProblem(scene)
    sigma = scene.levels.first?.noise ?? 0
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    AnnealedLangevin.ladder(levels, repeats: 2)
  }

  /// An odd number of steps begins with F1, so that F1 is the last one as ever.
  public mutating func skip(_ steps: Int) {
    if steps % 2 == 1 { turn.toggle() }
  }

  /// N(E[x₀], σ₀² I).
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    problem.start(deviation: sigma, count: count, stream: stream)
  }

  public func target(of data: any Density) -> any Density { problem.posterior }

  public var law: (any Law)? { problem.blurredPosterior(blur * sigma).law(at: .clean) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    sigma = context.to.noise
    defer { turn.toggle() }
    let gamma = beta.squareRoot() * sigma
    switch turn {
    case .prior:
      cloud.denoisePartly(share: temper * beta, sigma: blur * sigma, noise: gamma, context)
    case .measurement:
      let fit = AffineMap(
        proximal: problem.observation, values: [problem.observation.value], gamma: gamma,
        noise: .isotropic)
      cloud.apply(fit, context)
    }
    return StepReport(scoreEvaluations: turn == .prior ? 1 : 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    problem.readings(of: cloud, under: problem.posterior)
  }

  public var landmarks: [Landmark] { problem.landmarks }
}

/// Which of the two generators comes next.
enum GeneratorTurn: Sendable {
  /// F0, which looks at the prior.
  case prior
  /// F1, which looks at the measurement.
  case measurement

  mutating func toggle() { self = self == .prior ? .measurement : .prior }
}

extension Cloud {
  /// F0 by a denoiser: x ← (1 − c) x + c D(x, σ) + γ z, where D − x = σ² s.
  mutating func denoisePartly(
    share: Double, sigma: Double, noise gamma: Double, _ context: StepContext
  ) {
    affineUpdate(
      position: 1, score: share * sigma * sigma, at: .additive(sigma: sigma), noise: gamma,
      context)
  }
}
