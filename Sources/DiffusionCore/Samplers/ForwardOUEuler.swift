/// The forward process by Euler–Maruyama, to show the bias of the discretisation.
public struct ForwardOUEuler: Sampler {
  public static let card = MethodCard(
    name: "forward-ou-euler",
    title: "forward noising",
    detail: "Euler–Maruyama",
    idea:
      "The same noising by small steps of the equation dX = −X dt + √2 dB instead of its "
      + "exact solution: the plainest integrator, which holds the drift fixed over a step, "
      + "and the bias that this brings.",
    family: .forward,
    rule: [
      "OU: x ← (1 − h) x + √(2h) z",
      "others: −∫f dt for h, ∫g² dt for 2h, over the step",
    ],
    symbols: [
      .init("f", "the factor of the drift, dX = f X dt + g dB; OU: −1"),
      .init("dt", "a short time"),
    ],
    source: "lecture notes S3, S4; methods.md §3",
    law:
      "OU: the noised data as h → 0; a fixed h comes to rest at variance 1/(1 − h/2) "
      + "instead of 1",
    failure: "the variance at rest is too large by about h/2, 1.33 at h = 0.5; unstable for h ≥ 2",
    needs: [],
    defaultLevels: 200,
    scoreEvaluations: 0)

  /// What the steps so far have made of a variance V: `kept` V + `added`.
  private var kept = 1.0
  private var added = 0.0
  /// The variance at which the last step would leave the cloud as it is, and the exact one.
  private var rest: (value: Double, exact: Double)?

  public init(for scene: MethodScene) {}

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.reversed() }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.to, to: context.from)
    let (drift, diffusion) = (interval.drift, interval.diffusion)
    kept *= (1 - drift) * (1 - drift)
    added = (1 - drift) * (1 - drift) * added + diffusion
    if drift > 0 {
      rest = (diffusion / (drift * (2 - drift)), diffusion / (2 * drift))
    }
    cloud.affineUpdate(
      position: 1 - drift, score: 0, at: context.from, noise: diffusion.squareRoot(), context)
    return StepReport(scoreEvaluations: 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let data = 0.5 * context.density.covariance.trace
    let (a, b) = (context.to.signal, context.to.noise)
    let exact = a * a * data + b * b
    let cloudVariance = 0.5 * Moments(cloud).covariance.trace
    let ofSteps = Reading("by recursion", kept * data + added, exact: exact)
    let atRest = rest.map { [Reading("at rest", $0.value, exact: $0.exact)] } ?? []
    return [Reading("variance", cloudVariance, exact: exact), ofSteps] + atRest
  }
}
