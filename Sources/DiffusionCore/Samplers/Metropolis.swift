/// Random-walk Metropolis: a blind step that may be refused.
public struct Metropolis: Sampler {
  public static let card = MethodCard(
    name: "metropolis",
    title: "Metropolis",
    detail: "random walk",
    idea: "Proposes a random jump and accepts it always when the density grows, else with the "
      + "ratio of the densities. Needs no score and no normalised density.",
    family: .langevin,
    rule: [
      "propose w = x + δ z",
      "x ← w if log u < log p(w) − log p(x), otherwise x stays",
    ],
    symbols: [
      .init("w", "the proposed place")
    ],
    source: "lecture notes S1; methods.md §7",
    law: "exactly the target, for every δ",
    failure: "small steps do not leave a mode that lies apart, wide ones are mostly refused",
    needs: [.density, .uniforms],
    defaultLevels: 500,
    scoreEvaluations: 0,
    advisedAcceptance: AdvisedAcceptance(best: 0.234, band: 0.15...0.5))

  public static let knobs = [
    Knob<Self>(
      "delta", symbol: "δ", \.delta, in: .positive,
      default: "1.7 s_min, 1.7 σ for data with edges and for the empirical score",
      "step size δ (4 jumps between modes)", stepOf: "x + δ z")
  ]

  public var delta: Double

  public init(for scene: MethodScene) { delta = 1.7 * scene.smallestDeviation }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    StepReport(scoreEvaluations: 0, acceptance: cloud.metropolisUpdate(proposal, context))
  }

  var proposal: MetropolisProposal { MetropolisProposal(position: 1, score: 0, noise: delta) }
}
