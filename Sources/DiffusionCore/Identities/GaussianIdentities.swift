/// Divergences of Gaussians in closed form, against integrals and optimal maps.
enum GaussianIdentities {
  static let all = [divergence, transport, entropy, priorGap]

  private static let pairs: [(Moments, Moments)] = [
    (
      Moments(mean: Vector(1, 0), covariance: SymmetricMatrix(xx: 1, xy: 0.4, yy: 0.6)),
      Moments(mean: Vector(0, 0.5), covariance: SymmetricMatrix(xx: 0.7, xy: -0.2, yy: 1.3))
    ),
    (
      Moments(mean: .zero, covariance: SymmetricMatrix(xx: 0.5, xy: 0.1, yy: 0.4)),
      Moments(mean: Vector(-1, 1), covariance: SymmetricMatrix(xx: 2, xy: 0.9, yy: 1))
    ),
  ]

  private static func gaussian(_ moments: Moments) -> GaussianMixture {
    GaussianMixture(mean: moments.mean, covariance: moments.covariance)
  }

  static let divergence = Identity(
    IdentityCard(
      "kl-gaussians", .divergences,
      "2KL = ΔᵀQ⁻¹Δ + tr Q⁻¹P−2 + log|Q|/|P|",
      program: "closed form", independent: "lattice sum of p log(p/q)",
      mistake: "log(|S_p|/|S_q|), as printed (E3)", tolerance: 1e-10,
      reason: "lattice sums are exact to 1e-13", source: "methods.md §14"),
    of: 0.0, mistaken: 1
  ) { slip in
    var result = Agreement()
    for (p, q) in pairs {
      let other = gaussian(q).law(at: .clean)
      let plane = PlaneQuadrature(of: gaussian(p).law(at: .clean), gaussian(p))
      let sum = plane.mean { $1.logDensity - other.evaluate(at: $0).logDensity }
      let ratio = Elementary.log(p.covariance.determinant / q.covariance.determinant)
      result.compare(
        (p.gaussianDivergence(from: q) ?? .nan) + slip * ratio, sum, at: "two Gaussians")
    }
    return result
  }

  static let transport = Identity(
    IdentityCard(
      "w2-gaussians", .divergences, "W2² = |Δ|² + tr(P + Q − 2 (PQ)^½)",
      program: "Fréchet distance, squared", independent: "cost of the optimal map",
      mistake: "W2, not squared (E4)", tolerance: 1e-11, reason: "to rounding",
      source: "Dowson & Landau 1982; methods.md §14"),
    of: { $0.frechetSquared(to: $1) } as @Sendable (Moments, Moments) -> Double,
    mistaken: { $0.frechetSquared(to: $1).squareRoot() } as @Sendable (Moments, Moments) -> Double
  ) { distance in
    var result = Agreement()
    for (p, q) in pairs {
      // T = S_p^-½ (S_p^½ S_q S_p^½)^½ S_p^-½ carries p to q: T S_p T = S_q.
      let root = p.covariance.squareRoot
      let map = root.inverse.applied(to: root.applied(to: q.covariance).squareRoot)
      result.compare(map.applied(to: p.covariance), q.covariance, at: "the map's image")
      let shift = p.mean - q.mean
      let rest = (SymmetricMatrix.identity - map).applied(to: p.covariance)
      result.compare(distance(p, q), shift.dot(shift) + rest.trace, at: "two Gaussians")
    }
    return result
  }

  static let entropy = Identity(
    IdentityCard(
      "entropy", .divergences, "h(N(μ, S)) = ½ log det(2πe S)",
      program: "entropy of the law by cells, in Float", independent: "closed form",
      mistake: "½ log det(2π S)", tolerance: 1e-5, reason: "log densities in Float: 1e-6",
      source: "methods.md §14"),
    of: 1.0, mistaken: 0
  ) { share in
    var result = Agreement()
    for (moments, _) in pairs {
      let density = gaussian(moments)
      let found = LawQuadrature(of: density.law(at: .clean), density).entropy
      let wanted =
        Elementary.log(2 * .pi) + 0.5 * Elementary.log(moments.covariance.determinant) + share
      result.compare(found ?? .nan, wanted, at: "a Gaussian")
    }
    return result
  }

  static let priorGap = Identity(
    IdentityCard(
      "prior-gap", .divergences, "KL(q_T ‖ N(0, I)) → ½ e⁻²ᵀ |E x₀|²",
      program: "divergence on a grid, T = 5", independent: "its leading term",
      mistake: "e⁻ᵀ for e⁻²ᵀ", tolerance: 0.002,
      reason: "the next term is some 12 e⁻²ᵀ = 6e-4 of it; compared as a ratio",
      source: "methods.md §13"),
    of: 2.0, mistaken: 1
  ) { rate in
    let time = 5.0
    let mean = IdentityCase.two.mean
    let grid = PlaneGrid(
      Extent(xMin: -8.5, xMax: 8.5, yMin: -8.5, yMax: 8.5), columns: 48, rows: 48)
    let gap = DiffusionCore.divergence(
      IdentityCase.two.law(at: OrnsteinUhlenbeck().level(at: time)),
      from: GaussianMixture.standard.law(at: .clean), on: grid)
    var result = Agreement()
    result.compare(
      gap / (0.5 * Elementary.exp(-rate * time) * mean.dot(mean)), 1, at: "two Gaussians")
    return result
  }
}
