/// KL(q_T ‖ prior), in nats, by quadrature: what a reverse run has lost before its first step.
///
/// q_T is the law of the data at the level, the prior what the process starts from instead: N(0, I), for
/// additive noise a Gaussian at the data's mean. Source: methods.md §13, lecture notes S3.
public func priorDivergence(
  of data: any Density, along process: any DiffusionProcess, at level: NoiseLevel
) -> Double {
  let grid = PlaneGrid(of: data, at: [level], cells: 96, reach: 8)
  return divergence(
    data.law(at: level), from: process.prior(of: data, at: level).law(at: .clean), on: grid)
}

/// `prior_gap`.
public enum PriorGap: Metric {
  public static let card = MetricCard(
    name: "prior_gap", title: "prior gap",
    meaning: "KL(q_T ‖ N(0, I)), the law of the noised data against what the run starts from "
      + "instead; for additive noise against N(mean of the data, σ² I)",
    unit: "nats", range: "0 …", better: .lower, needs: .prior, hasFloor: false,
    source: "methods.md §13")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.run?.start.map { priorDivergence(of: $0.target, along: $0.process, at: $0.level) }
  }
}
