/// `swiss-roll`: an Archimedean spiral, r proportional to the angle, with Gaussian thickness.
public enum SwissRollKind: DensityKind {
  public static let card = Variant(
    name: "swiss-roll", summary: "a rolled-up line",
    parameters: [
      .thickness(0.1),
      Parameter("turns", .number(NumberRange(0.25, 10)), default: 1.5, "turns of the roll"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let start = 1.5 * Double.pi
    let end = start + 2 * Double.pi * settings.number("turns")
    let strand = Strand.sampled(from: start, to: end) { t in
      let (sin, cos) = Elementary.sinCos(t)
      return t * Vector(cos, sin)
    }
    return try CurveMixture.make([strand], settings, division: .arcs)
  }
}
