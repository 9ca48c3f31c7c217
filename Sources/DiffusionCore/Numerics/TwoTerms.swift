/// An unevaluated sum of two numbers that holds some twice the bits of one.
///
/// Sums after Knuth (1969), products after Dekker (1971): exact, and without a fused multiply-add,
/// which not every processor has.
struct TwoTerms {
  var high: Double
  var low: Double

  /// a + b, exactly.
  static func sum(_ a: Double, _ b: Double) -> TwoTerms {
    let high = a + b
    let partOfB = high - a
    return TwoTerms(high: high, low: (a - (high - partOfB)) + (b - partOfB))
  }

  /// a b, exactly while neither a split (beyond 1e300) nor the low part (below 1e-290) leaves the
  /// range.
  static func product(_ a: Double, _ b: Double) -> TwoTerms {
    let high = a * b
    let (aHigh, aLow) = split(a)
    let (bHigh, bLow) = split(b)
    let low = ((aHigh * bHigh - high) + aHigh * bLow + aLow * bHigh) + aLow * bLow
    return TwoTerms(high: high, low: low)
  }

  /// a b − c d with one rounding error only, whatever cancels.
  static func determinant(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
    let first = product(a, b)
    let second = product(c, d)
    let difference = sum(first.high, -second.high)
    return difference.high + (difference.low + (first.low - second.low))
  }

  private static func split(_ a: Double) -> (high: Double, low: Double) {
    let scaled = a * 134_217_729
    let high = scaled - (scaled - a)
    return (high, a - high)
  }
}
