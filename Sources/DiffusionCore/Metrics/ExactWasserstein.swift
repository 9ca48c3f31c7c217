/// `w2`: the W2 distance of two sets of equally many points.
public enum ExactWasserstein: Metric {
  /// The most points: the work grows nearly as the cube.
  public static let limit = 1000

  public static let card = MetricCard(
    name: "w2", title: "exact W2",
    meaning: "root of the least mean squared distance over all pairings; equal numbers of points",
    unit: "plane", range: "0 …", better: .lower, limit: limit, spread: .power(2.0 / 3),
    source: "Jonker and Volgenant 1987; methods.md §14, erratum E4")

  /// nil for sets of unequal sizes.
  public static func value(of comparison: Comparison) -> Double? {
    let (a, b) = (comparison.points.prefix(limit), comparison.reference.prefix(limit))
    guard a.count == b.count, a.count > 0 else { return nil }
    return (Assignment(a, b).cost / Double(a.count)).squareRoot()
  }
}
