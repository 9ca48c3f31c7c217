/// `gaussian-grid`: equal Gaussians on a square grid around the origin.
public enum GridKind: DensityKind {
  public static let card = Variant(
    name: "gaussian-grid", summary: "Gaussians on a square grid",
    parameters: [
      Parameter("side", .integer(1...40), default: 5, "Gaussians along a side"),
      Parameter(
        "spacing", .number(NumberRange(0, 1000)), default: 1.5, "distance of neighbours"),
      Parameter(
        "sigma", .number(NumberRange(1e-4, 100)), default: 0.15, "standard deviation of each"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let side = settings.integer("side")
    let spacing = settings.number("spacing")
    let sigma = settings.number("sigma")
    let middle = 0.5 * Double(side - 1)
    var components: [GaussianMixture.Component] = []
    for row in 0..<side {
      for column in 0..<side {
        components.append(
          .init(
            mean: spacing * Vector(Double(column) - middle, Double(row) - middle),
            covariance: .init(diagonal: sigma * sigma)))
      }
    }
    return GaussianMixture(modes: components, limit: 64)
  }
}
