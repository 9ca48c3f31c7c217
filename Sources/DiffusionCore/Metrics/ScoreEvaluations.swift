/// `score_evaluations`.
public enum ScoreEvaluations: Metric {
  public static let card = MetricCard(
    name: "score_evaluations", title: "score evaluations",
    meaning: "how often the run asked for the score, a particle: what it costs",
    unit: "count", range: "0 …", better: .lower, needs: .run, hasFloor: false,
    source: "methods.md §5")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.run.map { Double($0.scoreEvaluations) }
  }
}
