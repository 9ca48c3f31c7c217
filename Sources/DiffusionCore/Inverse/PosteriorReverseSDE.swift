/// The reverse SDE of the exact posterior: noise to samples of x given y.
///
/// The posterior of a mixture is a mixture, so its noised score is as exact as that of the data.
public struct PosteriorReverseSDE: Sampler {
  public static let card = MethodCard(
    name: "posterior-reverse-sde",
    title: "posterior reverse SDE",
    detail: "exact posterior",
    idea: "A measurement reweights the data to their posterior, here again a mixture whose "
      + "noised score is exact. The reverse SDE with that score gives posterior samples as it "
      + "gives data without a measurement.",
    family: .inverse,
    course: .reverse,
    rule: [
      "p(x|y) ∝ p(x) N(y; C x, s_y² I), again a mixture",
      "dY = [−f + g² s(Y, t | y)] du + g dB",
      "OU: Y ← Y + h (Y + 2 s) + √(2h) z,  h = t − t′",
      "s = ∇ log of the posterior under the noise of time t",
    ],
    symbols: [
      .init("p", "the density of the data; p(x|y): their posterior"),
      .init("x", "a datum"),
      .init("y", "the measurement"),
      .init("Y", "a particle on its way from noise to the posterior"),
      .init("s", "the score of the noised posterior"),
    ],
    source: "methods.md §10 (the right sampler of §17, point 8), §4 for the equation",
    law: "exactly the posterior as h → 0; weights and widths at the Monte Carlo floor",
    failure: "needs the noised posterior, known only for mixtures; modes too wide for coarse h",
    needs: InverseProblem.needs,
    defaultLevels: 200,
    scoreEvaluations: 0)

  private let problem: InverseProblem

  public init(for scene: MethodScene) { problem = InverseProblem(scene) }

  public func target(of data: any Density) -> any Density { problem.posterior }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    var context = context
    context.score = ExactScore(density: problem.posterior)
    let interval = context.process.interval(from: context.from, to: context.to)
    cloud.affineUpdate(
      position: 1 + interval.drift, score: interval.diffusion, at: context.from,
      noise: interval.diffusion.squareRoot(), context)
    return StepReport(scoreEvaluations: 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    problem.readings(of: cloud, under: problem.posterior)
  }

  public var landmarks: [Landmark] { problem.landmarks }
}
