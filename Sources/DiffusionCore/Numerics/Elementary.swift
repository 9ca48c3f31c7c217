/// Elementary functions in Float64 that give the same bits on every processor and system.
///
/// libm picks its code by processor, and its last bits with it. These use +, −, ×, ÷, √ and integer
/// shifts only, none of which may be fused or reordered by the compiler, so a picture, a trace and a
/// test agree everywhere. Polynomials are near-minimax fits made in 50 digits; the reductions are
/// the classical ones (Cody and Waite 1980, Tang 1989). Bounds are stated at each function, in units
/// in the last place (ulp), and held by ElementaryTests.
public enum Elementary {
  /// ln 2 in two parts: the first has 21 trailing zero bits, so k · high is exact for |k| < 2²¹.
  static let ln2High = 0x1.62e42fee00000p-1
  static let ln2Low = 0x1.a39ef35793c76p-33
  /// Adding and subtracting 1.5 · 2⁵² rounds to the nearest whole number for |x| < 2⁵¹.
  static let roundingShift = 0x1.8p52

  /// eˣ, within 1 ulp; gradual underflow, 0 below −745.14, ∞ above 709.79.
  public static func exp(_ x: Double) -> Double {
    guard x < 709.782712893384 else { return x.isNaN ? x : .infinity }
    guard x > -745.1332191019412 else { return x.isNaN ? x : 0 }
    let reduced = reduce(x)
    return scale(1 + (reduced.remainder + reduced.excess), byPowerOfTwo: reduced.exponent)
  }

  /// eˣ − 1 without cancellation, within 1 ulp.
  public static func expm1(_ x: Double) -> Double {
    guard x < 709.782712893384 else { return x.isNaN ? x : .infinity }
    guard x > -38 else { return x.isNaN ? x : -1 }
    if abs(x) < 0x1p-54 { return x }
    let reduced = reduce(x)
    let k = reduced.exponent
    if k == 0 { return reduced.remainder + reduced.excess }
    if k > 60 {
      return scale(1 + (reduced.remainder + reduced.excess), byPowerOfTwo: k)
    }
    // eˣ − 1 = 2ᵏ ((1 − 2⁻ᵏ) + r + q): the first sum is kept with its rounding error.
    let offset = 1 - powerOfTwo(-k)
    let sum = offset + reduced.remainder
    let error = (offset - sum) + reduced.remainder
    return scale(sum + (error + reduced.excess), byPowerOfTwo: k)
  }

  /// eˣ − 1 − x without cancellation, relative error below 1e-15; for steps that may be tiny.
  public static func expm1MinusArgument(_ x: Double) -> Double {
    if abs(x) > 0.7 { return expm1(x) - x }
    if abs(x) > 0.34 {
      // e²ʸ − 1 − 2y = (eʸ − 1)² + 2 (eʸ − 1 − y)
      let half = expm1(x / 2)
      return half * half + 2 * expm1MinusArgument(x / 2)
    }
    return x * x * exponentialSeries(x)
  }

  /// The natural logarithm, within 1 ulp; −∞ at 0, NaN below.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
    let (fraction, exponent) = splitNearOne(x)
    return logarithm(onePlus: fraction - 1, exponent: exponent, correction: 0)
  }

  /// log(1 + x) without cancellation, within 1 ulp; −∞ at −1, NaN below.
  public static func log1p(_ x: Double) -> Double {
    guard x > -1, x < .infinity else { return x == -1 ? -.infinity : (x > 0 ? x : .nan) }
    if abs(x) < 0x1p-54 { return x }
    if x > -0.29289, x < 0.41421 {
      return logarithm(onePlus: x, exponent: 0, correction: 0)
    }
    let sum = 1 + x
    let rounding = x >= 1 ? 1 - (sum - x) : x - (sum - 1)
    let (fraction, exponent) = splitNearOne(sum)
    return logarithm(onePlus: fraction - 1, exponent: exponent, correction: rounding / sum)
  }

  /// tanh x, within 2 ulp.
  public static func tanh(_ x: Double) -> Double {
    let magnitude = abs(x)
    if magnitude < 0x1p-28 { return x }
    guard magnitude < 22 else { return x.isNaN ? x : (x < 0 ? -1 : 1) }
    let value: Double
    if magnitude < 1 {
      let t = expm1(-2 * magnitude)
      value = -t / (t + 2)
    } else {
      value = 1 - 2 / (expm1(2 * magnitude) + 2)
    }
    return x < 0 ? -value : value
  }

  /// The inverse hyperbolic sine, relative error below 1e-15.
  public static func asinh(_ x: Double) -> Double {
    let magnitude = abs(x)
    let value: Double
    if magnitude > 0x1p30 {
      value = log(magnitude) + log(2)
    } else {
      let square = magnitude * magnitude
      value = log1p(magnitude + square / (1 + (1 + square).squareRoot()))
    }
    return x < 0 ? -value : value
  }

  /// xʸ for x ≥ 0, within 2 ulp; NaN for a negative base.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x == 0 { return y > 0 ? 0 : .infinity }
    guard x > 0, x < .infinity, y.isFinite else { return exp(y * log(x)) }
    let logarithm = extendedLogarithm(x)
    let product = TwoTerms.product(y, logarithm.high)
    let low = product.low + y * logarithm.low
    let high = product.high + low
    guard abs(high) < 800 else { return exp(high) }
    let value = exp(high)
    return value + value * ((product.high - high) + low)
  }
}

