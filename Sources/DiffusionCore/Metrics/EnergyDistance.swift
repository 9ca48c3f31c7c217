/// The energy distance 2 E|X − Y| − E|X − X′| − E|Y − Y′| between two sets of points, as a
/// V-statistic (not rooted; methods.md §14).
///
/// - Returns: in the units of the plane; NaN for an empty set.
public func energyDistance(_ a: Points, _ b: Points) -> Double {
  2 * meanDistance(a, b) - meanDistance(a) - meanDistance(b)
}

/// The same between two clouds, over at most `limit` particles of each.
public func energyDistance(_ a: Cloud, _ b: Cloud, limit: Int = 5000) -> Double {
  energyDistance(Points(a.prefix(limit)), Points(b.prefix(limit)))
}

/// E|X − Y| over all pairs.
private func meanDistance(_ a: Points, _ b: Points) -> Double {
  guard a.count > 0, b.count > 0 else { return .nan }
  let total = (0..<a.count).reduce(0.0) { $0 + distances(from: a[$1], to: b, below: b.count) }
  return total / (Double(a.count) * Double(b.count))
}

/// E|X − X′| over all pairs, a point and itself among them.
private func meanDistance(_ a: Points) -> Double {
  let half = (0..<a.count).reduce(0.0) { $0 + distances(from: a[$1], to: a, below: $1) }
  return 2 * half / (Double(a.count) * Double(a.count))
}

/// The sum of the distances of a point to the first ones of a set.
private func distances(from point: Vector, to points: Points, below end: Int) -> Double {
  var sum = 0.0
  points.x.withUnsafeBufferPointer { x in
    points.y.withUnsafeBufferPointer { y in
      for index in 0..<end {
        let (u, v) = (point.x - x[index], point.y - y[index])
        sum += (u * u + v * v).squareRoot()
      }
    }
  }
  return sum
}

/// `energy_distance`.
public enum EnergyDistance: Metric {
  private static let limit = 5000

  public static let card = MetricCard(
    name: "energy_distance", title: "energy distance",
    meaning: "2 E|X − Y| − E|X − X′| − E|Y − Y′| over all pairs (V-statistic, not rooted)",
    unit: "plane", range: "0 …", better: .lower, limit: limit, spread: .logarithm,
    source: "Székely and Rizzo 2013; methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    energyDistance(comparison.points.prefix(limit), comparison.reference.prefix(limit))
  }
}
