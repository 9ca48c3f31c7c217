/// Metropolis methods leave their target alone because every move is as likely as its reverse.
enum DetailedBalanceIdentities {
  static let all = [metropolis, hastings, mala]

  private static let scene = MethodScene(
    process: VarianceExploding(sigmaMax: 1), smallestDeviation: 0.6, levels: [.clean],
    density: IdentityCase.mixture)

  private static func identity(
    _ name: String, program: String, mistake: String, _ proposal: MetropolisProposal,
    mistaken: MetropolisProposal
  ) -> Identity {
    Identity(
      IdentityCard(
        name, .chains, "p(x) q(w|x) α(w|x) = the same, x ↔ w", program: program,
        independent: "the reverse move, at 200 random pairs", mistake: mistake, tolerance: 1e-11,
        reason: "log densities, to rounding", source: "methods.md §7"),
      of: proposal, mistaken: mistaken
    ) { proposal in
      var result = Agreement()
      for (x, w) in pairs {
        result.compare(
          logFlow(proposal, from: x, to: w), logFlow(proposal, from: w, to: x),
          at: "one of 200 pairs")
      }
      return result
    }
  }

  /// Places of the law and near it, and where else a particle might go.
  private static let pairs: [(Vector, Vector)] = {
    let law = IdentityCase.mixture.law(at: .clean)
    let places = law.sample(count: 200, stream: NoiseStream(seed: 5, stream: 1))
    let moves = NoiseStream(seed: 5, stream: 2).normals(count: 200)
    return (0..<200).map { index in
      let reach = index % 2 == 0 ? 0.7 : 3.0
      return (places[index], places[index] + reach * moves[index])
    }
  }()

  /// log of p(x) q(w | x) α(w | x) with the acceptance that a step has.
  private static func logFlow(
    _ proposal: MetropolisProposal, from x: Vector, to w: Vector
  ) -> Double {
    let law = IdentityCase.mixture.law(at: .clean)
    let (here, there) = (law.evaluate(at: x), law.evaluate(at: w))
    let miss = (w - proposal.position * x - proposal.score * here.score) / proposal.noise
    let ratio =
      there.logDensity - here.logDensity
      + proposal.logRatio(
        MetropolisPoint(position: x, score: here.score),
        MetropolisPoint(position: w, score: there.score))
    return here.logDensity - 0.5 * miss.dot(miss) + min(0, ratio)
  }

  static let metropolis = identity(
    "metropolis", program: "random walk w = x + δz", mistake: "w = 0.9 x + δz, taken for symmetric",
    Metropolis(for: scene).proposal,
    mistaken: MetropolisProposal(position: 0.9, score: 0, noise: 1))

  static let hastings = identity(
    "hastings", program: "independent proposals N(0, ρ² I)",
    mistake: "accepted without the ratio of proposals", Hastings(for: scene).proposal,
    mistaken: Hastings(for: scene).proposal.withoutRatio)

  static let mala = identity(
    "mala", program: "Langevin steps w = x + τs + √(2τ)z",
    mistake: "accepted without the ratio of proposals", MALA(for: scene).proposal,
    mistaken: MALA(for: scene).proposal.withoutRatio)
}

extension MetropolisProposal {
  /// The same, taken for symmetric.
  fileprivate var withoutRatio: MetropolisProposal {
    MetropolisProposal(position: position, score: score, noise: noise)
  }
}
