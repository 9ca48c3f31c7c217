/// Langevin steps while data and noise are mixed in other shares: the signal grows as noise falls.
public struct AlphaAnnealedLangevin: Sampler {
  public static let card = MethodCard(
    name: "alpha-annealed-langevin",
    title: "annealed Langevin",
    detail: "noise share α",
    idea: "Annealed Langevin in which the data are faded in while the noise is faded out: a "
      + "share 1 − α of one and α of the other.",
    family: .annealed,
    course: .mixing,
    rule: [
      "for α = 1 > … > α_L ≈ 0.01, K times each:",
      "x ← x + τ s_α(x) + √(2τ) z",
      "s_α: score of (1 − α) x₀ + α n, data x₀ and noise n ~ N(0, I)",
      "  = ((1 − α) D(x) − x)/α²,   D(x) = E[x₀ | x];   −x at α = 1",
      "τ = c ((1 − α)² s² + α²)",
      "at the end x ← x/(1 − α_L)",
      "energy = 1: shares √(1 − α) and √α in place of 1 − α and α",
    ],
    symbols: [
      .init("s_α", "the score of that mixture"),
      .init("α_L", "the last share of noise"),
    ],
    source: "lecture notes S0 (variant A2, erratum E42); methods.md §8",
    law: "the data blurred by α_L/(1 − α_L), as the levels get close and K grows",
    failure:
      "τ ∝ α² (s = 0) freezes the modes while the signal still grows: two Gaussians stop "
      + "at 2.55 instead of 3; a network, which errs like 1/σ, lets modes leak for α_L "
      + "below 0.1: weights off by 0.6 at 0.01",
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "K", \.repeats, in: NumberRange(1, 1000), default: "5", "Langevin steps a level",
      isCount: true),
    Knob<Self>(
      "c", \.share, in: NumberRange(0, 1, includesLower: false), default: "0.05",
      "sets τ, the step size", stepOf: "x + τ s_α + √(2τ) z"),
    Knob<Self>(
      "s", \.deviation, in: NumberRange(0, 1e6), default: "s_min",
      "width of the data in τ; 0 gives τ ∝ α², which freezes"),
    Knob<Self>(
      "energy", \.keepsEnergy, in: NumberRange(0, 1), default: "0",
      "1 mixes by √(1 − α) and √α, which keep a variance of 1",
      isCount: true),
  ]

  public var repeats = 5.0
  public var share = 0.05
  public var deviation: Double
  public var keepsEnergy = 0.0

  public init(for scene: MethodScene) { deviation = scene.smallestDeviation }

  /// Every level `K` times, and the last one scaled to data of full size.
  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    let mixed = keepsEnergy > 0.5 ? levels.map { Self.energyPreserving($0) } : levels
    guard let last = mixed.last else { return [] }
    let scaled = NoiseLevel(time: last.time, signal: 1, noise: last.sigma)
    return AnnealedLangevin.ladder(mixed, repeats: Int(repeats)) + [scaled]
  }

  /// K(√(1 − α), √α) for the level K(1 − α, α), whose time is α.
  private static func energyPreserving(_ level: NoiseLevel) -> NoiseLevel {
    NoiseLevel(
      time: level.time, signal: level.signal.squareRoot(), noise: level.noise.squareRoot())
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let (from, to) = (context.from, context.to)
    if from.sigma == to.sigma && from.signal != to.signal {
      cloud.affineUpdate(
        position: to.signal / from.signal, score: 0, at: to, noise: 0, context)
      return StepReport(scoreEvaluations: 0)
    }
    let width = to.signal * deviation
    let tau = share * (width * width + to.noise * to.noise)
    // Without signal the law is that of the noise alone, b n, which no network needs to be asked for.
    let isNoise = to.signal == 0
    cloud.affineUpdate(
      position: isNoise ? 1 - tau / (to.noise * to.noise) : 1, score: isNoise ? 0 : tau, at: to,
      noise: (2 * tau).squareRoot(), context)
    return StepReport(scoreEvaluations: isNoise ? 0 : 1)
  }
}
