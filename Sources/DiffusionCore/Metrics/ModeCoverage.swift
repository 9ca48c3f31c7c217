/// `modes_covered`.
public enum ModeCoverage: Metric {
  public static let card = MetricCard(
    name: "modes_covered", title: "modes covered",
    meaning: "modes with at least a fifth of their weight, ŵ ≥ 0.2 w",
    unit: "count", range: "0 … modes", better: .higher, needs: .parts, source: "methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    guard let exact = comparison.exact, let statistics = comparison.statistics,
      !exact.partWeights.isEmpty
    else { return nil }
    return Double(zip(statistics.partWeights, exact.partWeights).count { $0 >= 0.2 * $1 })
  }
}
