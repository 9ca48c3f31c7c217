/// `pinwheel`: bent blades around the centre, with Gaussian thickness.
public enum PinwheelKind: DensityKind {
  public static let card = Variant(
    name: "pinwheel", summary: "bent blades around the centre",
    parameters: [
      .thickness(0.15),
      Parameter("arms", .integer(2...12), default: 5, "number of blades"),
      Parameter(
        "twist", .number(NumberRange(-6, 6)), default: 1.2,
        "angle in radians by which a blade is bent from its root to its tip"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let arms = settings.integer("arms")
    let twist = settings.number("twist")
    let strands = (0..<arms).map { arm in
      let shift = 2 * Double.pi * Double(arm) / Double(arms)
      return Strand.sampled(from: 0.2, to: 1) { r in
        let (sin, cos) = Elementary.sinCos(shift + twist * (r - 0.2) / 0.8)
        return r * Vector(cos, sin)
      }
    }
    return try CurveMixture.make(strands, settings, division: .strands("arm"))
  }
}
