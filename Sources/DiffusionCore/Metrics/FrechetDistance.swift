/// `frechet`: what FID is for images, on the coordinates themselves.
public enum FrechetDistance: Metric {
  public static let card = MetricCard(
    name: "frechet", title: "Fréchet distance",
    meaning: "squared W2 of the Gaussians with the means and covariances (1/(N − 1)) of both; "
      + "blind to modes",
    unit: "plane²", range: "0 …", better: .lower, spread: .power(1.0 / 3),
    source: "Dowson and Landau 1982; methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    guard comparison.points.count > 1, comparison.reference.count > 1 else { return nil }
    return Moments(comparison.points).frechetSquared(to: Moments(comparison.reference))
  }
}
