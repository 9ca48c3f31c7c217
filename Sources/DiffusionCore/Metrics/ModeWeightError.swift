/// `mode_weight_error`.
public enum ModeWeightError: Metric {
  public static let card = MetricCard(
    name: "mode_weight_error", title: "mode weight error",
    meaning: "total variation ½ Σ|ŵ − w| of the modes' weights, ŵ the mean responsibility",
    unit: "share", range: "0 … 1", better: .lower, needs: .parts,
    details: "mode_weights", spread: .power(2.0 / 3), source: "methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    guard let exact = comparison.exact, let statistics = comparison.statistics,
      !exact.partWeights.isEmpty
    else { return nil }
    return LawStatistics.totalVariation(statistics.partWeights, exact.partWeights)
  }
  /// ŵ of each mode.
  public static func details(of comparison: Comparison) -> [Double] {
    comparison.exact?.partWeights.isEmpty == false ? comparison.statistics?.partWeights ?? [] : []
  }
}
