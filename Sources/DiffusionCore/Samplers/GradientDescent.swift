/// Gradient ascent on log p: Langevin without its noise.
public struct GradientDescent: Sampler {
  public static let card = MethodCard(
    name: "gradient-descent",
    title: "gradient descent",
    detail: "no noise",
    idea:
      "Climbs the density, which is descent on −log p, and draws no noise: what is left "
      + "when the noise of Langevin is switched off.",
    family: .langevin,
    rule: ["x ← x + τ s(x)"],
    source: "lecture notes S2; methods.md §7",
    law: "the modes: every particle climbs to the one in whose basin it starts",
    failure: "an optimiser, no sampler: nothing of the spread or the weights is left",
    defaultLevels: 300)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive,
      default: "0.1 s_min², 0.1 σ² for data with edges and for the empirical score",
      "step size τ (below 2 s_min²)", stepOf: "x + τ s")
  ]

  public var tau: Double

  public init(for scene: MethodScene) {
    tau = 0.1 * scene.smallestDeviation * scene.smallestDeviation
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    cloud.affineUpdate(position: 1, score: tau, at: context.to, noise: 0, context)
    return StepReport(scoreEvaluations: 1)
  }
}
