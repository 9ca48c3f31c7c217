/// The Metropolis-adjusted Langevin algorithm: a Langevin step that may be refused.
public struct MALA: Sampler {
  public static let card = MethodCard(
    name: "mala",
    title: "Langevin",
    detail: "Metropolis-adjusted",
    idea: "A Langevin step is only a proposal: a test that compares density and the chance of "
      + "the way back may refuse it, which removes the error of the step size.",
    family: .langevin,
    rule: [
      "propose w = x + τ s(x) + √(2τ) z",
      "x ← w if log u < log [p(w)/p(x)] + log [q(x|w)/q(w|x)]",
      "otherwise x stays",
      "log q(x|w) = −|x − w − τ s(w)|²/(4τ) + constant",
    ],
    symbols: [
      .init("w", "the proposed place"),
      .init("q", "q(w|x): the density of proposing w from x"),
    ],
    source: "lecture notes S1, S0; Roberts & Tweedie 1996; methods.md §7",
    law: "exactly the target, for every τ",
    failure:
      "stays in its mode, as Langevin does: weights are those of the start, off by 0.27 "
      + "on two Gaussians from N(0, 9 I)",
    needs: [.score, .density, .uniforms],
    defaultLevels: 500,
    scoreEvaluations: 2,
    advisedAcceptance: AdvisedAcceptance(best: 0.574, band: 0.4...0.8))

  public static let knobs = [
    Knob<Self>(
      "tau", symbol: "τ", \.tau, in: .positive,
      default: "0.5 s_min², 0.5 σ² for data with edges and for the empirical score",
      "step size τ", stepOf: "x + τ s + √(2τ) z")
  ]

  public var tau: Double

  public init(for scene: MethodScene) {
    tau = 0.5 * scene.smallestDeviation * scene.smallestDeviation
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] { Langevin.chain(levels) }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    let acceptance = cloud.metropolisUpdate(proposal, context)
    return StepReport(scoreEvaluations: 2, acceptance: acceptance)
  }

  var proposal: MetropolisProposal {
    let tau = tau
    return MetropolisProposal(
      position: 1, score: tau, noise: (2 * tau).squareRoot(),
      logRatio: { x, w in
        let forth = w.position - x.position - tau * x.score
        let back = x.position - w.position - tau * w.score
        return (forth.dot(forth) - back.dot(back)) / (4 * tau)
      })
  }
}
