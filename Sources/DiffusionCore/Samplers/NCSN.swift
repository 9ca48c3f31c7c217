/// Annealed Langevin in the form of the NCSN paper: few levels, many half-convention steps at each.
public struct NCSN: Sampler {
  public static let card = MethodCard(
    name: "ncsn",
    title: "annealed Langevin",
    detail: "NCSN form",
    idea: "Few noise levels, many Langevin steps at each, as in the paper that made score "
      + "models known; its step is written in the half convention ε = 2τ.",
    family: .annealed,
    rule: [
      "for σ₁ > … > σ_L, K times each:", "x ← x + (εᵢ/2) s(x, σᵢ) + √εᵢ z", "εᵢ = ε σᵢ²/σ_L²",
    ],
    source: "Song & Ermon 2019; lecture notes S2 (variant A4, errata E27, E28); methods.md §8",
    law: "the data blurred by the last level, as K grows",
    failure:
      "ten coarse levels leave the modes some 10 % too wide in variance, and weights off "
      + "by 0.03 on two Gaussians",
    defaultLevels: 10)

  public static let knobs = [
    Knob<Self>(
      "K", \.repeats, in: NumberRange(1, 10000), default: "100", "Langevin steps a level",
      isCount: true),
    Knob<Self>(
      "epsilon", symbol: "ε", \.epsilon, in: .positive, default: "0.2 σ_L²",
      "ε at the last level (half-step convention)", stepOf: "x + (ε/2) s + √ε z"),
  ]

  public var repeats = 100.0
  public var epsilon: Double
  private let lastSigma: Double

  public init(for scene: MethodScene) {
    lastSigma = scene.levels.last?.noise ?? 1
    epsilon = 0.2 * lastSigma * lastSigma
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    AnnealedLangevin.ladder(levels, repeats: Int(repeats))
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let ratio = context.to.noise / lastSigma
    let step = epsilon * ratio * ratio
    cloud.affineUpdate(
      position: 1, score: step / 2, at: context.to, noise: step.squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
