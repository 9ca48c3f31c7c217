/// A datum measured again and again: what chains of measurements rest on.
enum MeasurementIdentities {
  static let all = [conditionalScore, threshold]

  static let conditionalScore = Identity(
    IdentityCard(
      "measurement-score", .inverse, "∇ log p(y_m|y_<m) = (E[X|Y] − y_m)/σ²",
      program: "denoiser of the mean, at noise σ/√m",
      independent: "differences of the joint density",
      mistake: "noise σ for the mean of m", tolerance: 1e-7,
      reason: "sixth-order differences of a lattice sum", source: "methods.md §11 (S4)"),
    of: { (Double($0)).squareRoot() } as @Sendable (Int) -> Double,
    mistaken: { _ in 1 } as @Sendable (Int) -> Double
  ) { shrink in
    let sigma = 1.2
    let prior = PriorQuadrature(of: IdentityCase.mixture, width: 0.5)
    let noise = NoiseStream(seed: 7, stream: 7).normals(count: 4)
    let datum = Vector(1.4, 0.6)
    var result = Agreement()
    for count in 2...4 {
      let known = (0..<count - 1).map { datum + sigma * noise[$0] }
      let last = datum + sigma * noise[count - 1]
      let law = IdentityCase.mixture.law(at: .additive(sigma: sigma / shrink(count)))
      let mean = (known.reduce(last) { $0 + $1 }) / Double(count)
      let found = (law.posterior(at: mean).mean - last) / (sigma * sigma)
      let slopes = Differences.gradient(at: last, step: 0.03) { y in
        let joint = prior.posterior(of: y, at: .additive(sigma: sigma)) { x in
          known.reduce(1) {
            let u = ($1 - x) / sigma
            return $0 * Elementary.exp(-0.5 * u.dot(u))
          }
        }
        return Elementary.log(joint.density)
      }
      result.compare(found, slopes, at: "measurement \(count)")
    }
    return result
  }

  static let threshold = Identity(
    IdentityCard(
      "log-concavity", .inverse, "log-concave where s² + σ² ≥ D²/4",
      program: "least σ found by search", independent: "√(D²/4 − s²)", mistake: "D²/2 for D²/4",
      tolerance: 1e-3, reason: "the search ends at 1e-4 of the value", source: "methods.md §11"),
    of: 0.25, mistaken: 0.5
  ) { share in
    var result = Agreement()
    for reach in [2.0, 3] {
      let modes = [-1.0, 1].map { side in
        GaussianMixture.Component(
          weight: 0.5 + 0.3 * side, mean: Vector(side * reach, side * reach),
          covariance: .identity)
      }
      let square = 8 * reach * reach
      result.compare(
        LogConcavity(of: GaussianMixture(modes)).threshold, (share * square - 1).squareRoot(),
        at: "D² = \(square)")
    }
    return result
  }
}
