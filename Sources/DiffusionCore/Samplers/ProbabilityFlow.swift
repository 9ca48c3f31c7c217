/// The deterministic flow with the same marginals as the reverse SDE, by Euler steps.
public struct ProbabilityFlow: Sampler {
  public static let card = MethodCard(
    name: "probability-flow",
    title: "probability flow",
    detail: "Euler",
    idea: "A deterministic flow that carries noise to data and has the same law as the reverse "
      + "SDE at every time. No noise is drawn: where a particle starts decides where it ends.",
    family: .probabilityFlow,
    rule: ["dy/du = −f + ½ g² s", "OU: y ← y + h (y + s)", "VE: x ← x + (σ − σ′) σ s"],
    source: "Song et al. 2021; methods.md §5",
    law: "the data as h → 0; the error falls in proportion to h (order 1)",
    failure:
      "an error of the start is never forgotten, as no noise is drawn; takes 15 times "
      + "the steps of Heun for the same error",
    defaultLevels: 1500)

  public init(for scene: MethodScene) {}

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let flow = context.process.interval(from: context.from, to: context.to).flow
    cloud.affineUpdate(
      position: 1 + flow.increment * flow.from.drift,
      score: flow.increment * flow.from.score, at: context.from, noise: 0, context)
    return StepReport(scoreEvaluations: 1)
  }
}
