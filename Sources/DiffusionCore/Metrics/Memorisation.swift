/// The share of particles that repeat a training datum: less than a third as far from the nearest
/// one as from the second nearest.
///
/// Where data lie evenly, the squared ratio of the two distances is uniform in the plane, so that
/// 1/9 of exact draws count too; of draws from the training set nearly all do. At most `limit`
/// particles, fewer for a large set. Source: Yoon et al. 2023, whose criterion it is.
///
/// - Returns: nil for a set of fewer than two data.
public func memorisedShare(of cloud: Cloud, from set: Cloud, limit: Int = 2000) -> Double? {
  guard set.count > 1, cloud.count > 0 else { return nil }
  let particles = cloud.prefix(min(limit, max(100, 4_000_000 / set.count)))
  var repeats = 0
  for i in 0..<particles.count {
    let (x, y) = (particles.x[i], particles.y[i])
    var (nearest, second) = (Float.infinity, Float.infinity)
    for j in 0..<set.count {
      let (u, v) = (x - set.x[j], y - set.y[j])
      let distance = u * u + v * v
      if distance < nearest {
        (nearest, second) = (distance, nearest)
      } else if distance < second {
        second = distance
      }
    }
    if 9 * nearest < second { repeats += 1 }
  }
  return Double(repeats) / Double(particles.count)
}
