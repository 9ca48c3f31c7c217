/// The energy distance 2 E|X − Y| − E|X − X′| − E|Y − Y′| between two clouds, as a V-statistic
/// (not rooted; methods.md §14), over at most `limit` particles of each.
public func energyDistance(_ a: Cloud, _ b: Cloud, limit: Int = 5000) -> Double {
  let first = a.prefix(limit)
  let second = b.prefix(limit)
  return 2 * meanDistance(first, second) - meanDistance(first, first)
    - meanDistance(second, second)
}

/// E|X − Y| over all pairs.
private func meanDistance(_ a: Cloud, _ b: Cloud) -> Double {
  guard a.count > 0, b.count > 0 else { return .nan }
  var total = 0.0
  for i in 0..<a.count {
    let (x, y) = (a.x[i], a.y[i])
    var row = 0.0 as Float
    b.x.withUnsafeBufferPointer { otherX in
      b.y.withUnsafeBufferPointer { otherY in
        for j in otherX.indices {
          let (u, v) = (x - otherX[j], y - otherY[j])
          row += (u * u + v * v).squareRoot()
        }
      }
    }
    total += Double(row)
  }
  return total / (Double(a.count) * Double(b.count))
}
