/// `spirals`: arms that wind out from the centre, with Gaussian thickness.
public enum SpiralsKind: DensityKind {
  public static let card = Variant(
    name: "spirals", summary: "arms that wind out from the centre",
    parameters: [
      .thickness(0.1),
      Parameter("arms", .integer(1...8), default: 2, "number of arms"),
      Parameter("turns", .number(NumberRange(0.1, 6)), default: 1.25, "turns of each arm"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let arms = settings.integer("arms")
    let end = 2 * Double.pi * settings.number("turns")
    let strands = (0..<arms).map { arm in
      let shift = 2 * Double.pi * Double(arm) / Double(arms)
      // The square root of the parameter spreads the samples evenly over the length.
      return Strand.sampled(from: 0.02, to: 1) { u in
        let r = u.squareRoot()
        let (sin, cos) = Elementary.sinCos(end * r + shift)
        return r * Vector(cos, sin)
      }
    }
    return try CurveMixture.make(strands, settings, division: .strands("arm"))
  }
}
