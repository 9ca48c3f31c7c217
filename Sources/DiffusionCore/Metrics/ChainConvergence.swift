/// `r_hat`.
public enum ChainConvergence: Metric {
  public static let card = MetricCard(
    name: "r_hat", title: "R-hat",
    meaning:
      "√(pooled variance / variance within half chains) of the first 500 chains; of the worse "
      + "coordinate; above 1.01 they have not mixed",
    unit: "none", range: "nearly 1 …", better: .one, needs: .chain, hasFloor: false,
    source: "Gelman and Rubin 1992; Vehtari et al. 2021")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.chainStatistics.map { max($0.x.convergence, $0.y.convergence) }
  }
}
