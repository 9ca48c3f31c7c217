/// The share of points inside some ball around one of the centres that reaches to its k-th neighbour
/// among them, its edge included; NaN where there are not more than k of either (methods.md §14, E31).
public func coveredShare(of points: Points, by centres: Points, neighbours: Int = 5) -> Double {
  guard points.count > neighbours, centres.count > neighbours else { return .nan }
  return covered(points, by: centres, radii: ballRadii(centres, neighbours))
}

/// Squared distance of every point to its k-th neighbour, itself not counted.
private func ballRadii(_ cloud: Points, _ neighbours: Int) -> [Double] {
  (0..<cloud.count).map { i in
    var nearest = [Double](repeating: .infinity, count: neighbours)
    for j in 0..<cloud.count where j != i {
      let distance = squaredDistance(cloud, i, cloud, j)
      guard distance < nearest[neighbours - 1] else { continue }
      var k = neighbours - 1
      while k > 0, nearest[k - 1] > distance {
        nearest[k] = nearest[k - 1]
        k -= 1
      }
      nearest[k] = distance
    }
    return nearest[neighbours - 1]
  }
}

private func covered(_ points: Points, by centres: Points, radii: [Double]) -> Double {
  var inside = 0
  for i in 0..<points.count
  where (0..<centres.count).contains(where: { squaredDistance(points, i, centres, $0) <= radii[$0] }
  ) {
    inside += 1
  }
  return Double(inside) / Double(points.count)
}

private func squaredDistance(_ a: Points, _ i: Int, _ b: Points, _ j: Int) -> Double {
  let (u, v) = (a.x[i] - b.x[j], a.y[i] - b.y[j])
  return u * u + v * v
}

/// `precision`.
public enum Precision: Metric {
  /// Of precision and recall.
  static let limit = 2000

  public static let card = MetricCard(
    name: "precision", title: "precision",
    meaning: "share of the points inside some ball from a reference point to its 5th neighbour",
    unit: "share", range: "0 … 1", better: .floor, limit: limit,
    spread: .missing(power: 2.0 / 3),
    source: "Kynkäänniemi et al. 2019; methods.md §14, erratum E31")

  public static func value(of comparison: Comparison) -> Double? {
    coveredShare(
      of: comparison.points.prefix(limit), by: comparison.reference.prefix(limit))
  }
}

/// `recall`.
public enum Recall: Metric {
  public static let card = MetricCard(
    name: "recall", title: "recall",
    meaning: "share of the reference inside some ball from a point to its 5th neighbour",
    unit: "share", range: "0 … 1", better: .floor, limit: Precision.limit,
    spread: Precision.card.spread,
    source: Precision.card.source)

  public static func value(of comparison: Comparison) -> Double? {
    coveredShare(
      of: comparison.reference.prefix(Precision.limit),
      by: comparison.points.prefix(Precision.limit))
  }
}
