/// The reverse SDE by Euler–Maruyama: the plain way from noise to data, and with λ the whole family
/// of equations with its marginals, down to the probability flow.
///
/// Coefficients are the process's integrals over the step, so that for OU and VP a step is the
/// textbook one in OU time and for VE it is reverse diffusion.
public struct ReverseSDE: Sampler {
  public static let card = MethodCard(
    name: "reverse-sde",
    title: "reverse SDE",
    detail: "Euler–Maruyama",
    idea:
      "Runs the noising backwards. At each noise level the score points from a noisy "
      + "place to where data are likelier: steps along it, with fresh noise, turn noise "
      + "into data. Every λ has the same law at every time: more noise needs more drift.",
    family: .reverseSDE,
    rule: [
      "dY = [−f + ½(1 + λ²) g² s] du + λ g dB",
      "OU, λ = 1: y ← y + h (y + 2 s(y, t)) + √(2h) z",
      "h = t − t′",
    ],
    source: "lecture notes S3, S4 (errata E34, E40); methods.md §4",
    law: "the data as h → 0; averages err in proportion to h (weak order 1)",
    failure:
      "over-disperses: modes narrower than √h come out too wide, since the score changes "
      + "within a step; wants h below s_min² near t = 0",
    defaultLevels: 200)

  public static let knobs = [
    Knob<Self>(
      "lambda", symbol: "λ", \.lambda, in: NumberRange(0, 10), default: "1",
      "share λ of the noise: 1 the reverse SDE, 0 the probability flow")
  ]

  public var lambda = 1.0

  public init(for scene: MethodScene) {}

  /// The other members of the family do not take the way of the noising back.
  public var heldDrift: HeldDrift? { lambda == 1 ? .all : nil }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let interval = context.process.interval(from: context.from, to: context.to)
    cloud.affineUpdate(
      position: 1 + interval.drift, score: (1 + lambda * lambda) / 2 * interval.diffusion,
      at: context.from, noise: lambda * interval.diffusion.squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }

  /// Which of the family it is, where it is not the one that the method is named after.
  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    lambda == 1 ? [] : [Reading("λ", lambda)]
  }
}
