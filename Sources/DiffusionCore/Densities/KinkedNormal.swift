/// A law on the line with a kink at 0: p(v) ∝ exp(−(v − m)²/(2 s²) − κ |v|).
///
/// On each side of 0 it is a normal law N(m ∓ κ s², s²) cut off there, so that a v + b n has a
/// closed form too: see `NoisedKink`. Source: methods.md §7.
public struct KinkedNormal: Sendable {
  /// m, where the square is least.
  public let center: Double
  /// s > 0.
  public let deviation: Double
  /// κ ≥ 0, the slope of the penalty.
  public let slope: Double
  /// log ∫ exp(−(v − m)²/(2 s²) − κ |v|) dv.
  let logNormalizer: Double
  /// E[v] and Var[v].
  public let mean: Double
  public let variance: Double
  /// P(v > 0).
  private let positiveShare: Double

  public init(center: Double, deviation: Double, slope: Double) {
    self.center = center
    self.deviation = deviation
    self.slope = slope
    let sides = [Side.positive, .negative].map { side in
      HalfNormal(
        middle: side.sign * (center - side.sign * slope * deviation * deviation) / deviation)
    }
    let logs = zip([Side.positive, .negative], sides).map { side, half in
      // e^{z²/2} Φ(z) as one number for z < −1, where the two would cancel.
      half.middle < -1
        ? half.logScaledMass - center * center / (2 * deviation * deviation)
        : half.logMass + slope * (0.5 * slope * deviation * deviation - side.sign * center)
    }
    let best = max(logs[0], logs[1])
    let masses = logs.map { Elementary.exp($0 - best) }
    let total = masses[0] + masses[1]
    positiveShare = masses[0] / total
    logNormalizer =
      best + Elementary.log(total) + Elementary.log(deviation) + Elementary.halfLog2Pi
    let (up, down) = (deviation * sides[0].mean, -deviation * sides[1].mean)
    let (share, rest) = (masses[0] / total, masses[1] / total)
    mean = share * up + rest * down
    variance =
      deviation * deviation * (share * sides[0].variance + rest * sides[1].variance)
      + share * rest * (up - down) * (up - down)
  }

  /// log p(v).
  func logDensity(at value: Double) -> Double {
    let u = (value - center) / deviation
    return -0.5 * u * u - slope * abs(value) - logNormalizer
  }

  /// The slope of log p; at the kink the middle one of its slopes.
  func score(at value: Double) -> Double {
    let sign = value > 0 ? 1.0 : value < 0 ? -1 : 0
    return (center - value) / deviation / deviation - slope * sign
  }

  /// One draw: a side by its share, then a normal number cut off at 0.
  func sample(_ source: inout RandomSource) -> Double {
    let side: Side = source.uniform() < positiveShare ? .positive : .negative
    let middle = side.sign * center / deviation - slope * deviation
    return side.sign * deviation * HalfNormal.sample(middle: middle, &source)
  }

  /// A side of the kink.
  enum Side {
    case positive, negative

    var sign: Double { self == .positive ? 1 : -1 }
  }
}

/// The law N(z, 1) kept where it is above 0.
struct HalfNormal {
  /// z.
  let middle: Double
  /// φ(z)/Φ(z).
  let hazard: Double
  /// z + φ(z)/Φ(z).
  let mean: Double
  let variance: Double

  init(middle: Double) {
    self.middle = middle
    if middle > 40 {
      // Nothing is cut off.
      (hazard, mean, variance) = (0, middle, 1)
    } else if middle > -6 {
      let tail = Elementary.erfcx(-middle * Elementary.squareRootOfHalf)
      hazard = 2 * Elementary.inverseSquareRootOf2Pi / tail
      mean = middle + hazard
      variance = 1 - hazard * mean
    } else {
      // Far beyond the cut the closed forms cancel: an end so distant is none.
      let end = 1e100
      let truncated = TruncatedNormal(lower: -middle, upper: end, width: end)
      hazard = truncated.mean
      mean = truncated.fraction * end
      variance = truncated.variance
    }
  }

  /// log Φ(z).
  var logMass: Double { Elementary.logNormalCDF(middle) }

  /// log (e^{z²/2} Φ(z)), for z ≤ 0 without cancellation.
  var logScaledMass: Double {
    Elementary.log(0.5 * Elementary.erfcx(-middle * Elementary.squareRootOfHalf))
  }

  /// A draw, by rejection: of normal numbers where many lie above 0, of exponential ones else.
  ///
  /// Source: Robert, Simulation of truncated normal variables, 1995.
  static func sample(middle: Double, _ source: inout RandomSource) -> Double {
    guard middle < -0.5 else {
      while true {
        let value = middle + source.normal()
        if value > 0 { return value }
      }
    }
    let rate = 0.5 * ((middle * middle + 4).squareRoot() - middle)
    while true {
      let value = -Elementary.log(1 - source.uniform()) / rate
      let excess = value - middle - rate
      if source.uniform() <= Elementary.exp(-0.5 * excess * excess), value > 0 { return value }
    }
  }
}
