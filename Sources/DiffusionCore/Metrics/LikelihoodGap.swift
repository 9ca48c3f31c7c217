/// `nll_gap`.
public enum LikelihoodGap: Metric {
  public static let card = MetricCard(
    name: "nll_gap", title: "NLL − entropy",
    meaning:
      "above 0 where the points are too spread, below where they crowd at the modes' middles",
    unit: "nats", range: "any", better: .floor, needs: .law, isScreened: false,
    source: "methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    guard let entropy = comparison.exact?.quadrature?.entropy else { return nil }
    return comparison.statistics.map { $0.negativeLogLikelihood - entropy }
  }
}
