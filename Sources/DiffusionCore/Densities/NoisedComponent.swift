/// One Gaussian of a mixture after noising, prepared for evaluation at many points.
///
/// C = a² S + b² I is never inverted by cofactors: det C = a⁴ det S + a² b² tr S + b⁴ has no negative
/// term, and the quadratic form is |u|² with u = L⁻¹ (x − a μ) for C = L Lᵀ, so nothing cancels for
/// nearly singular covariances. All is formed in units of the largest deviation, so σ from 1e-300 to
/// 1e300 stays in range.
struct NoisedComponent: Sendable {
  /// a μ.
  var mean: Vector
  /// L⁻¹ = [[inverseX, 0], [−inverseY · slope, inverseY]].
  var inverseX: Double
  var inverseY: Double
  var slope: Double
  /// log w.
  var logWeight: Double
  /// log w − log 2π − ½ log det C.
  var logFactor: Double
  /// L⁻¹ a μ.
  var whitenedMean: Vector
  /// μ, and the matrix M of E[x₀ | x, k] = μ + M (x − a μ).
  var cleanMean: Vector
  var gain: SymmetricMatrix
  /// Cov[x₀ | x, k].
  var posteriorCovariance: SymmetricMatrix
  /// C⁻¹, exactly isotropic where C is.
  var precision: SymmetricMatrix
  /// C and a factor of it: x = a μ + [[rootX, 0], [slope · rootX, rootY]] z.
  var covariance: SymmetricMatrix
  var rootX: Double
  var rootY: Double
  /// Whether C is singular, so that there is no density.
  var isSingular: Bool

  init(_ component: GaussianMixture.Component, at level: NoiseLevel) {
    let a = level.signal
    let b = level.noise
    let s = component.covariance
    // A power of two, so that the determinant of the scaled S is that of the given one.
    let size = max(s.xx, s.yy).squareRoot()
    let dataUnit = size > 0 ? size.binade : 1
    let scaled = SymmetricMatrix(
      xx: s.xx / dataUnit / dataUnit, xy: s.xy / dataUnit / dataUnit,
      yy: s.yy / dataUnit / dataUnit)
    let cleanDeterminant = max(
      0, TwoTerms.determinant(scaled.xx, scaled.yy, scaled.xy, scaled.xy))

    let unit = size > 0 ? max(a * dataUnit, b) : b
    let f = size > 0 ? a * dataUnit / unit : 0
    let q = unit > 0 ? b / unit : 0
    let (f2, q2) = (f * f, q * q)
    let c = f2 * scaled + SymmetricMatrix(diagonal: q2)
    let determinant = f2 * f2 * cleanDeterminant + f2 * q2 * scaled.trace + q2 * q2

    mean = a * component.mean
    cleanMean = component.mean
    logWeight = Elementary.log(component.weight)
    covariance = unit * unit * c
    let inverse = 1 / unit
    precision =
      (inverse * inverse / determinant) * SymmetricMatrix(xx: c.yy, xy: -c.xy, yy: c.xx)
    isSingular = determinant <= 0
    rootX = unit * c.xx.squareRoot()
    slope = c.xx > 0 ? c.xy / c.xx : 0
    rootY = unit * (c.xx > 0 ? determinant / c.xx : c.yy).squareRoot()
    inverseX = 1 / rootX
    inverseY = 1 / rootY
    logFactor =
      logWeight - 2 * Elementary.halfLog2Pi - 0.5 * Elementary.log(determinant)
      - 2 * Elementary.log(unit)
    whitenedMean = Vector(inverseX * mean.x, inverseY * (mean.y - slope * mean.x))

    if b == 0 || isSingular {
      // Without noise the datum is known.
      gain = SymmetricMatrix(diagonal: a > 0 ? 1 / a : 0)
      posteriorCovariance = .zero
    } else {
      // S C⁻¹ = (f² det S I + q² S) / det C in these units: again a sum of positive terms.
      let ratio = size > 0 ? dataUnit / unit : 0
      let common =
        (1 / determinant)
        * (SymmetricMatrix(diagonal: f2 * cleanDeterminant) + q2 * scaled)
      gain = f * ratio * common
      posteriorCovariance = size > 0 ? (q2 * dataUnit * dataUnit) * common : .zero
    }
  }

  /// L⁻¹ (x − a μ).
  @inline(__always)
  func whitened(_ point: Vector) -> Vector {
    let d = point - mean
    return Vector(inverseX * d.x, inverseY * (d.y - slope * d.x))
  }

  /// ∇ log N = −L⁻ᵀ u.
  @inline(__always)
  func gradient(_ u: Vector) -> Vector {
    let y = inverseY * u.y
    return Vector(slope * y - inverseX * u.x, -y)
  }

  /// E[x₀ | x, k].
  func posteriorMean(at point: Vector) -> Vector { cleanMean + gain * (point - mean) }
}
