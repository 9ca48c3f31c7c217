/// The reverse SDE with the linear part solved exactly and the score frozen over the step.
public struct ExponentialIntegrator: Sampler {
  public static let card = MethodCard(
    name: "exponential-integrator",
    title: "exponential integrator",
    detail: "linear part exact",
    idea:
      "The reverse equation has a part that is linear in y and can be solved exactly, by "
      + "the exponential; only the score is held fixed over the step.",
    family: .reverseSDE,
    rule: [
      "OU: y ← eʰ y + 2(eʰ − 1) s(y, t) + √(e²ʰ − 1) z",
      "h = t − t′,  s frozen over the step",
    ],
    source: "lecture notes S3 (erratum E48); methods.md §4",
    law: "the data as h → 0; averages err in proportion to h (weak order 1)",
    failure:
      "no better than Euler–Maruyama in two dimensions: spread 1.06 instead of 1 in 100 "
      + "uniform steps on two Gaussians, 1.04 by Euler–Maruyama; the frozen score is what "
      + "errs",
    defaultLevels: 200)

  public init(for scene: MethodScene) {}

  public var heldDrift: HeldDrift? { .score }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.from, to: context.to)
    cloud.affineUpdate(
      position: interval.growth, score: interval.exponentialScore, at: context.from,
      noise: interval.exponentialVariance.squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
