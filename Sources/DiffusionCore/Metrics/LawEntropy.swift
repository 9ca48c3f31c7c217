/// `entropy`: of the law, whatever the points are.
public enum LawEntropy: Metric {
  public static let card = MetricCard(
    name: "entropy", title: "entropy of the law",
    meaning: "−∫ p log p of the exact law by quadrature: what the NLL of exact draws is on average",
    unit: "nats", range: "any", better: .neither, needs: .law, hasFloor: false,
    source: "methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    comparison.exact?.quadrature?.entropy
  }
}
