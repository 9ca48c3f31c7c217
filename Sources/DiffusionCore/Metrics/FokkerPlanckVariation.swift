/// `fokker_planck_tv`: the particles counted in blocks against the law's masses of the blocks.
///
/// The law is the one that the Fokker–Planck equation gives: its closed form, or the grid's own.
public enum FokkerPlanckVariation: Metric {
  public static let card = MetricCard(
    name: "fokker_planck_tv", title: "Fokker–Planck TV",
    meaning: "total variation ½ Σ|n/N − P| over \(LawQuadrature.blocks) × \(LawQuadrature.blocks) "
      + "blocks with n points and the mass P of the law, which solves the Fokker–Planck equation",
    unit: "share", range: "0 … 1", better: .lower, needs: .law, source: "methods.md §3, §14")

  public static func value(of comparison: Comparison) -> Double? {
    guard let quadrature = comparison.exact?.quadrature, comparison.points.count > 0 else {
      return nil
    }
    let total = Double(comparison.points.count)
    let shares = quadrature.counts(of: comparison.points).map { Double($0) / total }
    return LawStatistics.totalVariation(shares, quadrature.masses)
  }
}
