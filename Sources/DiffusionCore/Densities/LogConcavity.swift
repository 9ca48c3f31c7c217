/// Whether enough noise has made a law log-concave, looked up on a region of the plane.
///
/// ∇² log p_σ(y) = −(I − Cov[x₀ | y]/σ²)/σ², so −log p_σ is convex where the larger eigenvalue of
/// Cov[x₀ | y] is at most σ². Beyond the region nothing is said: where covariances of components cross,
/// Cov[x₀ | y] grows like |y|² along rays and no σ is enough everywhere (erratum E41).
/// Source: lecture notes S4; methods.md §11.
public struct LogConcavity: Sendable {
  public let density: any Density
  /// Where to look; nil for the mean ± 5 deviations of the noised law.
  public var region: Extent?
  /// Places a side that are looked at before the search goes on from the best of them.
  public var grid = 25

  public init(of density: any Density, in region: Extent? = nil, grid: Int = 25) {
    self.density = density
    self.region = region
    self.grid = grid
  }

  /// The largest eigenvalue of Cov[x₀ | x₀ + σ n = y] over the region.
  public func largestVariance(sigma: Double) -> Double {
    let law = density.law(at: .additive(sigma: sigma))
    let box = region ?? Self.region(of: density, sigma: sigma)
    func value(_ point: Vector) -> Double { law.posterior(at: point).covariance.eigenvalues.1 }
    let side = Vector(box.xMax - box.xMin, box.yMax - box.yMin)
    var best = (point: Vector.zero, value: -Double.infinity)
    for row in 0..<grid {
      for column in 0..<grid {
        let share = Vector(Double(column), Double(row)) / Double(grid - 1)
        let point = Vector(box.xMin, box.yMin) + share * side
        let found = value(point)
        if found > best.value { best = (point, found) }
      }
    }
    return refined(best, step: side / Double(grid - 1), within: box, value)
  }

  /// The largest value near a point: eight neighbours at a distance that halves.
  private func refined(
    _ start: (point: Vector, value: Double), step: Vector, within box: Extent,
    _ value: (Vector) -> Double
  ) -> Double {
    var (best, step) = (start, step)
    for _ in 0..<16 {
      let centre = best.point
      for (x, y) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
        var point = centre + step * Vector(Double(x), Double(y))
        point.x = min(box.xMax, max(box.xMin, point.x))
        point.y = min(box.yMax, max(box.yMin, point.y))
        let found = value(point)
        if found > best.value { best = (point, found) }
      }
      if best.point == centre { step /= 2 }
    }
    return best.value
  }

  /// The least σ from which on the noised law is log-concave on the region; 0 where every one is.
  public var threshold: Double {
    let box = density.extent
    var upper = 0.5 * Vector(box.xMax - box.xMin, box.yMax - box.yMin).length
    guard upper > 0 else { return 0 }
    for _ in 0..<12 where !holds(sigma: upper) { upper *= 1.5 }
    let least = upper / 1000
    var lower = least
    while upper - lower > 1e-4 * upper {
      let middle = 0.5 * (lower + upper)
      if holds(sigma: middle) { upper = middle } else { lower = middle }
    }
    return lower == least ? 0 : upper
  }

  /// Whether the law at noise σ is log-concave on the region.
  public func holds(sigma: Double) -> Bool { largestVariance(sigma: sigma) <= sigma * sigma }

  /// The mean ± 5 deviations of the law at noise σ.
  static func region(of density: any Density, sigma: Double) -> Extent {
    let (mean, covariance) = (density.mean, density.covariance)
    let x = 5 * (covariance.xx + sigma * sigma).squareRoot()
    let y = 5 * (covariance.yy + sigma * sigma).squareRoot()
    return Extent(
      xMin: mean.x - x, xMax: mean.x + x, yMin: mean.y - y, yMax: mean.y + y)
  }
}
