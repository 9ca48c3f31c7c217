extension Elementary {
  /// sin x and cos x, each within 1 ulp, for |x| ≤ 1.6e6; NaN beyond.
  ///
  /// The programme's angles are a few turns; the reduction modulo π/2 carries 152 bits, enough for
  /// every argument in the range.
  public static func sinCos(_ x: Double) -> (sin: Double, cos: Double) {
    guard abs(x) <= 1.6e6 else { return (.nan, .nan) }
    let n = (x * 0.6366197723675814 + roundingShift) - roundingShift
    let (r, low) = remainder(x, quarterTurns: n)
    let s = sine(r, low)
    let c = cosine(r, low)
    switch Int(n) & 3 {
    case 0: return (s, c)
    case 1: return (c, -s)
    case 2: return (-s, -c)
    default: return (-c, s)
    }
  }

  /// sin x, within 1 ulp, for |x| ≤ 1.6e6; NaN beyond.
  public static func sin(_ x: Double) -> Double { sinCos(x).sin }

  /// cos x, within 1 ulp, for |x| ≤ 1.6e6; NaN beyond.
  public static func cos(_ x: Double) -> Double { sinCos(x).cos }

  /// x − n π/2 in two terms, |n| < 2²⁰: π/2 is cut in parts of 33 bits, so their products are exact.
  private static func remainder(_ x: Double, quarterTurns n: Double) -> (Double, Double) {
    let first = x - n * 0x1.921fb54400000p+0
    let second = TwoTerms.sum(first, -n * 0x1.0b4611a600000p-34)
    let third = TwoTerms.sum(second.high, -n * 0x1.3198a2e000000p-69)
    let low = second.low + third.low - n * 0x1.b839a252049c1p-104
    let high = third.high + low
    return (high, (third.high - high) + low)
  }

  /// sin(r + low) for |r| ≤ π/4.
  private static func sine(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    let series =
      -0.16666666666666666
      + z
      * (0.008333333333330936
        + z
        * (-0.00019841269836740532
          + z
          * (2.7557316093198404e-06 + z * (-2.5051129896450185e-08 + z * 1.5917988979397435e-10))))
    return r + (r * z * series + low * (1 - 0.5 * z))
  }

  /// cos(r + low) for |r| ≤ π/4; 1 − r²/2 is kept with its rounding error.
  private static func cosine(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    let series =
      0.041666666666666664
      + z
      * (-0.0013888888888888887
        + z
        * (2.4801587301584632e-05
          + z
          * (-2.755731922139249e-07
            + z
            * (2.0876755787492604e-09 + z * (-1.1470460319209511e-11 + z * 4.745838412531023e-14)))))
    let half = 0.5 * z
    let leading = 1 - half
    return leading + (((1 - leading) - half) + (z * z * series - r * low))
  }
}
