/// `s-curve`: two three-quarter circles joined to an S, with Gaussian thickness.
public enum SCurveKind: DensityKind {
  public static let card = Variant(
    name: "s-curve", summary: "an S of two arcs",
    parameters: [
      .thickness(0.15)
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let strand = Strand.sampled(from: -1.5 * Double.pi, to: 1.5 * Double.pi) { t in
      let (sin, cos) = Elementary.sinCos(t)
      return Vector(sin, t < 0 ? 1 - cos : cos - 1)
    }
    return try CurveMixture.make([strand], settings, division: .arcs)
  }
}
