/// Metropolis–Hastings with proposals that do not know of the particle: global jumps.
public struct Hastings: Sampler {
  public static let card = MethodCard(
    name: "hastings",
    title: "Hastings",
    detail: "independence",
    idea:
      "Proposes a place that has nothing to do with where the particle is, so that it "
      + "can be in any mode, and corrects by the density of the proposal.",
    family: .langevin,
    rule: [
      "propose w = ρ z, of density q = N(0, ρ² I)",
      "x ← w if log u < log [p(w)/p(x)] + log [q(x)/q(w)]",
      "otherwise x stays",
    ],
    symbols: [
      .init("w", "the proposed place"),
      .init("q", "the density that proposals are drawn from"),
    ],
    source: "lecture notes S1; methods.md §7",
    law: "exactly the target, weights too",
    failure:
      "most proposals are refused where data fill little of the proposal's area: "
      + "acceptance falls with that share",
    needs: [.density, .uniforms],
    defaultLevels: 500,
    scoreEvaluations: 0)

  public static let knobs = [
    Knob<Self>(
      "rho", symbol: "ρ", \.rho, in: .positive, default: "4", "deviation ρ",
      stepOf: "the proposal N(0, ρ² I)")
  ]

  public var rho = 4.0

  public init(for scene: MethodScene) {}

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    StepReport(scoreEvaluations: 0, acceptance: cloud.metropolisUpdate(proposal, context))
  }

  var proposal: MetropolisProposal {
    let variance = rho * rho
    return MetropolisProposal(
      position: 0, score: 0, noise: rho,
      logRatio: { x, w in
        (w.position.dot(w.position) - x.position.dot(x.position)) / (2 * variance)
      })
  }
}
