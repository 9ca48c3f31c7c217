/// Gradient descent with noise of the wrong or the right size: what S2 prints, and what samples.
public struct NoisyGradientDescent: Sampler {
  public static let card = MethodCard(
    name: "noisy-gradient-descent",
    title: "noisy gradient descent",
    detail: "as printed",
    idea:
      "A gradient step plus noise. Only with the right ratio of the two is it Langevin; "
      + "as printed in the lecture notes the drift is twice too strong for the noise.",
    family: .langevin,
    rule: ["x ← x + ε c s(x) + √ε z", "c = 1 as printed, c = ½ is Langevin with τ = ε/2"],
    source: "lecture notes S2 (errata E19, E45); methods.md §7",
    law:
      "Gaussian of covariance Σ: with c = 1 covariance Σ (2 I − ε Σ⁻¹)⁻¹ ≈ Σ/2, with c = "
      + "½ covariance Σ (I − ε Σ⁻¹/4)⁻¹",
    failure:
      "with c = 1 it samples p², a Gaussian of half the variance: spread 0.51 instead of "
      + "1; weights are those of the start",
    defaultLevels: 500)

  public static let knobs = [
    Knob<Self>(
      "epsilon", symbol: "ε", \.epsilon, in: .positive,
      default: "0.2 s_min², 0.2 σ² for data with edges and for the empirical score",
      "step size ε", stepOf: "x + ε c s + √ε z"),
    Knob<Self>(
      "c", \.share, in: NumberRange(0, 10, includesLower: false), default: "1",
      "share of the drift: 1 as printed, ½ for Langevin"),
  ]

  public var epsilon: Double
  public var share = 1.0

  public init(for scene: MethodScene) {
    epsilon = 0.2 * scene.smallestDeviation * scene.smallestDeviation
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    cloud.affineUpdate(
      position: 1, score: epsilon * share, at: context.to, noise: epsilon.squareRoot(), context)
    return StepReport(scoreEvaluations: 1)
  }
}
