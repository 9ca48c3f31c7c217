/// `lissajous`: the figure (sin(a t + phase), sin(b t)) with Gaussian thickness.
public enum LissajousKind: DensityKind {
  public static let card = Variant(
    name: "lissajous", summary: "the figure (sin(a t + phase), sin(b t))",
    parameters: [
      .thickness(0.12),
      Parameter("a", .integer(1...9), default: 3, "oscillations along x"),
      Parameter("b", .integer(1...9), default: 2, "oscillations along y"),
      Parameter(
        "phase", .number(NumberRange(-10, 10)), default: 1.5707963267948966,
        "phase of x in radians"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let a = settings.number("a")
    let b = settings.number("b")
    let phase = settings.number("phase")
    let strand = Strand.sampled(from: 0, to: 2 * Double.pi) { t in
      Vector(Elementary.sin(a * t + phase), Elementary.sin(b * t))
    }
    return try CurveMixture.make([strand], settings, division: .arcs)
  }
}
