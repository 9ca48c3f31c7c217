/// What the losses that scores are learned by are worth: an error of the score and a constant.
enum ScoreMatchingIdentities {
  static let all = [denoising, hyvarinen]

  /// A score that is not that of the data: a single Gaussian's, at the same level.
  private static func other(_ item: IdentityCase, _ x: Vector) -> LawValue {
    IdentityCase.gaussian.law(at: item.level).evaluate(at: x)
  }

  static let denoising = Identity(
    IdentityCard(
      "denoising-loss", .score, "E|b s_θ + n|² = floor + b² E|s_θ − s|²",
      program: "the floor and the score's error", independent: "the loss, over data and noise",
      mistake: "target + n/b, as printed (E26)", tolerance: 1e-9,
      reason: "sums over data times lattice are exact to 1e-12",
      source: "Vincent 2011; methods.md §9"),
    of: 1.0, mistaken: -1
  ) { sign in
    var result = Agreement()
    let cases =
      IdentityCase.levels.map { IdentityCase("points", IdentityCase.points, at: $0) }
      + [IdentityCase("mixture", IdentityCase.mixture, at: .additive(sigma: 2))]
    for item in cases {
      let (a, b) = (item.level.signal, item.level.noise)
      let prior = PriorQuadrature(of: item.density, width: b / a)
      var loss = 0.0
      for y in item.plane.points {
        let model = other(item, y).score
        for (x, weight) in zip(prior.points, prior.weights) {
          let n = (y - a * x) / b
          let miss = b * model + sign * n
          loss += weight * Elementary.exp(-0.5 * n.dot(n)) * miss.dot(miss)
        }
      }
      loss *= item.plane.area / (2 * .pi * b * b)
      let floor = 2 - b * b * item.plane.mean { $1.score.dot($1.score) }
      let error = item.plane.mean {
        let difference = other(item, $0).score - $1.score
        return difference.dot(difference)
      }
      result.compare(floor + b * b * error, loss, at: item.name)
    }
    return result
  }

  static let hyvarinen = Identity(
    IdentityCard(
      "hyvarinen", .score, "E[½|s_θ|² + div s_θ] = ½E|s_θ−s|² − c",
      program: "the explicit error less a constant", independent: "the loss without the score",
      mistake: "½ div", tolerance: 1e-10, reason: "lattice sums are exact to 1e-13",
      source: "Hyvärinen 2005; methods.md §9"),
    of: 1.0, mistaken: 0.5
  ) { factor in
    IdentityCase.each { result, item in
      let loss = item.plane.mean { x, _ in
        let model = other(item, x)
        return 0.5 * model.score.dot(model.score) + factor * model.hessian.trace
      }
      let explicit = item.plane.mean { x, value in
        let difference = other(item, x).score - value.score
        return 0.5 * (difference.dot(difference) - value.score.dot(value.score))
      }
      result.compare(explicit, loss, at: item.name)
    }
  }
}
