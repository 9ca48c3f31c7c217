/// `nll_flow`: the likelihood that the probability flow of the run's score gives to the data.
public enum FlowNegativeLogLikelihood: Metric {
  private static let draws = 250
  /// Steps of Runge–Kutta 4 between σ = 0.01 and the most noise, beside the first one to 0.01.
  private static let steps = 80

  public static let card = MetricCard(
    name: "nll_flow", title: "NLL by the flow",
    meaning:
      "−mean log p of \(draws) fresh data under the probability flow of the run's score; with "
      + "the exact score their NLL, above it by the KL where the score errs",
    unit: "nats", range: "any", better: .neither, needs: .flow, hasFloor: false,
    source: "Chen et al. 2018; Song et al. 2021; methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    guard let score = comparison.run?.score, score.data.isSmooth,
      (score.model as? ExactScore)?.density.isSmooth != false
    else { return nil }
    let data = score.data.law(at: .clean).sample(count: draws, stream: score.stream.child(2))
    var flow = FlowLine(data, at: .clean)
    let process = score.process
    let sigmas = geometricSequence(
      from: 0.01, to: max(0.1, process.sigmaMax), count: steps + 1)
    for sigma in sigmas {
      _ = flow.advance(
        to: process.level(sigma: sigma), score.model, deviation: score.data.smallestDeviation,
        .serial)
    }
    let likelihoods = flow.likelihoods(under: score.data)
    return -likelihoods.reduce(0) { $0 + $1.logDensity } / Double(draws)
  }
}
