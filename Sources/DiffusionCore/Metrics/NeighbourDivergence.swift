/// KL(p ‖ q) from draws of both, by the distances to the k-th neighbours.
///
/// (d/n) Σ log(ν_k/ρ_k) + log(m/(n − 1)), with ρ_k the distance of a draw of p to its k-th neighbour
/// among the others and ν_k to that among the draws of q. Biased low for large values. Source: Wang,
/// Kulkarni & Verdú 2009; methods.md §14.
public func neighbourDivergence(_ p: Points, from q: Points, neighbours: Int = 5) -> Double {
  guard p.count > neighbours, q.count >= neighbours else { return .nan }
  var sum = 0.0
  for index in 0..<p.count {
    let own = neighbourDistance(p.x[index], p.y[index], p, except: index, neighbours)
    let other = neighbourDistance(p.x[index], p.y[index], q, except: -1, neighbours)
    // Squared distances, and d/2 = 1 in the plane; equal points are told apart by a tiny distance.
    sum += Elementary.log(max(other, 1e-30)) - Elementary.log(max(own, 1e-30))
  }
  return sum / Double(p.count)
    + Elementary.log(Double(q.count) / Double(p.count - 1))
}

/// The same from two clouds.
public func neighbourDivergence(_ p: Cloud, from q: Cloud, neighbours: Int = 5) -> Double {
  neighbourDivergence(Points(p), from: Points(q), neighbours: neighbours)
}

/// The squared distance of a point to the k-th nearest point.
private func neighbourDistance(
  _ x: Double, _ y: Double, _ points: Points, except skipped: Int, _ neighbours: Int
) -> Double {
  withUnsafeTemporaryAllocation(of: Double.self, capacity: neighbours) { nearest in
    nearest.initialize(repeating: .infinity)
    for index in 0..<points.count {
      let (u, v) = (points.x[index] - x, points.y[index] - y)
      let distance = u * u + v * v
      guard distance < nearest[neighbours - 1], index != skipped else { continue }
      var place = neighbours - 1
      while place > 0, nearest[place - 1] > distance {
        nearest[place] = nearest[place - 1]
        place -= 1
      }
      nearest[place] = distance
    }
    return nearest[neighbours - 1]
  }
}

/// `kl_neighbours`.
public enum NeighbourDivergence: Metric {
  private static let limit = 2000

  public static let card = MetricCard(
    name: "kl_neighbours", title: "KL by neighbours",
    meaning: "KL(points ‖ reference) from the distances to 5th neighbours; too low where the "
      + "points reach into the reference's tails",
    unit: "nats", range: "slightly below 0 …", better: .lower, limit: limit,
    source: "Wang, Kulkarni and Verdú 2009; methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    neighbourDivergence(
      comparison.points.prefix(limit), from: comparison.reference.prefix(limit))
  }
}
