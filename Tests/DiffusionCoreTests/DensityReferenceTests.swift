import DiffusionCore
import Testing

/// Laws at single points against 120-digit values that share no code with them.
///
/// Sources: methods.md §1; the 1e-9 is its promise for two ways to the denoiser.
struct DensityReferenceTests {
  /// Each value relative to the size of the tensor it belongs to.
  static func compare(
    _ law: any Law, with row: References.Case, scoreUnit: Double, tolerance: Double = 1e-9
  ) {
    let value = law.evaluate(at: row.point)
    let posterior = law.posterior(at: row.point)
    let e = row.expected
    let scoreSize = max(abs(e[1]), abs(e[2]), scoreUnit)
    let hessianSize = max(abs(e[3]), abs(e[4]), abs(e[5]), scoreUnit * scoreUnit)
    let meanSize = max(abs(e[6]), abs(e[7]))
    var pairs: [(String, Double, Double, Double)] = [
      ("log density", value.logDensity, e[0], 1),
      ("score x", value.score.x, e[1], scoreSize), ("score y", value.score.y, e[2], scoreSize),
      ("hessian xx", value.hessian.xx, e[3], hessianSize),
      ("hessian xy", value.hessian.xy, e[4], hessianSize),
      ("hessian yy", value.hessian.yy, e[5], hessianSize),
      ("mean x", posterior.mean.x, e[6], meanSize), ("mean y", posterior.mean.y, e[7], meanSize),
      ("covariance xx", posterior.covariance.xx, e[8], 0),
      ("covariance xy", posterior.covariance.xy, e[9], (e[8] * e[10]).squareRoot()),
      ("covariance yy", posterior.covariance.yy, e[10], 0),
      ("marginal", law.marginalDensity(.x, at: row.point.x), e[11], 1e-290),
    ]
    if e.count > 12 {
      pairs.append(("dispersion", law.dispersion(at: row.point) ?? .nan, e[12], 0))
    }
    for (name, found, expected, scale) in pairs {
      // Without noise the datum is known, and the reference's tiny covariance is its own rounding.
      if row.level.noise == 0, name.hasPrefix("covariance"), found == 0 { continue }
      let error = relativeError(found, expected, scale: scale)
      #expect(
        error < tolerance,
        "\(name) at \(row.point), \(row.level): \(found), not \(expected)")
    }
  }

  @Test func `mixtures of Gaussians agree with 120 digits wherever the point lies`() throws {
    let rows = try References.laws("gaussian-mixture", parameters: 6)
    #expect(rows.count == 116)
    for row in rows {
      let mixture = GaussianMixture(
        row.components.map {
          .init(
            weight: $0[0], mean: Vector($0[1], $0[2]),
            covariance: .init(xx: $0[3], xy: $0[4], yy: $0[5]))
        })
      Self.compare(mixture.law(at: row.level), with: row, scoreUnit: 0)
    }
  }

  @Test func `mixtures of boxes agree with 250 digits wherever the point lies`() throws {
    let rows = try References.laws("box-mixture", parameters: 5)
    #expect(rows.count == 60)
    for row in rows {
      let mixture = BoxMixture(
        row.components.map {
          .init(weight: $0[0], lower: Vector($0[1], $0[2]), upper: Vector($0[3], $0[4]))
        })
      // Deep inside a box the score is a difference of tails far below 1: it is held to a millionth
      // of the score at the edge, 1 / σ.
      Self.compare(mixture.law(at: row.level), with: row, scoreUnit: 1e-6 / row.level.noise)
    }
  }

  @Test func `responsibilities stay exact where squared distances agree in all digits`() {
    // Equal spreads at ±1 on the x axis, seen from 1e9: the log odds are 2 x / σ² whatever y is.
    let pair = GaussianMixture([
      .init(mean: Vector(-1, 0), covariance: .zero), .init(mean: Vector(1, 0), covariance: .zero),
    ])
    let law = pair.noised(at: .additive(sigma: 1))
    let odds = law.responsibilities(at: Vector(0.5, 1e9))
    #expect(abs(odds[1] - 1 / (1 + Elementary.exp(-1))) < 1e-15)
  }
}
