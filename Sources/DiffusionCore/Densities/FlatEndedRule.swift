/// The trapezoid rule on an interval after a substitution that is flat at both ends.
///
/// With x = lower + (upper − lower) φ(t), φ′ = 630 t⁴ (1 − t)⁴, the integrand in t and three of its
/// derivatives vanish at the ends. So the error is O(n⁻⁶) for a smooth function cut off anywhere,
/// like that of an integrable singularity at an end small, and for one that has decayed at the ends
/// smaller than any power (Korobov 1963; Sidi 1993).
struct FlatEndedRule: Sendable {
  /// n: the nodes are t = j/n, 0 ≤ j ≤ n, those at the ends with weight 0.
  let count: Int
  /// φ(j/n), exact near 0.
  private let places: [Double]
  /// φ′(j/n).
  private let slopes: [Double]

  init(count: Int) {
    self.count = count
    let parameters = (0...count).map { Double($0) / Double(count) }
    places = parameters.map(Self.place)
    slopes = parameters.map { t in
      let square = t * t * (1 - t) * (1 - t)
      return 630 * square * square
    }
  }

  /// φ(t).
  static func place(_ t: Double) -> Double {
    let square = t * t
    return square * square * t * (126 + t * (-420 + t * (540 + t * (-315 + t * 70))))
  }

  /// The j-th node of an interval, measured from the nearer end.
  func node(_ j: Int, from lower: Double, to upper: Double) -> Double {
    2 * j <= count
      ? lower + (upper - lower) * places[j] : upper - (upper - lower) * places[count - j]
  }

  /// The weight of the j-th node.
  func weight(_ j: Int, from lower: Double, to upper: Double) -> Double {
    slopes[j] * (upper - lower) / Double(count)
  }

  /// ∫ f over the pieces between consecutive breaks.
  func integrate(_ breaks: [Double], _ f: (Double) -> Double) -> Double {
    var sum = 0.0
    for (lower, upper) in zip(breaks, breaks.dropFirst()) where upper > lower {
      for j in 1..<count {
        sum += weight(j, from: lower, to: upper) * f(node(j, from: lower, to: upper))
      }
    }
    return sum
  }

  /// ∫ f, with as many nodes as it takes until doubling them changes it by less than `tolerance`
  /// of its value.
  ///
  /// - Returns: the integral and the change by the last doubling, relative to it.
  static func converged(
    _ breaks: [Double], tolerance: Double = 1e-10, limit: Int = 8192, _ f: (Double) -> Double
  ) -> (value: Double, change: Double) {
    var count = 128
    var value = FlatEndedRule(count: count).integrate(breaks, f)
    while true {
      count *= 2
      let finer = FlatEndedRule(count: count).integrate(breaks, f)
      let change = finer == value ? 0 : abs(finer - value) / abs(finer)
      value = finer
      if change < tolerance || count >= limit { return (value, change) }
    }
  }
}

/// A density on consecutive intervals, tabulated at the nodes of a rule: its mass and its quantiles.
struct TabulatedDensity: Sendable {
  private let breaks: [Double]
  private let rule: FlatEndedRule
  /// The density times the rule's weight at every node of every piece.
  private let slopes: [Double]
  /// The mass up to every node.
  private let sums: [Double]

  init(_ breaks: [Double], _ rule: FlatEndedRule, _ density: (Double) -> Double) {
    self.breaks = breaks
    self.rule = rule
    let n = rule.count
    let pieces = breaks.count - 1
    var slopes = [Double](repeating: 0, count: pieces * (n + 1))
    var sums = slopes
    var sum = 0.0
    for piece in 0..<pieces {
      let (lower, upper) = (breaks[piece], breaks[piece + 1])
      let first = piece * (n + 1)
      for j in 1..<n where upper > lower {
        slopes[first + j] =
          density(rule.node(j, from: lower, to: upper))
          * rule.weight(j, from: lower, to: upper)
      }
      sums[first] = sum
      for j in 0..<n {
        // The integral of the cubic through four values; beyond the ends there is nothing.
        let before = j > 0 ? slopes[first + j - 1] : 0
        let after = j + 2 <= n ? slopes[first + j + 2] : 0
        let near = slopes[first + j] + slopes[first + j + 1]
        sum += max(0, 13 * near - before - after) / 24
        sums[first + j + 1] = sum
      }
    }
    self.slopes = slopes
    self.sums = sums
  }

  /// The integral over all pieces.
  var mass: Double { sums[sums.count - 1] }

  /// The place below which the share `u` of the mass lies, for u in [0, 1): the inverse of the cubic
  /// that has the tabulated masses and densities at its ends.
  func quantile(_ u: Double) -> Double {
    let target = u * mass
    var (low, high) = (0, sums.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if sums[middle] <= target { low = middle } else { high = middle }
    }
    let n = rule.count
    let (piece, j) = (low / (n + 1), low % (n + 1))
    let (lower, upper) = (breaks[piece], breaks[piece + 1])
    guard j < n else { return upper }
    let rise = sums[low + 1] - sums[low]
    let (start, end) = (slopes[low], slopes[low + 1])
    var (left, right) = (0.0, 1.0)
    for _ in 0..<26 {
      let s = (left + right) / 2
      let value = s * s * (3 - 2 * s) * rise + s * (1 - s) * ((1 - s) * start - s * end)
      if value <= target - sums[low] { left = s } else { right = s }
    }
    let t = (Double(j) + (left + right) / 2) / Double(n)
    let width = upper - lower
    return t <= 0.5
      ? lower + width * FlatEndedRule.place(t) : upper - width * FlatEndedRule.place(1 - t)
  }
}
