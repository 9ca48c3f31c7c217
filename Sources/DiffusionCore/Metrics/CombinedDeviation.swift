/// `z_max`: one z for a run, the largest of its metrics' with a correction for how many are asked.
///
/// Of each metric the probability that exact clouds lie so far out, on the side that is worse or on
/// either side where a law has a value of its own; of m metrics the least p is taken as
/// 1 − (1 − p)^m and turned back into a z. So z_max > 4 in at most 3 of 100 000 exact clouds: metrics
/// that go together make it rarer. Source: Šidák 1967; methods.md §14.
public enum CombinedDeviation {
  public static let card = MetricCard(
    name: "z_max", title: "largest z",
    meaning:
      "largest z of the metrics, corrected for how many are asked: exact clouds exceed 4 in 3 "
      + "of 100 000",
    unit: "none", range: "any", better: .lower, needs: .floors, hasFloor: false,
    source: "Šidák 1967; methods.md §14")

  /// nil where no metric has a z.
  static func measure(_ metrics: [MeasuredMetric]) -> MeasuredMetric? {
    let found = z(
      of: metrics.filter { $0.card.isScreened }.compactMap { metric in
        metric.z.map { ($0, metric.card.better) }
      })
    return found.map { MeasuredMetric(card: card, value: $0, normal: $0) }
  }

  /// The z of all of some together, each with the side that is better; nil for none.
  public static func z(of deviates: [(z: Double, better: MetricCard.Better)]) -> Double? {
    let logs = deviates.map { logProbability(of: $0.z, $0.better) }
    return logs.min().map {
      upperNormalDeviate(logProbability: logProbabilityOfAny($0, among: logs.count))
    }
  }

  /// log of the probability of a z, on the side or sides that count.
  private static func logProbability(of z: Double, _ better: MetricCard.Better) -> Double {
    switch better {
    case .lower: Elementary.logNormalCDF(-z)
    case .higher: Elementary.logNormalCDF(z)
    case .floor, .one, .neither: Elementary.log(2) + Elementary.logNormalCDF(-abs(z))
    }
  }

  /// log(1 − (1 − p)^m).
  private static func logProbabilityOfAny(_ least: Double, among count: Int) -> Double {
    let many = Double(count)
    // 1 − (1 − p)^m = m p to rounding.
    guard least > -40 else { return least + Elementary.log(many) }
    let none = many * Elementary.log1p(-min(1 - 1e-12, Elementary.exp(least)))
    return Elementary.log(-Elementary.expm1(none))
  }
}
