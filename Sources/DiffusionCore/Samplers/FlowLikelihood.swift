/// Data carried to noise along the probability flow, and their likelihood by what the flow is stretched
/// on the way.
///
/// Positions and integrals are kept in Float64: the cloud that is shown is their rounding. Every
/// process is taken in OU time t = ½ log(1 + σ²), in which its flow is the same one.
public struct FlowLikelihood: Sampler {
  public static let card = MethodCard(
    name: "flow-likelihood",
    title: "likelihood by the flow",
    detail: "Runge–Kutta 4",
    idea: "Carries each datum along the flow to pure noise, whose density is known, and adds up "
      + "how much the flow has squeezed space on the way: that gives the density at the datum "
      + "itself.",
    family: .probabilityFlow,
    course: .forward,
    rule: [
      "data to noise in OU time: dx/dt = v(x) = −x − s(x, t)",
      "log p₀(x₀) = log p_t(x_t) − ∫ (2 + tr ∇s) dt",
      "k₁ = v(x), k₂ = v(x + ½h k₁)",
      "k₃ = v(x + ½h k₂), k₄ = v(x + h k₃)",
      "x ← x + h (k₁ + 2k₂ + 2k₃ + k₄)/6;  the integral likewise",
      "tr ∇s, the divergence of s: exact, or by central differences",
      "log p_t: exact, so only the score and the steps err",
    ],
    symbols: [
      .init("dx", "the change over a short time dt"),
      .init("v", "the velocity of the flow"),
      .init("k₁", "the velocity at the start of the step; k₂, k₃: midway"),
      .init("k₄", "the velocity at the end of the step"),
      .init("x_t", "where the datum x₀ is at time t"),
      .init("p_t", "the density at time t"),
      .init("p₀", "the density of the data"),
      .init("dt", "a short time"),
    ],
    source: "Chen et al. 2018; Song et al. 2021; lecture notes S0 (flows, E29); methods.md §14",
    law: "the exact law at every level; log p₀ of each datum with an error of order h⁴",
    failure: "with a learned score log p₀ is the density of the learned flow, not of the data",
    needs: [.score, .smooth],
    defaultLevels: 300,
    scoreEvaluations: 4)

  private var flow = FlowLine()
  public var memoryBytes: Int { flow.bytes }

  public init(for scene: MethodScene) { deviation = scene.smallestDeviation }
  private let deviation: Double

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { levels.reversed() }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    if !flow.holds(cloud.count, at: context.from) { flow = FlowLine(cloud, at: context.from) }
    let report = flow.advance(
      to: context.to, context.score, deviation: deviation, context.parallel)
    cloud = flow.cloud(at: context.to)
    return report
  }

  /// log p₀ of each particle's datum by the flow, as far as it has come, and the datum.
  public func likelihoods(under density: any Density) -> [FlowLikelihoodValue] {
    flow.likelihoods(under: density)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let data = context.density.law(at: flow.startLevel)
    let values = likelihoods(under: context.density).prefix(2000)
    guard !values.isEmpty else { return [] }
    let exact = values.map { data.evaluate(at: $0.datum).logDensity }
    let count = Double(values.count)
    let byFlow = -values.reduce(0) { $0 + $1.logDensity } / count
    let wanted = -exact.reduce(0, +) / count
    let bits = 1 / (2 * Elementary.log(2))
    let worst = zip(values, exact).reduce(0) { max($0, abs($1.0.logDensity - $1.1)) }
    return [
      Reading("−log p₀, flow", byFlow, exact: wanted),
      Reading("bits a number", bits * byFlow, exact: bits * wanted),
      Reading("largest error", worst, exact: 0),
      Reading("entropy", Self.entropy(of: data, context.noise)),
    ]
  }

  /// −E log p by 20 000 draws.
  private static func entropy(of law: any Law, _ noise: NoiseSource) -> Double {
    let stream = if case .stream(let own) = noise { own } else { NoiseStream(seed: 0, stream: 0) }
    let draws = law.sample(count: 20_000, stream: stream)
    return LawStatistics(of: draws, under: law, parts: 0).negativeLogLikelihood
  }
}

/// A datum and its log density by the flow.
public struct FlowLikelihoodValue: Equatable, Sendable {
  public var datum: Vector
  public var logDensity: Double
}
