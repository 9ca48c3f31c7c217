/// `inception_score`: with the exact posterior of the modes as the classifier.
public enum InceptionScore: Metric {
  public static let card = MetricCard(
    name: "inception_score", title: "inception score",
    meaning: "exp(mean KL(r(x) ‖ r̄)) of the modes' responsibilities r(x), r̄ their mean; the number "
      + "of modes where they are well apart and equal",
    unit: "modes", range: "1 … modes", better: .floor, needs: .parts,
    isScreened: false,
    source: "Salimans et al. 2016; methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    guard let statistics = comparison.statistics, !statistics.partWeights.isEmpty else {
      return nil
    }
    let ofMean = statistics.partWeights.reduce(0.0) { sum, weight in
      weight > 0 ? sum + weight * Elementary.log(weight) : sum
    }
    return Elementary.exp(statistics.partCertainty - ofMean)
  }
}
