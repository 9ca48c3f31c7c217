/// `acceptance`.
public enum Acceptance: Metric {
  public static let card = MetricCard(
    name: "acceptance", title: "acceptance",
    meaning: "share of accepted proposals, the mean over the steps of the run",
    unit: "share", range: "0 … 1", better: .neither, needs: .acceptance, hasFloor: false,
    source: "Metropolis et al. 1953; methods.md §7")

  public static func value(of comparison: Comparison) -> Double? { comparison.run?.acceptance }
}
