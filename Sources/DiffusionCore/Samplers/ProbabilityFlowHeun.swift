/// The probability flow by Heun's trapezoid: two scores a step, second order.
public struct ProbabilityFlowHeun: Sampler {
  public static let card = MethodCard(
    name: "probability-flow-heun",
    title: "probability flow",
    detail: "Heun",
    idea:
      "The probability flow carries noise to data without chance. Here its slope is "
      + "taken at both ends of the step: a trial step, a second score, and the mean of the "
      + "two slopes.",
    family: .probabilityFlow,
    rule: [
      "OU: k₁ = y + s(y, t)",
      "y₁ = y + h k₁",
      "k₂ = y₁ + s(y₁, t − h)",
      "y ← y + h (k₁ + k₂)/2",
    ],
    symbols: [
      .init("k₁", "the slope at the start of the step"),
      .init("y₁", "the trial step's end"),
      .init("k₂", "the slope there"),
    ],
    source: "Karras et al. 2022; methods.md §5",
    law: "the data as h → 0; the error falls with h² (order 2)",
    failure: "an error of the start is never forgotten, as no noise is drawn; the last step, to "
      + "σ = 0, is an Euler step, for data may have no score there",
    defaultLevels: 100,
    scoreEvaluations: 2)

  public init(for scene: MethodScene) {}

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let flow = context.process.interval(from: context.from, to: context.to).flow
    let h = flow.increment
    let first = context.score.field(at: context.from)
    guard context.to.noise > 0 else {
      cloud.affineUpdate(
        position: 1 + h * flow.from.drift, score: h * flow.from.score,
        at: context.from, noise: 0, context)
      return StepReport(scoreEvaluations: 1)
    }
    let second = context.score.field(at: context.to)
    // k₂ is linear in y₁ and s(y₁), so that only y + h k₁/2 has to be kept beside y₁.
    cloud.updateBlocks(context.parallel) { block in
      block.evaluate(first)
      for i in block.x.indices {
        block.noiseX[i] = block.x[i]
        block.noiseY[i] = block.y[i]
      }
      block.move(
        position: h * flow.from.drift / 2, score: h * flow.from.score / 2, noise: 0)
      for i in block.x.indices {
        // x holds h k₁/2; the noise buffers go from y to y + h k₁/2, x to y₁ = y + h k₁.
        let start = (block.noiseX[i], block.noiseY[i])
        block.noiseX[i] = start.0 + block.x[i]
        block.noiseY[i] = start.1 + block.y[i]
        block.x[i] = start.0 + 2 * block.x[i]
        block.y[i] = start.1 + 2 * block.y[i]
      }
      block.evaluate(second)
      block.move(
        position: h * flow.to.drift / 2, score: h * flow.to.score / 2, noise: 1)
    }
    return StepReport(scoreEvaluations: 2)
  }
}
