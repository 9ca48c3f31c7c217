/// ∫ f over an interval by the 16-point Gauss–Legendre rule on panels that are halved until the
/// halves agree with the whole.
///
/// Kinks and jumps anywhere inside cost halvings, not accuracy: each is closed in upon until the
/// panel around it holds less than `tolerance` of the largest panel's integral.
enum LineIntegral {
  /// - Parameters:
  ///   - panels: the panels at first, narrow enough that none misses a bump.
  ///   - tolerance: of a panel, relative to all of the integral's size so far.
  static func adaptive(
    from lower: Double, to upper: Double, panels: Int, tolerance: Double = 1e-11,
    _ f: (Double) -> Double
  ) -> Double {
    let width = (upper - lower) / Double(panels)
    let coarse = (0..<panels).map { panel in
      rule(from: lower + Double(panel) * width, width: width, f)
    }
    let limit = tolerance * coarse.reduce(0) { $0 + abs($1) }
    var sum = 0.0
    for (panel, value) in coarse.enumerated() {
      sum += refined(
        value, from: lower + Double(panel) * width, width: width, limit: limit, depth: 40, f)
    }
    return sum
  }

  private static func refined(
    _ whole: Double, from lower: Double, width: Double, limit: Double, depth: Int,
    _ f: (Double) -> Double
  ) -> Double {
    let half = width / 2
    let (left, right) = (
      rule(from: lower, width: half, f), rule(from: lower + half, width: half, f)
    )
    guard abs(left + right - whole) > limit, depth > 0 else { return left + right }
    return refined(left, from: lower, width: half, limit: limit, depth: depth - 1, f)
      + refined(right, from: lower + half, width: half, limit: limit, depth: depth - 1, f)
  }

  private static func rule(from lower: Double, width: Double, _ f: (Double) -> Double) -> Double {
    let half = width / 2
    return half
      * GaussLegendre.sixteen.reduce(0) {
        $0 + $1.weight * f(lower + half * (1 + $1.position))
      }
  }
}
