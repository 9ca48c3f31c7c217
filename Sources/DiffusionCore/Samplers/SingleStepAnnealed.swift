/// Annealed Langevin with one step a level: what is left of the reverse SDE without its flow.
public struct SingleStepAnnealed: Sampler {
  public static let card = MethodCard(
    name: "single-step-annealed",
    title: "annealed Langevin",
    detail: "one step a level",
    idea: "A ladder of noise with a single Langevin step at each level: how diffusion models "
      + "are sometimes explained, and why that is not quite right.",
    family: .annealed,
    rule: ["for σ₀ > … > σ_L, once each:", "x ← x + (ε/2) s(x, σ) + √ε z", "ε = ε₁ σ²"],
    source: "lecture notes S2 with T = 1 (variant A6, erratum E23); methods.md §8",
    law: "the data with a thousand levels and more",
    failure:
      "100 levels are too few: spread 2.8 instead of 1, weights off by 0.14 on two "
      + "Gaussians; the drift lacks the half that the probability flow has",
    defaultLevels: 1000)

  public static let knobs = [
    Knob<Self>(
      "epsilon1", symbol: "ε₁", \.share, in: NumberRange(0, 4, includesLower: false),
      default: "0.2",
      "ε/σ², the step size (half-step convention)", stepOf: "x + (ε/2) s + √ε z")
  ]

  public var share = 0.2

  public init(for scene: MethodScene) {}

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    AnnealedLangevin.ladder(levels, repeats: 1)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let step = share * context.to.noise * context.to.noise
    cloud.affineUpdate(
      position: 1, score: step / 2, at: context.to, noise: step.squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
