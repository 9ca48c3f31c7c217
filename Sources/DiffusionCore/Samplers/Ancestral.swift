/// DDPM's ancestral sampling: the posterior of the next level if x₀ were the denoised mean.
public struct Ancestral: Sampler {
  public static let card = MethodCard(
    name: "ancestral",
    title: "ancestral sampling",
    detail: "DDPM",
    idea:
      "Guesses the clean datum from the noisy one, then draws the particle of the next "
      + "level from its exact law given both, as if the guess were true.",
    family: .reverseSDE,
    rule: [
      "D = (y + b² s)/a",
      "y ← (aₕ b′²/b²) y + (a′ bₕ²/b²) D + (b′ bₕ/b) z",
      "aₕ = a/a′,  bₕ² = b² − aₕ² b′²",
    ],
    symbols: [
      .init("D", "the guess: the mean of the clean datum x₀ given y"),
      .init("aₕ", "the factor of the datum in this one step of noising"),
      .init("bₕ", "the deviation of the noise of this one step"),
    ],
    source: "Ho et al. 2020; methods.md §4 (erratum E48)",
    law: "exact for a single point; the data as the steps get small",
    failure:
      "under-disperses, since each step ignores how uncertain the guess is: spread 0.93 "
      + "instead of 1 in 500 uniform steps on two Gaussians, 0.80 in 100",
    defaultLevels: 200)

  public init(for scene: MethodScene) {}

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let from = context.from
    let to = context.to
    guard from.noise > 0 else { return StepReport(scoreEvaluations: 0) }
    let interval = context.process.interval(from: from, to: to)
    let kept = interval.forwardSignal * to.noise * to.noise / (from.noise * from.noise)
    let gained =
      to.signal * interval.forwardNoise * interval.forwardNoise / (from.noise * from.noise)
    cloud.affineUpdate(
      position: kept + gained / from.signal, score: gained * from.noise * from.noise / from.signal,
      at: from, noise: to.noise * interval.forwardNoise / from.noise, context)
    return StepReport(scoreEvaluations: 1)
  }
}
