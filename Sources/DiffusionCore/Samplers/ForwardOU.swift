/// The forward process by its exact transition: any step, no error.
public struct ForwardOU: Sampler {
  public static let card = MethodCard(
    name: "forward-ou",
    title: "forward noising",
    detail: "exact",
    idea:
      "Adds noise to the data: each particle shrinks towards the origin while Gaussian "
      + "noise grows, until nothing but noise is left. The change between two times is a "
      + "Gaussian that is known exactly, so that one step may be as long as one likes.",
    family: .forward,
    rule: [
      "x ← a x + b z,  from time t to t′",
      "a = a(t′)/a(t),  b² = b(t′)² − a² b(t)²",
      "OU: a = e⁻ʰ,  b² = 1 − e⁻²ʰ,  h = t′ − t",
    ],
    symbols: [
      .init("a", "a(t): what is left of the datum x₀ at time t; a: in one step"),
      .init("b", "b(t): the deviation of the noise at time t; b: of one step"),
    ],
    source: "lecture notes S3, S4; methods.md §3",
    law:
      "at every time exactly the law of a(t) x₀ + b(t) n, x₀ a datum and n standard "
      + "normal noise",
    failure: "none: the transition is exact for every step size",
    needs: [],
    defaultLevels: 200,
    scoreEvaluations: 0)

  public init(for scene: MethodScene) {}

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.reversed() }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.to, to: context.from)
    cloud.affineUpdate(
      position: interval.forwardSignal, score: 0, at: context.from, noise: interval.forwardNoise,
      context)
    return StepReport(scoreEvaluations: 0)
  }
}
