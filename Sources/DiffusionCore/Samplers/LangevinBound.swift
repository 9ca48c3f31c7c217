/// Langevin on a target that is log-concave, beside what is proved of it.
public struct LangevinBound: Sampler {
  public static let card = MethodCard(
    name: "langevin-bound",
    title: "Langevin",
    detail: "with its guarantee",
    idea: "Plain Langevin on a density with one hill, with the promise that theory makes for "
      + "it: after so many steps, no further from the target than ε.",
    family: .langevin,
    rule: [
      "x ← x + τ s(x) + √(2τ) z, from N(mode, I/M)", "m I ≤ −∇² log p ≤ M I with m > 0;  n = 2",
      "TV ≤ ε once both hold (a = 1/(M τ)):", "K τ ≥ (4 log(1/ε) + n log(M/m))/(2m)",
      "τ ≤ ε² (2a − 1)/(M² K τ n a)", "K: steps so far;  ε: the bound, printed beside TV",
    ],
    symbols: [
      .init("M", "the largest curvature of −log p"),
      .init("m", "the smallest curvature of −log p"),
      .init("TV", "the total variation distance"),
      .init("ε", "the promised distance"),
      .init("K", "steps so far"),
      .init("n", "the dimension, 2"),
    ],
    source: "Dalalyan 2017; lecture notes S0, S2 (errata E7, E25); methods.md §13",
    law: "Gaussian of covariance Σ: covariance Σ (I − τ Σ⁻¹/2)⁻¹; others within O(τ)",
    failure:
      "no bound at all where m ≤ 0, as with two modes: theory then promises only a small "
      + "averaged Fisher information, which says nothing of the weights",
    needs: [.score, .smooth],
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive, default: "0.05 s_min²",
      "step size τ", stepOf: "x + τ s + √(2τ) z"),
    Knob<Self>(
      "sigma", symbol: "σ", \.sigma, in: NumberRange(0, 1000), default: "0",
      "noise on the target: the data blurred by σ, log-concave above a threshold"),
  ]

  public var tau: Double
  public var sigma = 0.0
  private let density: any Density
  private var level: NoiseLevel
  private var taken = 0

  public init(for scene: MethodScene) {
    tau = 0.05 * scene.smallestDeviation * scene.smallestDeviation
    density = scene.density
    level = scene.levels.last ?? .clean
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    sigma > 0 ? levels.map { _ in .additive(sigma: sigma) } : Langevin.chain(levels)
  }

  /// N(mode, I/M) of the target, from which the bound is stated; elsewhere as for every chain.
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    let level = sigma > 0 ? .additive(sigma: sigma) : level
    let curvature = curvature(at: level)
    guard curvature.least > 0 else { return nil }
    let law = density.law(at: level)
    var mode = density.mean
    // Newton's method, which converges for a log-concave law.
    for _ in 0..<50 {
      let value = law.evaluate(at: mode)
      mode -= value.hessian.inverse * value.score
    }
    return GaussianMixture(mean: mode, covariance: .init(diagonal: 1 / curvature.greatest))
      .law(at: .clean).sample(count: count, stream: stream)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    (level, taken) = (context.to, taken + 1)
    cloud.affineUpdate(
      position: 1, score: tau, at: context.to, noise: (2 * tau).squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }

  private func curvature(at level: NoiseLevel) -> CurvatureRange {
    CurvatureRange(
      of: density.law(at: level), on: PlaneGrid(of: density, at: [level], cells: 48))
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let law = density.law(at: level)
    let grid = PlaneGrid(of: density, at: [level], cells: 96)
    let histogram = HistogramDistance(of: cloud, GridDensity(law, on: grid).normalised)
    let curvature = curvature(at: level)
    let bound = curvature.totalVariationBound(steps: taken, tau: tau)
    let scores = law.scores(at: cloud)
    let square = (0..<scores.count).reduce(0.0) { $0 + scores[$1].dot(scores[$1]) }
    return [
      Reading(bound == nil ? "TV, no bound" : "TV ≤", histogram.value, exact: bound),
      Reading("TV floor", histogram.floor),
      Reading("least −∇²log p", curvature.least),
      Reading("greatest", curvature.greatest),
      Reading(
        "mean |s|²", square / Double(max(1, scores.count)),
        exact: fisherInformation(of: law, on: grid)),
    ]
  }
}
