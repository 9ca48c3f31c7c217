/// The best discriminator between the data and a generator whose law is known: the data's own noising.
public struct Discriminator: Sampler {
  public static let card = MethodCard(
    name: "discriminator",
    title: "discriminator",
    detail: "GAN",
    idea: "A discriminator learns to tell data from what a generator makes. Here both densities "
      + "are known, and with them the best discriminator that there can be and what it is "
      + "worth.",
    family: .generative,
    course: .forward,
    rule: [
      "p: data;  q: law of the particles, noised data",
      "log loss: max E_p log D + E_q log(1 − D)",
      "best: D*(x) = p(x)/(p(x) + q(x))",
      "its value: 2 JS(p, q) − 2 log 2",
      "hard loss: min P_p(D = 0) + P_q(D = 1)",
      "best: D = 1 where p ≥ q;  value: 1 − TV(p, q)",
      "a generator would move q to lower JS: back in t",
    ],
    symbols: [
      .init("E_p", "the mean over data"),
      .init("E_q", "the mean over the particles' law"),
      .init("D", "a discriminator: near 1 where it takes x for a datum"),
      .init("D*", "the best discriminator"),
      .init("JS", "the Jensen–Shannon divergence"),
      .init("P_p", "the probability over data"),
      .init("P_q", "the probability over the particles' law"),
      .init("TV", "the total variation distance"),
      .init("q", "the law of the particles"),
      .init("t", "time of the noising"),
    ],
    source: "lecture notes S0; Goodfellow et al. 2014; methods.md §15",
    law: "the particles follow the noising exactly; D* is of the exact densities",
    failure: "JS ends at log 2 = 0.693 once p and q lie apart: no slope left to learn from",
    needs: [.density],
    defaultLevels: 200,
    scoreEvaluations: 0)

  private let density: any Density
  private let levels: [NoiseLevel]

  public init(for scene: MethodScene) {
    density = scene.density
    levels = scene.levels
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.reversed() }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    var noising = ForwardOU(
      for: MethodScene(
        process: context.process, smallestDeviation: 1, levels: levels, density: density))
    return noising.step(&cloud, context)
  }

  /// What the particles make D* lose, beside the exact values.
  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let (data, fake) = (density.law(at: .clean), density.law(at: context.to))
    let grid = PlaneGrid(of: density, at: [.clean, context.to], cells: 128, reach: 5)
    let exact = Discrimination(of: data, and: fake, on: grid)
    guard case .stream(let stream) = context.noise else { return [] }
    let real = data.sample(count: cloud.count, stream: stream)
    let (onReal, onFake) = (logRatios(real, data, fake), logRatios(cloud, data, fake))
    let count = Double(max(1, cloud.count))
    let value =
      -(onReal.reduce(0) { $0 + Discrimination.softplus(-$1) }
      + onFake.reduce(0) { $0 + Discrimination.softplus($1) }) / count
    let errors = Double(onReal.count { $0 < 0 } + onFake.count { $0 >= 0 }) / count
    let log2 = Elementary.log(2)
    return [
      Reading("value of D*", value, exact: 2 * exact.jensenShannon - 2 * log2),
      Reading("JS(p, q)", value / 2 + log2, exact: exact.jensenShannon),
      Reading("errors of D", errors, exact: 1 - exact.totalVariation),
      Reading("TV(p, q)", 1 - errors, exact: exact.totalVariation),
    ]
  }

  /// log p − log q at every particle; where neither is known, as far away, 0.
  private func logRatios(_ cloud: Cloud, _ p: any Law, _ q: any Law) -> [Double] {
    (0..<cloud.count).map { index in
      let difference =
        p.evaluate(at: cloud[index]).logDensity - q.evaluate(at: cloud[index]).logDensity
      return difference.isNaN ? 0 : difference
    }
  }
}
