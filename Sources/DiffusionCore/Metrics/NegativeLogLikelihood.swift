/// `nll`.
public enum NegativeLogLikelihood: Metric {
  public static let card = MetricCard(
    name: "nll", title: "NLL",
    meaning: "−mean log p of the points under the exact law; the entropy for exact draws",
    unit: "nats", range: "any", better: .floor, needs: .law, source: "methods.md §14, erratum E32")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.statistics?.negativeLogLikelihood
  }
}
