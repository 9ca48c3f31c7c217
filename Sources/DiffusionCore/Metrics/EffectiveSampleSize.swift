/// `effective_sample_size`.
public enum EffectiveSampleSize: Metric {
  public static let card = MetricCard(
    name: "effective_sample_size", title: "effective sample size",
    meaning: "independent draws that would tell the mean as well as all states of the first 500 "
      + "chains; of the worse coordinate",
    unit: "draws", range: "0 …", better: .higher, needs: .chain, hasFloor: false,
    source: "Geyer 1992; Vehtari et al. 2021")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.chainStatistics.map { min($0.x.effectiveSize, $0.y.effectiveSize) }
  }
}
