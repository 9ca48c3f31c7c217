/// Reverse diffusion for additive noise: the reverse SDE of the VE process, a level at a time.
public struct VEReverseDiffusion: Sampler {
  public static let card = MethodCard(
    name: "ve-reverse-diffusion",
    title: "reverse diffusion",
    detail: "additive noise",
    idea:
      "Noise that was only added, not mixed in, is taken back level by level: a step "
      + "along the score as long as the variance that goes, and fresh noise of that "
      + "variance.",
    family: .reverseSDE,
    course: .reverseAdditive,
    rule: ["x ← x + D s(x, σ) + √D z", "D = σ² − σ′²,  from σ to the next level σ′"],
    symbols: [.init("D", "the variance that the step takes away")],
    source: "Song et al. 2021; lecture notes S2 (erratum E23); methods.md §4",
    law: "the data as the levels get close",
    failure:
      "modes a little too wide, spread 1.01 in 500 levels on two Gaussians; a start that "
      + "is not centred on the data's mean shifts the weights, by 0.03 there",
    defaultLevels: 500)

  public init(for scene: MethodScene) {}

  public var heldDrift: HeldDrift? { .score }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let variance = Self.removedVariance(context)
    cloud.affineUpdate(
      position: 1, score: variance, at: context.from, noise: variance.squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }

  /// D = σ² − σ′², without the cancellation of close levels.
  static func removedVariance(_ context: StepContext) -> Double {
    let (from, to) = (context.from.noise, context.to.noise)
    return (from - to) * (from + to)
  }
}
