/// The reverse process by its exact transition law, which a mixture of Gaussians has in closed form.
public struct ExactKernel: Sampler {
  public static let card = MethodCard(
    name: "exact-kernel",
    title: "exact reverse kernel",
    detail: "no step error",
    idea: "Given where a particle is now, the law of where it was a moment before is again a "
      + "mixture of Gaussians, known exactly. Drawing from it makes no error however large "
      + "the step: what all other reverse methods approximate.",
    family: .reverseSDE,
    rule: [
      "y ← a draw of x at time t′ given x = y at time t, exactly:",
      "component k with probability rₖ(y)",
      "y ← mₖ + Vₖ^½ z",
      "mₖ = μₖ′ + a Cₖ′ Qₖ⁻¹ (y − a μₖ′),   Vₖ = b² Cₖ′ Qₖ⁻¹",
      "Qₖ = a² Cₖ′ + b² I",
      "a = a(t)/a(t′),  b² = b(t)² − a² b(t′)²",
    ],
    symbols: [
      .init("x", "a noised datum"),
      .init("k", "one component of the data's mixture"),
      .init("rₖ", "the probability that y, at time t, belongs to component k"),
      .init("mₖ", "the mean of x at t′ given y and component k"),
      .init("Vₖ", "its covariance; Vₖ^½ the symmetric root"),
      .init("μₖ′", "the mean of component k at time t′"),
      .init("Cₖ′", "the covariance of component k at time t′"),
      .init("Qₖ", "the covariance of component k at time t"),
      .init("a", "a(t): what is left of the datum at time t; a: from t′ to t"),
      .init("b", "b(t): the deviation of the noise at time t; b: from t′ to t"),
    ],
    source: "lecture notes S3, S4 (the backward kernel); methods.md §4",
    law: "exactly the law at each level, for steps of any size",
    failure:
      "only the start errs, N(0, I) in place of the law at T; it takes data that are a "
      + "known mixture",
    needs: [.mixture, .uniforms],
    defaultLevels: 10,
    scoreEvaluations: 0)

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
