/// Denoise, then add twice the variance that was taken away: Langevin with τ = σ².
public struct DenoisingLangevin: Sampler {
  public static let card = MethodCard(
    name: "denoising-langevin",
    title: "denoise and add noise",
    detail: "τ = σ²",
    idea: "Denoise, then add back twice the variance: a Langevin step with τ = σ², which needs "
      + "nothing but a denoiser.",
    family: .annealed,
    rule: [
      "for σ₀ > … > σ_L, once each:", "x ← D(x, σ) + √2 σ z",
      "D(x, σ) = x + σ² s(x, σ) = E[x₀ | x]",
    ],
    source: "lecture notes S1 (variant A5, erratum E18); methods.md §8",
    law:
      "at one σ, for a Gaussian of deviation d: variance 2(d² + σ²)²/(2d² + σ²), not d² "
      + "+ σ²; the data as the levels fall and get close, but for the weights",
    failure:
      "the weights stay biased however small σ gets: off by 0.03 on two Gaussians with "
      + "1000 levels",
    defaultLevels: 1000)

  public init(for scene: MethodScene) {}

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    AnnealedLangevin.ladder(levels, repeats: 1)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let sigma = context.to.noise
    cloud.affineUpdate(
      position: 1, score: sigma * sigma, at: context.to, noise: 2.0.squareRoot() * sigma, context)
    return StepReport(scoreEvaluations: 1)
  }
}
