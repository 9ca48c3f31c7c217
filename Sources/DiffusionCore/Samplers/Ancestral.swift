/// DDPM's ancestral sampling: the posterior of the next level if x₀ were the denoised mean.
public struct Ancestral: Sampler {
  public static let card = MethodCard(
    name: "ancestral", title: "ancestral sampling", detail: "DDPM",
    idea:
      "Guesses the clean datum from the noisy one, then draws from the exact law of the "
      + "next level as if the guess were true.",
    family: .reverseSDE,
    rule: [
      "x̂₀ = (y + b² s) / a", "y ← (aₕ b′²/b²) y + (a′ bₕ²/b²) x̂₀ + (b′ bₕ/b) z",
      "aₕ = a/a′,  bₕ² = b² − aₕ² b′²",
    ],
    source: "Ho et al. 2020; methods.md §4 (erratum E48)",
    law: "exact for a single point; the data as h → 0",
    failure: "under-disperses: the posterior variance of x₀ is ignored in every step",
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
