/// The unadjusted Langevin algorithm at one noise level.
public struct Langevin: Sampler {
  public static let card = MethodCard(
    name: "langevin",
    title: "Langevin",
    detail: "ULA",
    idea:
      "Climbs the density along the score while noise shakes the particle: the balance "
      + "of the two keeps the particles distributed as the density. No step is checked, so "
      + "that each brings a bias of the size of τ.",
    family: .langevin,
    rule: ["x ← x + τ s(x) + √(2τ) z"],
    source: "lecture notes S0, S1, S2, S4; methods.md §7",
    law: "Gaussian of covariance Σ: covariance Σ (I − τ Σ⁻¹/2)⁻¹; others within O(τ)",
    failure:
      "stays in its mode: weights are those of the start, off by 0.22 on two Gaussians "
      + "from N(0, I); unstable for τ ≥ 2 s_min²",
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive,
      default: "0.1 s_min², 0.1 σ² for data with edges and for the empirical score",
      "step size τ", stepOf: "x + τ s + √(2τ) z")
  ]

  public var tau: Double

  public init(for scene: MethodScene) {
    tau = 0.1 * scene.smallestDeviation * scene.smallestDeviation
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Self.chain(levels) }

  /// Every stop is the level of the target: the schedule's last.
  static func chain(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    levels.map { _ in levels[levels.count - 1] }
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    cloud.affineUpdate(
      position: 1, score: tau, at: context.to, noise: (2 * tau).squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
