/// The probability flow with the linear part solved exactly and the score frozen over the step.
public struct ProbabilityFlowExponential: Sampler {
  public static let card = MethodCard(
    name: "probability-flow-exponential",
    title: "probability flow",
    detail: "linear part exact",
    idea:
      "The probability flow carries noise to data without chance. Here its linear part "
      + "is solved exactly, by the exponential, and only the score is held fixed over the "
      + "step.",
    family: .probabilityFlow,
    rule: [
      "OU: y ← eʰ y + (eʰ − 1) s(y, t)",
      "h = t − t′,  s frozen over the step",
    ],
    source: "methods.md §5",
    law: "the data as h → 0; the error falls in proportion to h (order 1)",
    failure: "no better than Euler near the data, where the score changes fastest",
    defaultLevels: 1500)

  public init(for scene: MethodScene) {}

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.from, to: context.to)
    cloud.affineUpdate(
      position: interval.growth, score: interval.exponentialScore / 2, at: context.from, noise: 0,
      context)
    return StepReport(scoreEvaluations: 1)
  }
}
