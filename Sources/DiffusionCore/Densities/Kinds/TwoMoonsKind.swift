/// `two-moons`: two interleaved half circles with Gaussian thickness.
public enum TwoMoonsKind: DensityKind {
  public static let card = Variant(
    name: "two-moons", summary: "two interleaved half circles",
    parameters: [
      .thickness(0.15)
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let upper = Strand.sampled(from: 0, to: Double.pi) { t in
      let (sin, cos) = Elementary.sinCos(t)
      return Vector(cos, sin)
    }
    let lower = Strand(points: upper.points.map { Vector(1 - $0.x, 0.5 - $0.y) })
    return try CurveMixture.make([upper, lower], settings, division: .strands("moon"))
  }
}
