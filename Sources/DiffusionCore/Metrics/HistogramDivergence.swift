/// `kl_histogram`: the points counted in blocks against the law's masses of the blocks.
public enum HistogramDivergence: Metric {
  public static let card = MetricCard(
    name: "kl_histogram", title: "KL of a histogram",
    meaning: "Σ (n/N) log(n/(N P)) over \(LawQuadrature.blocks) × \(LawQuadrature.blocks) blocks "
      + "with n points and the law's mass P",
    unit: "nats", range: "0 …", better: .lower, needs: .law, spread: .power(1.0 / 3),
    source: "the G-test, Wilks 1938; methods.md §14")

  /// nil, as it would be infinite, where points lie in blocks without mass.
  public static func value(of comparison: Comparison) -> Double? {
    guard let quadrature = comparison.exact?.quadrature, comparison.points.count > 0 else {
      return nil
    }
    let counts = quadrature.counts(of: comparison.points)
    let total = Double(comparison.points.count)
    return zip(counts, quadrature.masses).reduce(0.0) { sum, block in
      guard block.0 > 0 else { return sum }
      let share = Double(block.0) / total
      return sum + share * (Elementary.log(share) - Elementary.log(block.1))
    }
  }
}