// MARK: - Parts of the reductions

extension Elementary {
  /// x = k ln 2 + r with |r| ≤ ½ ln 2: k, r and the rest q = eʳ − 1 − r with what r lost in rounding.
  private static func reduce(_ x: Double) -> (exponent: Int, remainder: Double, excess: Double) {
    let k = (x * 1.4426950408889634 + roundingShift) - roundingShift
    let high = x - k * ln2High
    let low = k * ln2Low
    let r = high - low
    let lost = (high - r) - low
    return (Int(k), r, r * r * exponentialSeries(r) + (lost + lost * r))
  }

  /// (eʳ − 1 − r) / r² for |r| ≤ ½ ln 2, to 4e-18 of eʳ / r².
  private static func exponentialSeries(_ r: Double) -> Double {
    let square = r * r
    let even =
      0.5
      + square
      * (0.04166666666666668
        + square
        * (0.0013888888888879073
          + square
          * (2.4801587336442236e-05
            + square * (2.75572632790885e-07 + square * 2.0918137737642736e-09))))
    let odd =
      0.16666666666666666
      + square
      * (0.008333333333333333
        + square
        * (0.00019841269841263298
          + square
          * (2.755731924721873e-06
            + square * (2.505207109429355e-08 + square * 1.608662795678037e-10))))
    return even + r * odd
  }

  /// x = fraction · 2^exponent with the fraction in [√½, √2).
  private static func splitNearOne(_ x: Double) -> (fraction: Double, exponent: Int) {
    var exponent = 0
    var value = x
    if x < 0x1p-1022 {
      value = x * 0x1p54
      exponent = -54
    }
    // Offsetting the bits by those of √½ carries into the exponent exactly where the fraction
    // passes √2.
    let root: UInt64 = 0x3FE6_A09E_667F_3BCD
    let offset = value.bitPattern &- root
    exponent += Int(Int64(bitPattern: offset) >> 52)
    let fraction = Double(bitPattern: (offset & 0x000F_FFFF_FFFF_FFFF) &+ root)
    return (fraction, exponent)
  }

  /// log(1 + f) + k ln 2 + c for f in [√½ − 1, √2 − 1].
  ///
  /// With s = f / (2 + f), log(1 + f) = 2 artanh s = f − (f²/2 − s (f²/2 + R(s²))): f carries the
  /// leading bits exactly.
  private static func logarithm(
    onePlus f: Double, exponent: Int, correction: Double
  ) -> Double {
    let s = f / (2 + f)
    let z = s * s
    let tail = z * artanhSeries(z)
    let halfSquare = 0.5 * f * f
    let k = Double(exponent)
    return k * ln2High
      - ((halfSquare - (s * (halfSquare + tail) + (k * ln2Low + correction))) - f)
  }

  /// (2 artanh(s) / s − 2) / s² as a polynomial in z = s², to 1e-18 of 1 / z for z ≤ 0.0295.
  private static func artanhSeries(_ z: Double) -> Double {
    0.6666666666666666
      + z
      * (0.40000000000000885
        + z
        * (0.28571428570799784
          + z
          * (0.22222222392581045
            + z
            * (0.18181795547521137
              + z
              * (0.15386244737621665
                + z * (0.13268638369266825 + z * 0.13088034850927555))))))
  }

  /// log x in two terms whose sum is good to some 66 bits.
  private static func extendedLogarithm(_ x: Double) -> TwoTerms {
    let (fraction, exponent) = splitNearOne(x)
    let f = fraction - 1
    let k = Double(exponent)
    // s = f / (2 + f) with its remainder, then 2 s + (2/3) s³ + s⁵ (…) .
    let denominator = TwoTerms.sum(2, f)
    let s = f / denominator.high
    let back = TwoTerms.product(s, denominator.high)
    let sLow =
      (((f - back.high) - back.low) - s * denominator.low) / denominator.high
    let square = TwoTerms.product(s, s)
    let cube = TwoTerms.product(square.high, s)
    let cubeLow = cube.low + square.low * s + 3 * square.high * sLow
    // 2/3 in two terms.
    let third = TwoTerms.product(0.6666666666666666, cube.high)
    let thirdLow = third.low + 0.6666666666666666 * cubeLow + 3.700743415417188e-17 * cube.high
    let z = square.high
    let rest = z * cube.high * ((artanhSeries(z) - 0.6666666666666666) / z)
    let scaled = z < 1e-8 ? z * cube.high * 0.4 : rest
    let first = TwoTerms.sum(k * ln2High, 2 * s)
    let second = TwoTerms.sum(first.high, third.high)
    let low = second.low + first.low + (k * ln2Low + 2 * sLow + thirdLow + scaled)
    let high = second.high + low
    return TwoTerms(high: high, low: (second.high - high) + low)
  }

  /// 2ᵏ for −1022 ≤ k ≤ 1023.
  static func powerOfTwo(_ k: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(k + 1023)) << 52)
  }

  /// value · 2ᵏ for a value near 1, in two factors where one would leave the range.
  private static func scale(_ value: Double, byPowerOfTwo k: Int) -> Double {
    if k > 1023 { return value * 0x1p1023 * powerOfTwo(k - 1023) }
    if k < -1021 { return value * powerOfTwo(k + 60) * 0x1p-60 }
    return value * powerOfTwo(k)
  }
}
