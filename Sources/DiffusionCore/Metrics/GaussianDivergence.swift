extension Moments {
  /// KL(p ‖ q) of the Gaussians with these moments and others, in nats.
  ///
  /// ½ [Δmᵀ S_q⁻¹ Δm + tr(S_q⁻¹ S_p) − 2 − log(|S_p|/|S_q|)] (methods.md §14, E3).
  ///
  /// - Returns: nil where a covariance has no inverse.
  public func gaussianDivergence(from other: Moments) -> Double? {
    let (p, q) = (covariance, other.covariance)
    guard p.determinant > 0, q.determinant > 0 else { return nil }
    let precision = q.inverse
    let shift = mean - other.mean
    let trace = precision.xx * p.xx + 2 * precision.xy * p.xy + precision.yy * p.yy
    let logRatio = Elementary.log(p.determinant) - Elementary.log(q.determinant)
    return (shift.dot(precision * shift) + trace - 2 - logRatio) / 2
  }
}

/// `kl_gaussian`.
public enum GaussianDivergence: Metric {
  public static let card = MetricCard(
    name: "kl_gaussian", title: "KL of Gaussians",
    meaning:
      "KL(points ‖ reference) of the Gaussians with their means and covariances, closed form",
    unit: "nats", range: "0 …", better: .lower, spread: .power(1.0 / 3),
    source: "methods.md §14, erratum E3")

  public static func value(of comparison: Comparison) -> Double? {
    guard comparison.points.count > 2, comparison.reference.count > 2 else { return nil }
    return Moments(comparison.points).gaussianDivergence(from: Moments(comparison.reference))
  }
}
