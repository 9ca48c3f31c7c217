/// The reverse process by its exact transition law, which a mixture of Gaussians has in closed form.
public struct ExactKernel: Sampler {
  public static let card = MethodCard(
    name: "exact-kernel", title: "exact reverse kernel", detail: "no step error",
    idea:
      "Given where a particle is now, the law of where it was a moment before is again a "
      + "mixture of Gaussians, known exactly. Drawing from it makes no error however large "
      + "the step: what all other reverse methods approximate.",
    family: .reverseSDE,
    rule: [
      "y ~ p(x at level t′ | x at level t), drawn exactly:",
      "component k with probability rₖ(y), the law at t has it",
      "y ← mₖ + Vₖ^½ z,   with a = a(t)/a(t′), b² = b(t)² − a² b(t′)²",
      "mₖ = μₖ′ + a Cₖ′ Qₖ⁻¹ (y − a μₖ′),   Vₖ = b² Cₖ′ Qₖ⁻¹",
      "μₖ′, Cₖ′: component k at level t′;   Qₖ = a² Cₖ′ + b² I",
    ],
    symbols: [
      .init("k", "one component of the data's mixture"),
      .init("rₖ", "the probability that the particle came from component k"),
      .init("μₖ′", "the mean of component k at level t′"),
      .init("Cₖ′", "the covariance of component k at level t′"),
    ],
    source: "lecture notes S3, S4 (the backward kernel); methods.md §4",
    law: "exactly the law at each level, for steps of any size",
    failure:
      "only the start errs, N(0, I) for the law at T; it takes data that are a known mixture",
    needs: [.mixture, .uniforms], defaultLevels: 10, scoreEvaluations: 0)

  public init(for scene: MethodScene) {}

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.from, to: context.to)
    guard let mixture = context.density as? GaussianMixture, interval.forwardNoise > 0 else {
      return StepReport(scoreEvaluations: 0)
    }
    let kernel = NoiseLevel(
      time: context.from.time, signal: interval.forwardSignal, noise: interval.forwardNoise)
    cloud.replaceByDraws(
      PosteriorDraws(of: mixture.smoothed(at: context.to), at: kernel), context)
    return StepReport(scoreEvaluations: 0)
  }
}

extension GaussianMixture {
  /// The law at a level as a mixture of its own: means a μₖ, covariances a² Sₖ + b² I.
  fileprivate func smoothed(at level: NoiseLevel) -> GaussianMixture {
    let (a, b) = (level.signal, level.noise)
    return GaussianMixture(
      components.map {
        Component(
          weight: $0.weight, mean: a * $0.mean,
          covariance: a * a * $0.covariance + SymmetricMatrix(diagonal: b * b))
      })
  }
}
