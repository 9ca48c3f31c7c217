/// Exact transition laws leave alone what they should: integrals over where a particle comes from.
enum KernelIdentities {
  static let all = [reverseKernel, splitGibbs]

  /// The law of x₀ + σ n where it is seen at x, as a density of x₀: what `PosteriorDraws` draws from.
  private static func draws(
    of mixture: GaussianMixture, _ law: GaussianMixtureLaw, at x: Vector
  ) -> GaussianMixtureLaw {
    let shares = law.responsibilities(at: x)
    return GaussianMixture(
      zip(law.components, shares).map { component, share in
        .init(
          weight: max(share, .leastNormalMagnitude), mean: component.posteriorMean(at: x),
          covariance: component.posteriorCovariance)
      }
    ).noised(at: .clean)
  }

  /// ∫ p(x) K(y | x) dx at a point y.
  private static func moved(
    _ plane: PlaneQuadrature, to y: Vector, _ kernel: (Vector) -> any Law
  ) -> Double {
    zip(plane.points, plane.masses).reduce(0) { sum, pair in
      // What lies further out is below rounding.
      pair.1 > 1e-17
        ? sum + pair.1 * Elementary.exp(kernel(pair.0).evaluate(at: y).logDensity) : sum
    }
  }

  private typealias Kernel = @Sendable (GaussianMixture, Vector, Double) -> any Law

  private static let exactKernel: Kernel = { mixture, x, step in
    draws(of: mixture, mixture.noised(at: .additive(sigma: step)), at: x)
  }

  /// Between x and E[x₀ | x], with the variance s² h²/t² of a known datum.
  private static let kernelOfKnownDatum: Kernel = { _, x, step in
    let datum = IdentityCase.mixture.noised(at: .additive(sigma: 1.5)).posterior(at: x).mean
    let (share, variance) = (0.25 / 2.25, 0.25 * step * step / 2.25)
    return GaussianMixture(
      mean: share * x + (1 - share) * datum, covariance: SymmetricMatrix(diagonal: variance)
    ).noised(at: .clean)
  }

  static let reverseKernel = Identity(
    IdentityCard(
      "reverse-kernel", .chains, "∫ p_t(x) K(x′|x) dx = p_s(x′),  s < t",
      program: "the exact reverse kernel, from σ = 1.5 to 0.5", independent: "law at s",
      mistake: "the datum taken for its mean, as DDPM does", tolerance: 1e-9,
      reason: "lattice sums of products: 1e-11", source: "methods.md §4"),
    of: exactKernel, mistaken: kernelOfKnownDatum
  ) { kernel in
    let early = IdentityCase.mixture.blurred(by: 0.5)
    let step = (1.5 * 1.5 - 0.25).squareRoot()
    let late = IdentityCase("", IdentityCase.mixture, at: .additive(sigma: 1.5))
    let item = IdentityCase("mixture", IdentityCase.mixture, at: .additive(sigma: 0.5))
    var result = Agreement()
    for y in item.probes {
      result.compare(
        moved(late.plane, to: y) { kernel(early, $0, step) },
        Elementary.exp(item.law.evaluate(at: y).logDensity), at: item.name)
    }
    return result
  }

  static let splitGibbs = Identity(
    IdentityCard(
      "split-gibbs", .chains, "∫ π₀ q₁ dv = π₁,  ∫ π₁ q₀ dx = π₀",
      program: "both generators of split Gibbs", independent: "their laws at rest",
      mistake: "noise γz for Q^½z, as printed (E15)", tolerance: 1e-9,
      reason: "lattice sums of products: 1e-11", source: "methods.md §10 (E11)"),
    of: AffineMap.ProximalNoise.exact, mistaken: .isotropic
  ) { noise in
    let gamma = 0.8
    let observation = InverseIdentities.observation
    let mixture = IdentityCase.mixture
    let clean = mixture.posterior(given: observation, spread: gamma)
    let noised = mixture.blurred(by: gamma).posterior(given: observation)
    let first = IdentityCase("after F0", clean, at: .clean)
    let second = IdentityCase("after F1", noised, at: .clean)
    let prior = mixture.noised(at: .additive(sigma: gamma))
    let map = AffineMap(
      proximal: observation, values: [observation.value], gamma: gamma, noise: noise)
    let spread = map.noise.applied(to: .identity)
    var result = Agreement()
    for v in first.probes {
      result.compare(
        moved(second.plane, to: v) { draws(of: mixture, prior, at: $0) },
        Elementary.exp(first.law.evaluate(at: v).logDensity), at: first.name)
    }
    for x in second.probes {
      let found = moved(first.plane, to: x) { v in
        GaussianMixture(mean: map.linear * v + map.shifts[0], covariance: spread)
          .noised(at: .clean)
      }
      result.compare(
        found, Elementary.exp(second.law.evaluate(at: x).logDensity), at: second.name)
    }
    return result
  }
}
