/// The law of y = a v + b n for v of a kinked normal law, at one y: everything in closed form.
///
/// Given y and its side, v is a normal number N(ν, t²) cut off at 0, with t = s b/D, D² = a² s² + b².
struct NoisedKink {
  /// log p(y) and its first two derivatives; at b = 0 without the kink's own.
  private(set) var logDensity: Double
  private(set) var score: Double
  private(set) var curvature: Double
  /// E[v | y] and Var[v | y].
  private(set) var posteriorMean: Double
  private(set) var posteriorVariance: Double

  init(_ law: KinkedNormal, at value: Double, signal a: Double, noise b: Double) {
    guard b > 0 else {
      let clean = value / a
      logDensity = law.logDensity(at: clean) - Elementary.log(a)
      score = law.score(at: clean) / a
      curvature = -1 / (a * law.deviation) / (a * law.deviation)
      (posteriorMean, posteriorVariance) = (clean, 0)
      return
    }
    let up = KinkSide(.positive, of: law, at: value, signal: a, noise: b)
    let down = KinkSide(.negative, of: law, at: value, signal: a, noise: b)
    let best = max(up.logDensity, down.logDensity)
    guard best.isFinite else {
      (logDensity, score, curvature) = (-.infinity, .nan, .nan)
      (posteriorMean, posteriorVariance) = (.nan, .nan)
      return
    }
    let (upMass, downMass) = (
      Elementary.exp(up.logDensity - best), Elementary.exp(down.logDensity - best)
    )
    let (share, rest) = (upMass / (upMass + downMass), downMass / (upMass + downMass))
    logDensity = best + Elementary.log(upMass + downMass)
    // A side without a share may lie at infinity.
    let upMean = share > 0 ? up.mean : down.mean
    let downMean = rest > 0 ? down.mean : up.mean
    let gap = upMean - downMean
    let within = (share > 0 ? share * up.variance : 0) + (rest > 0 ? rest * down.variance : 0)
    posteriorMean = share * upMean + rest * downMean
    posteriorVariance = within + share * rest * gap * gap
    (score, curvature) = (0, 0)
    if b < a * law.deviation {
      differentiateClean(law, at: value, a, b, share: share, rest: rest, gap: gap)
    } else {
      // Tweedie: without cancellation where the noise is the larger part.
      score = (a * posteriorMean - value) / b / b
      curvature = ((a / b) * (a / b) * posteriorVariance - 1) / b / b
    }
  }

  /// Derivatives as means of those of the clean law: without cancellation for little noise.
  ///
  /// With ψ = log p₀: s = E[ψ′ | y]/a, H = (Var[ψ′ | y] + E[ψ″ | y])/a², where ψ″ holds −2κ δ(v).
  private mutating func differentiateClean(
    _ law: KinkedNormal, at value: Double, _ a: Double, _ b: Double, share: Double, rest: Double,
    gap: Double
  ) {
    let (precision, slope) = (1 / (law.deviation * law.deviation), law.slope)
    score = ((law.center - posteriorMean) * precision - slope * (share - rest)) / a
    let spread =
      precision * precision * posteriorVariance
      + 4 * slope * share * rest * (precision * gap + slope)
    let u = value / b
    let atKink = Elementary.exp(
      law.logDensity(at: 0) - 0.5 * u * u - Elementary.halfLog2Pi - Elementary.log(b) - logDensity)
    curvature = (spread - precision - 2 * slope * atKink) / a / a
  }
}

/// The share of one side of the kink in the density at y, and v given y and the side.
private struct KinkSide {
  var logDensity: Double
  var mean: Double
  var variance: Double

  init(
    _ side: KinkedNormal.Side, of law: KinkedNormal, at value: Double, signal a: Double,
    noise b: Double
  ) {
    let (m, s, slope) = (law.center, law.deviation, law.slope)
    let total = Self.length(a * s, b)
    let (cosine, sine) = (a * s / total, b / total)
    let middle = m - side.sign * slope * s * s
    let half = HalfNormal(middle: side.sign * (sine * middle / s + cosine * (value / b)))
    let scale = Elementary.log(s / total) - law.logNormalizer
    if half.middle < -1 {
      let (u, w) = (m / s, value / b)
      logDensity = half.logScaledMass - 0.5 * (u * u + w * w) + scale
    } else {
      let w = (value - a * middle) / total
      let tilt = slope * (0.5 * slope * s * s - side.sign * m)
      logDensity = half.logMass + tilt - 0.5 * w * w + scale
    }
    let deviation = s * sine
    variance = deviation * deviation * half.variance
    // Beyond 40 nothing is cut off, and the ratio itself may leave the range.
    mean =
      half.middle > 40
      ? sine * sine * middle + cosine * (s / total) * value
      : side.sign * deviation * half.mean
  }

  /// √(p² + q²) for squares that may leave the range.
  private static func length(_ p: Double, _ q: Double) -> Double {
    let (larger, smaller) = (max(p, q), min(p, q))
    let ratio = smaller / larger
    return larger * (1 + ratio * ratio).squareRoot()
  }
}
