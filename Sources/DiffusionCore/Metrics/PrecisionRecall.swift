/// Precision and recall of generated particles by nearest-neighbour balls (methods.md §14, E31).
///
/// Precision is the share of generated particles inside some ball around a real one that reaches to
/// its k-th neighbour; recall the share of real ones inside some ball of a generated one. At most
/// `limit` particles of each.
public func precisionRecall(
  generated: Cloud, real: Cloud, neighbours: Int = 5, limit: Int = 2000
) -> (precision: Double, recall: Double) {
  let fake = generated.prefix(limit)
  let genuine = real.prefix(limit)
  guard fake.count > neighbours, genuine.count > neighbours else { return (.nan, .nan) }
  return (
    covered(fake, by: genuine, radii: ballRadii(genuine, neighbours)),
    covered(genuine, by: fake, radii: ballRadii(fake, neighbours))
  )
}

/// Squared distance of every particle to its k-th neighbour, itself not counted.
private func ballRadii(_ cloud: Cloud, _ neighbours: Int) -> [Float] {
  (0..<cloud.count).map { i in
    var nearest = [Float](repeating: .infinity, count: neighbours)
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

private func covered(_ points: Cloud, by centres: Cloud, radii: [Float]) -> Double {
  var inside = 0
  for i in 0..<points.count
  where (0..<centres.count).contains(where: { squaredDistance(points, i, centres, $0) <= radii[$0] }
  ) {
    inside += 1
  }
  return Double(inside) / Double(points.count)
}

private func squaredDistance(_ a: Cloud, _ i: Int, _ b: Cloud, _ j: Int) -> Float {
  let (u, v) = (a.x[i] - b.x[j], a.y[i] - b.y[j])
  return u * u + v * v
}
