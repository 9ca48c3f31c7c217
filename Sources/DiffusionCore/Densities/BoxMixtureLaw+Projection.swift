/// Marginals along any direction: boxes are shown rotated as well.
extension BoxMixture: ProjectedDensity {
  func projectedLaw(at level: NoiseLevel) -> BoxMixtureLaw { BoxMixtureLaw(of: self, at: level) }
}

extension BoxMixtureLaw: ProjectedLaw {
  /// d · x is a sum of two uniform numbers and noise: a trapezoid, blurred.
  ///
  /// With H″ = N(0, b²), the density at v is the second difference of H(v − u) over the four corners
  /// u, over the product of both projected sides. A side that is 1e-4 as long as what it is added to
  /// is taken for its middle, which is exact to 1e-9.
  func marginalDensity(along direction: Vector, at value: Double) -> Double {
    let (a, b) = (level.signal, level.noise)
    var sum = 0.0
    for box in boxes {
      let (first, second) = (abs(a * direction.x * box.size.x), abs(a * direction.y * box.size.y))
      let middle = 0.5 * a * direction.dot(box.lower + box.upper)
      // By symmetry: on the left the terms are small, and their differences are known well.
      let place = -abs(value - middle)
      guard place > -(0.5 * (first + second) + 40 * b) else { continue }
      sum += box.weight * Self.trapezoid(at: place, first, second, noise: b)
    }
    return sum
  }

  private static func trapezoid(
    at place: Double, _ first: Double, _ second: Double, noise b: Double
  ) -> Double {
    let (long, short) = (max(first, second), min(first, second))
    if short >= 1e-4 * max(long, b) {
      let (far, near) = ((long + short) / 2, (long - short) / 2)
      let corners =
        integral(place + far, b) - integral(place + near, b) - integral(place - near, b)
        + integral(place - far, b)
      return max(0, corners) / (long * short)
    }
    if long >= 1e-4 * b {
      return (share(place + long / 2, b) - share(place - long / 2, b)) / long
    }
    let z = place / b
    return Elementary.exp(-0.5 * z * z) * Elementary.inverseSquareRootOf2Pi / b
  }

  /// H(t) = b (z Φ(z) + φ(z)) with z = t/b; the positive part of t without noise.
  private static func integral(_ t: Double, _ b: Double) -> Double {
    guard b > 0 else { return max(0, t) }
    let z = t / b
    return t * Elementary.normalCDF(z)
      + b * Elementary.exp(-0.5 * z * z) * Elementary.inverseSquareRootOf2Pi
  }

  /// H′(t) = Φ(t/b).
  private static func share(_ t: Double, _ b: Double) -> Double {
    b > 0 ? Elementary.normalCDF(t / b) : t > 0 ? 1 : 0
  }
}
