/// Split Gibbs sampling: the exact laws of a clean datum and of its noised copy, each given the other.
///
/// A level is two steps: F0 draws the clean datum, F1 the noised one that the measurement is of.
public struct SplitGibbs: Sampler {
  public static let card = MethodCard(
    name: "split-gibbs",
    title: "split Gibbs",
    detail: "exact generators",
    idea: "Splits the posterior into two variables held together by a coupling γ and draws each "
      + "exactly given the other: one sees only the prior, the other only the measurement.",
    family: .inverse,
    rule: [
      "for γ₀ > … > γ_L, two steps each:",
      "F0: v ~ q₀(v|x) ∝ p(v) exp(−|x − v|²/2γ²)",
      "F1: x ~ q₁(x|v) ∝ lik(x) exp(−|x − v|²/2γ²)",
      "F0: component k by u, then E[v|x,k] + Cov[v|x,k]^½ z",
      "F1: Q (Cᵀy/s_y² + v/γ²) + Q^½ z",
      "Q = (CᵀC/s_y² + I/γ²)⁻¹",
    ],
    symbols: [
      .init("γ₀", "the first coupling, the loosest"),
      .init("γ_L", "the last coupling, the tightest"),
      .init("F", "the two steps: F0 the prior's, F1 the measurement's"),
      .init("v", "the copy of x that sees the prior"),
      .init("q₀", "the law of v given x"),
      .init("p", "the density of the data"),
      .init("q₁", "the law of x given v"),
      .init("k", "one component of the data's mixture"),
      .init("y", "the measurement"),
      .init("Q", "the covariance of x given the measurement and v"),
    ],
    source: "Vono, Dobigeon & Chainais 2019; lecture notes S1 (erratum E11); methods.md §10",
    law:
      "fixed γ: after F1 lik(x) p_γ(x), p_γ the data blurred by γ; after F0 p(v) times "
      + "lik blurred by γ; both exactly",
    failure:
      "going down the ladder, weights still freeze early: off by 0.12 for 300 levels, "
      + "0.18 by GPnP",
    needs: InverseProblem.needs + [.uniforms],
    defaultLevels: 300,
    scoreEvaluations: 0)

  public static let knobs = [
    Knob<Self>(
      "gamma", symbol: "γ", \.gamma, in: .nonNegative, default: "0, the schedule's levels",
      "a fixed coupling γ; 0 goes down the schedule")
  ]

  public var gamma = 0.0
  private var turn = GeneratorTurn.prior
  private var level: Double
  private let problem: InverseProblem

  public init(for scene: MethodScene) {
    problem = InverseProblem(scene)
    level = scene.levels.first?.noise ?? 0
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    let gammas = gamma > 0 ? levels.map { _ in NoiseLevel.additive(sigma: gamma) } : levels
    return AnnealedLangevin.ladder(gammas, repeats: 2)
  }

  /// An odd number of steps begins with F1, so that F1 is the last one as ever.
  public mutating func skip(_ steps: Int) {
    if steps % 2 == 1 { turn.toggle() }
  }

  /// N(E[x₀], γ₀² I), for a fixed γ with the schedule's most noise.
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    problem.start(deviation: level, count: count, stream: stream)
  }

  public func target(of data: any Density) -> any Density {
    gamma > 0 ? problem.blurredPosterior(gamma) : problem.posterior
  }

  /// What the last generator leaves: the law of the noised copy, or of the clean datum.
  private var reached: GaussianMixture {
    let gamma = gamma > 0 ? gamma : level
    return switch turn {
    case .prior: problem.blurredPosterior(gamma)
    case .measurement: problem.data.posterior(given: problem.observation, spread: gamma)
    }
  }

  public var law: (any Law)? { reached.law(at: .clean) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    level = context.to.noise
    defer { turn.toggle() }
    switch turn {
    case .prior: cloud.drawClean(under: problem.data.noised(at: context.to), context)
    case .measurement:
      let draw = AffineMap(
        proximal: problem.observation, values: [problem.observation.value], gamma: level,
        noise: .exact)
      cloud.apply(draw, context)
    }
    return StepReport(scoreEvaluations: 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    problem.readings(of: cloud, under: gamma > 0 ? reached : problem.posterior)
  }

  public var landmarks: [Landmark] { problem.landmarks }
}
