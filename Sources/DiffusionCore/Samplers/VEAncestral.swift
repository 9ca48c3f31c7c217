/// Ancestral sampling for additive noise: the drift of reverse diffusion with the smaller noise of
/// the posterior at a known x₀.
public struct VEAncestral: Sampler {
  public static let card = MethodCard(
    name: "ve-ancestral",
    title: "ancestral sampling",
    detail: "additive noise",
    idea:
      "Guesses the clean datum and draws the next level as if the guess were true, for "
      + "noise that was only added: reverse diffusion with a little less fresh noise.",
    family: .reverseSDE,
    course: .reverseAdditive,
    rule: ["x ← x + D s(x, σ) + (σ′/σ) √D z", "D = σ² − σ′²,  from σ to the next level σ′"],
    symbols: [.init("D", "the variance that the step takes away")],
    source: "Song et al. 2021; methods.md §4",
    law: "exact for a single point; the data as the levels get close",
    failure:
      "under-disperses slightly, spread 0.99 in 500 levels on two Gaussians: each step "
      + "ignores how uncertain the guess is",
    defaultLevels: 500)

  public init(for scene: MethodScene) {}

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    guard context.from.noise > 0 else { return StepReport(scoreEvaluations: 0) }
    let variance = VEReverseDiffusion.removedVariance(context)
    let noise = context.to.noise / context.from.noise * variance.squareRoot()
    cloud.affineUpdate(position: 1, score: variance, at: context.from, noise: noise, context)
    return StepReport(scoreEvaluations: 1)
  }
}
