/// Proximal maps: Moreau's decomposition, and the envelope whose gradient they are.
enum ProximalIdentities {
  static let all = [moreau, envelope]

  private static let densities = PenalizedGaussian.Penalty.allCases.map {
    PenalizedGaussian(penalty: $0, center: Vector(1, -0.4), deviation: 0.8, weight: 1.5)
  }

  private static let probes = [
    Vector(1.3, -0.7), Vector(0.1, 0.3), Vector(-2.2, 0.4), Vector(0.9, 0.8),
  ]

  private typealias Prox = @Sendable (PenalizedGaussian, Vector, Double) -> Vector

  private static let conjugateProx: Prox = { $0.conjugateProx($1, $2) }
  private static let primalProx: Prox = {
    $0.penalty == .tv ? $1 : $0.penaltyProx($1, $2)
  }

  static let moreau = Identity(
    IdentityCard(
      "moreau", .inverse, "prox_τg(x) = x − τ prox_{g*/τ}(x/τ)",
      program: "proximal map of the penalty", independent: "projection of the dual",
      mistake: "prox of g for that of its conjugate g* (E24)", tolerance: 1e-13,
      reason: "to rounding", source: "Moreau 1965; methods.md §7"),
    of: conjugateProx, mistaken: primalProx
  ) { conjugate in
    var result = Agreement()
    for density in densities {
      for (x, tau) in probes.flatMap({ x in [0.1, 0.5].map { (x, $0) } }) {
        let step = tau * density.operatorNormSquared
        let dual = conjugate(density, density.penalized(x) / step, 1 / step)
        result.compare(
          density.penaltyProx(x, tau), x - tau * density.transposed(dual),
          at: "\(density.penalty.rawValue), τ = \(tau)")
      }
    }
    return result
  }

  static let envelope = Identity(
    IdentityCard(
      "moreau-envelope", .inverse, "∇ env_τg(x) = (x − prox_τg(x))/τ",
      program: "proximal maps of f and g", independent: "differences of the envelope",
      mistake: "prox of 2τ = ε (E22)", tolerance: 1e-8,
      reason: "sixth-order differences of step 10⁻³", source: "methods.md §7"),
    of: 1.0, mistaken: 2
  ) { factor in
    let tau = 0.3
    var result = Agreement()
    for density in densities {
      func g(_ v: Vector) -> Double {
        let d = density.penalized(v)
        return density.penalty == .quadratic
          ? 0.5 * density.weight * d.dot(d) : density.weight * (abs(d.x) + abs(d.y))
      }
      func f(_ v: Vector) -> Double {
        let d = (v - density.center) / density.deviation
        return 0.5 * d.dot(d)
      }
      let maps: [(String, (Vector) -> Double, (Vector, Double) -> Vector)] = [
        (density.penalty.rawValue, g, { density.penaltyProx($0, $1) }),
        ("fidelity", f, { density.fidelityProx($0, $1) }),
      ]
      for (name, value, prox) in maps {
        for x in probes {
          let slopes = Differences.gradient(at: x, step: 1e-3) { place in
            let v = prox(place, tau)
            return value(v) + 0.5 / tau * (v - place).dot(v - place)
          }
          result.compare((x - prox(x, factor * tau)) / tau, slopes, at: name)
        }
      }
    }
    return result
  }
}
