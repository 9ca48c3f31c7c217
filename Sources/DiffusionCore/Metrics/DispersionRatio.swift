/// `dispersion_ratio`.
public enum DispersionRatio: Metric {
  public static let card = MetricCard(
    name: "dispersion_ratio", title: "dispersion ratio",
    meaning: "mean Σ r Mahalanobis²/2 over the Gaussians of a mixture: 1.21 where modes are 10 % "
      + "too wide",
    unit: "none", range: "0 …", better: .one, needs: .law, source: "methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.statistics?.dispersion
  }
}
