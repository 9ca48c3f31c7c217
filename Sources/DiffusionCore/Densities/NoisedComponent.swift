/// One Gaussian of a mixture after noising, prepared for evaluation at many points.
///
/// Nothing cancels for a nearly singular C = a² S + b² I: det C = a⁴ det S + a² b² tr S + b⁴ has no
/// negative term, and the quadratic form is |u|² with u = L⁻¹ (x − a μ) for C = L Lᵀ.
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
    let scaled = ScaledCovariance(component.covariance, at: level)
    let (c, determinant, unit) = (scaled.matrix, scaled.determinant, scaled.unit)
    mean = level.signal * component.mean
    cleanMean = component.mean
    logWeight = Elementary.log(component.weight)
    covariance = unit * unit * c
    isSingular = determinant <= 0
    let inverse = 1 / unit
    precision =
      (inverse * inverse / determinant) * SymmetricMatrix(xx: c.yy, xy: -c.xy, yy: c.xx)
    rootX = unit * c.xx.squareRoot()
    slope = c.xx > 0 ? c.xy / c.xx : 0
    rootY = unit * (c.xx > 0 ? determinant / c.xx : c.yy).squareRoot()
    inverseX = 1 / rootX
    inverseY = 1 / rootY
    logFactor =
      logWeight - 2 * Elementary.halfLog2Pi - 0.5 * Elementary.log(determinant)
      - 2 * Elementary.log(unit)
    whitenedMean = Vector(inverseX * mean.x, inverseY * (mean.y - slope * mean.x))
    if level.noise == 0 || isSingular {
      // Without noise the datum is known.
      gain = SymmetricMatrix(diagonal: level.signal > 0 ? 1 / level.signal : 0)
      posteriorCovariance = .zero
    } else {
      // E[x₀ | x] = μ + a S C⁻¹ (x − a μ) and Cov[x₀ | x] = b² S C⁻¹.
      gain = scaled.signal * scaled.dataUnit / unit * scaled.shrinkage
      posteriorCovariance =
        (scaled.noise * scaled.noise * scaled.dataUnit * scaled.dataUnit) * scaled.shrinkage
    }
  }

  /// The point of this component that a pair of standard normal numbers gives.
  @inline(__always)
  func transformed(_ zx: Float, _ zy: Float) -> (Float, Float) {
    let alongX = rootX * Double(zx)
    return (Float(mean.x + alongX), Float(mean.y + (slope * alongX + rootY * Double(zy))))
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

/// C = a² S + b² I in units of its own size, so that no square leaves the range.
private struct ScaledCovariance {
  /// What C is measured in: the larger of b and a times `dataUnit`.
  let unit: Double
  /// What S is measured in: a power of two near its largest deviation, so that scaling is exact; 0
  /// for a point.
  let dataUnit: Double
  /// a `dataUnit` and b in these units.
  let signal: Double
  let noise: Double
  /// C / unit² and its determinant.
  let matrix: SymmetricMatrix
  let determinant: Double
  /// S C⁻¹ in units of dataUnit² / unit²: (signal² det S I + noise² S) / det C, a sum of positive
  /// terms.
  let shrinkage: SymmetricMatrix

  init(_ s: SymmetricMatrix, at level: NoiseLevel) {
    let size = max(s.xx, s.yy).squareRoot()
    let scale = size > 0 ? size.binade : 1
    let clean = SymmetricMatrix(
      xx: s.xx / scale / scale, xy: s.xy / scale / scale, yy: s.yy / scale / scale)
    let cleanDeterminant = max(
      0, TwoTerms.determinant(clean.xx, clean.yy, clean.xy, clean.xy))
    dataUnit = size > 0 ? scale : 0
    unit = max(level.signal * dataUnit, level.noise)
    signal = unit > 0 ? level.signal * dataUnit / unit : 0
    noise = unit > 0 ? level.noise / unit : 0
    let (a2, b2) = (signal * signal, noise * noise)
    matrix = a2 * clean + SymmetricMatrix(diagonal: b2)
    determinant = a2 * a2 * cleanDeterminant + a2 * b2 * clean.trace + b2 * b2
    shrinkage =
      (1 / determinant) * (SymmetricMatrix(diagonal: a2 * cleanDeterminant) + b2 * clean)
  }
}
