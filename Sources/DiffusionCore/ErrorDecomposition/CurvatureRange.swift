/// m and M of m I ≤ −∇² log p ≤ M I, over the middles of the cells of a grid.
///
/// A certificate for that region only: beyond it a mixture of unequal covariances may bend otherwise
/// (methods.md §11, erratum E41). For a single Gaussian it holds everywhere.
public struct CurvatureRange: Equatable, Sendable {
  /// m; below 0 the law is not log-concave.
  public var least: Double
  /// M.
  public var greatest: Double

  public init(of law: any Law, on grid: PlaneGrid) {
    (least, greatest) = (.infinity, -.infinity)
    for cell in 0..<grid.count {
      let (lower, upper) = law.evaluate(at: grid.centre(cell)).hessian.eigenvalues
      least = min(least, -upper)
      greatest = max(greatest, -lower)
    }
  }

  public init(least: Double, greatest: Double) {
    (self.least, self.greatest) = (least, greatest)
  }

  /// The least ε that Dalalyan's theorem grants in the plane after K steps τ of Langevin from
  /// N(mode, I/M); nil where it grants none.
  ///
  /// K τ ≥ (4 log(1/ε) + n log(M/m))/(2m) and τ ≤ ε² (2a − 1)/(M² K τ n a) with a = 1/(M τ) ≥ 1, the
  /// largest that is allowed and the best. Source: Dalalyan 2017, corollary 1; methods.md §13 (E7).
  public func totalVariationBound(steps: Int, tau: Double) -> Double? {
    let (m, M, n) = (least, greatest, 2.0)
    guard m > 0, M * tau <= 1, steps > 0 else { return nil }
    let time = Double(steps) * tau
    let mixing = Elementary.exp((n * Elementary.log(M / m) - 2 * m * time) / 4)
    let a = 1 / (M * tau)
    let drift = M * (tau * time * n * a / (2 * a - 1)).squareRoot()
    let bound = max(mixing, drift)
    return bound < 1 ? bound : nil
  }
}

/// The Fisher information E|s|² of a law by quadrature: what |s|² is on average at rest, and far from
/// 0 also where the law is not log-concave (erratum E25).
public func fisherInformation(of law: any Law, on grid: PlaneGrid) -> Double {
  (0..<grid.count).reduce(0.0) { sum, cell in
    let value = law.evaluate(at: grid.centre(cell))
    guard value.logDensity > -.infinity else { return sum }
    return sum + Elementary.exp(value.logDensity) * value.score.dot(value.score) * grid.area
  }
}
