/// `prior_gap`.
public enum PriorGap: Metric {
  public static let card = MetricCard(
    name: "prior_gap", title: "prior gap",
    meaning: "KL(q_T ‖ N(0, I)), the law of the noised data against what the run starts from "
      + "instead; for additive noise against N(mean of the data, σ² I)",
    unit: "nats", range: "0 …", better: .lower, needs: .prior, hasFloor: false,
    source: "methods.md §13")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.run?.start.flatMap {
      DiffusionCore.priorGap(of: $0.target, process: $0.process, at: $0.level)
    }
  }
}
