/// The forward process by Euler–Maruyama, to show the bias of the discretisation.
public struct ForwardOUEuler: Sampler {
  public static let card = MethodCard(
    name: "forward-ou-euler", title: "forward noising", detail: "Euler–Maruyama",
    idea:
      "The same noising by small steps of the equation dX = −X dt + √2 dB instead of its "
      + "exact solution: the plainest integrator, and the bias that it brings.",
    family: .forward,
    rule: ["x ← (1 − h) x + √(2h) z"],
    source: "lecture notes S3, S4; methods.md §3",
    law: "OU: stationary variance 1/(1 − h/2) instead of 1",
    failure: "the spread at rest is too wide by h/2; unstable for h ≥ 2",
    needs: [], defaultLevels: 200, scoreEvaluations: 0)

  public init(for scene: MethodScene) {}

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.reversed() }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.to, to: context.from)
    cloud.affineUpdate(
      position: 1 - interval.drift, score: 0, at: context.from,
      noise: interval.diffusion.squareRoot(), context)
    return StepReport(scoreEvaluations: 0)
  }
}
