/// `circles`: two circles around one centre with Gaussian thickness.
public enum CirclesKind: DensityKind {
  public static let card = Variant(
    name: "circles", summary: "two circles, one within the other",
    parameters: [
      .thickness(0.12),
      Parameter(
        "ratio", .number(NumberRange(0.05, 0.95)), default: 0.5, "inner over outer radius"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let outer = Strand.sampled(from: 0, to: 2 * Double.pi) { t in
      let (sin, cos) = Elementary.sinCos(t)
      return Vector(cos, sin)
    }
    let ratio = settings.number("ratio")
    let inner = Strand(points: outer.points.map { ratio * $0 })
    return try CurveMixture.make([outer, inner], settings, division: .strands("circle"))
  }
}
