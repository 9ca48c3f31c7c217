/// The squared maximum mean discrepancy E k(X, X′) + E k(Y, Y′) − 2 E k(X, Y) with the Gaussian
/// kernel exp(−|x − y|²/(2h²)).
///
/// As a U-statistic: without the pairs of a point and itself, so that its mean is 0 for equal laws and
/// a value may be negative. Source: Gretton et al. 2012, lemma 6.
///
/// - Parameter bandwidth: h > 0, in the units of the plane.
/// - Returns: without unit; NaN for sets of fewer than two points.
public func squaredMeanDiscrepancy(_ a: Points, _ b: Points, bandwidth: Double) -> Double {
  meanDiscrepancy(a, b, bandwidth: bandwidth).unbiased
}

/// The same, and with the pairs of a point and itself: the V-statistic, which is nowhere negative.
private func meanDiscrepancy(
  _ a: Points, _ b: Points, bandwidth: Double
) -> (unbiased: Double, biased: Double) {
  guard a.count > 1, b.count > 1 else { return (.nan, .nan) }
  let scale = -1 / (2 * bandwidth * bandwidth)
  func sum(_ point: Vector, _ points: Points, below end: Int) -> Double {
    (0..<end).reduce(0.0) { sum, index in
      let difference = point - points[index]
      return sum + Elementary.exp(scale * difference.dot(difference))
    }
  }
  func within(_ points: Points) -> Double {
    let half = (0..<points.count).reduce(0.0) { $0 + sum(points[$1], points, below: $1) }
    return 2 * half / (Double(points.count) * Double(points.count - 1))
  }
  let between = (0..<a.count).reduce(0.0) { $0 + sum(a[$1], b, below: b.count) }
  let (first, second) = (within(a), within(b))
  let value = first + second - 2 * between / (Double(a.count) * Double(b.count))
  return (value, value + (1 - first) / Double(a.count) + (1 - second) / Double(b.count))
}

/// The median distance of all pairs among the first points of both sets together; nil where it is 0.
public func medianDistance(_ a: Points, _ b: Points, first count: Int) -> Double? {
  let (a, b) = (a.prefix(count), b.prefix(count))
  let all = Points(x: a.x + b.x, y: a.y + b.y)
  var squares: [Double] = []
  for i in 0..<all.count {
    for j in 0..<i {
      let difference = all[i] - all[j]
      squares.append(difference.dot(difference))
    }
  }
  guard !squares.isEmpty else { return nil }
  squares.sort()
  let (low, high) = (squares[(squares.count - 1) / 2], squares[squares.count / 2])
  let median = (low.squareRoot() + high.squareRoot()) / 2
  return median > 0 && median.isFinite ? median : nil
}

/// `mmd2`.
public enum MeanDiscrepancy: Metric {
  private static let limit = 2000
  /// Points of each set that the median is of.
  private static let bandwidthPoints = 250

  public static let card = MetricCard(
    name: "mmd2", title: "MMD squared",
    meaning: "squared maximum mean discrepancy, Gaussian kernel exp(−d²/(2h²)), U-statistic; "
      + "h the median distance among the first 250 of both",
    unit: "none", range: "slightly below 0 … 2", better: .lower, limit: limit,
    source: "Gretton et al. 2012; methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    sample(of: comparison)?.value
  }

  /// The V-statistic is a sum of squares.
  public static func sample(of comparison: Comparison) -> MetricSample? {
    let (a, b) = (comparison.points.prefix(limit), comparison.reference.prefix(limit))
    return medianDistance(a, b, first: bandwidthPoints).map {
      let (unbiased, biased) = meanDiscrepancy(a, b, bandwidth: $0)
      return MetricSample(value: unbiased, normal: MetricCard.Spread.power(1.0 / 3).normal(biased))
    }
  }
}
