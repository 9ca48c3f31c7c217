/// `gaussian-ring`: equal Gaussians on a circle, counter-clockwise from angle 0.
public enum RingKind: DensityKind {
  public static let card = Variant(
    name: "gaussian-ring", summary: "Gaussians on a circle",
    parameters: [
      Parameter("modes", .integer(1...360), default: 8, "number of Gaussians"),
      Parameter("radius", .number(NumberRange(0, 1000)), default: 4, "radius of the circle"),
      Parameter(
        "sigma", .number(NumberRange(1e-4, 100)), default: 0.3, "standard deviation of each"),
      Parameter(
        "weights", .list(of: .number(.positive), count: 1...360),
        "share of each mode, counter-clockwise from angle 0; equal without it"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let modes = settings.integer("modes")
    let radius = settings.number("radius")
    let sigma = settings.number("sigma")
    let weights =
      settings.contains("weights")
      ? settings.numbers("weights") : Array(repeating: 1, count: modes)
    guard weights.count == modes else {
      throw SettingError(
        path: [.name("weights")],
        message: "\(weights.count) weights for \(modes) modes", hint: "give one for each mode")
    }
    return GaussianMixture(
      modes: weights.enumerated().map { index, weight in
        let angle = 2 * Double.pi * Double(index) / Double(modes)
        let (sin, cos) = Elementary.sinCos(angle)
        return .init(
          weight: weight, mean: Vector(radius * cos, radius * sin),
          covariance: .init(diagonal: sigma * sigma))
      }, limit: 64)
  }
}
