/// One Langevin step a level, the step in proportion to σ.
public struct LinearAnnealedLangevin: Sampler {
  public static let card = MethodCard(
    name: "linear-annealed-langevin", title: "annealed Langevin", detail: "ε ∝ σ",
    idea:
      "One Langevin step at each of many noise levels, with a step that shrinks in "
      + "proportion to the noise.",
    family: .annealed,
    rule: ["for σ₀ > … > σ_L, once each:", "x ← x + ε s(x, σ) + √(2ε) z", "ε = ε₀ σ/σ₀"],
    source: "lecture notes S1 (variant A3, erratum E17); methods.md §8",
    law: "the data as the levels get close",
    failure: "diverges on data without width: ε/σ² grows without bound as σ falls",
    defaultLevels: 1000)

  public static let knobs = [
    Knob<Self>(
      "epsilon0", symbol: "ε₀", \.epsilon, in: .positive, default: "0.5 s_min σ₀",
      "ε at the first level (below 4 s_min σ₀)", stepOf: "x + ε s + √(2ε) z")
  ]

  public var epsilon: Double
  private let firstSigma: Double

  public init(for scene: MethodScene) {
    firstSigma = scene.levels.first?.noise ?? 1
    epsilon = 0.5 * scene.smallestDeviation * firstSigma
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    AnnealedLangevin.ladder(levels, repeats: 1)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let step = epsilon * context.to.noise / firstSigma
    cloud.affineUpdate(
      position: 1, score: step, at: context.to, noise: (2 * step).squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
