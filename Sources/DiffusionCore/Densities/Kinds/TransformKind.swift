/// `transform`: a distribution of any kind, scaled, then rotated, then moved.
public enum TransformKind: DensityKind {
  public static let card = Variant(
    name: "transform",
    summary: "a distribution of any kind, scaled, then rotated about the origin, then moved",
    parameters: [
      Parameter(
        "data", .named("distribution") { .variant(densityCatalog.map { $0.card }) },
        required: true, "the distribution, as `data` of a scene"),
      Parameter(
        "scale", .either(factor, .list(of: factor, count: 2...2)), default: 1,
        "one factor, or two along x and y; applied first, a negative one mirrors"),
      Parameter(
        "rotate", .number(NumberRange(-1e6, 1e6)), default: 0,
        "angle in degrees, counterclockwise about the origin; applied second"),
      Parameter(
        "translate", .list(of: .number(NumberRange(-1e6, 1e6)), count: 2...2), default: [0, 0],
        "what is added to x and y, last"),
    ])

  private static let factor = ParameterKind.number(NumberRange(-1e4, 1e4))

  public static func make(_ settings: Settings) throws -> any Density {
    let original: any Density
    do {
      original = try makeDensity(settings.object("data"))
    } catch let error as SettingError {
      throw error.below(.name("data"))
    }
    return try original.transformed(
      by: PlaneTransform(
        scale: try scale(settings), degrees: settings.number("rotate"),
        translation: settings.vector("translate")))
  }

  private static func scale(_ settings: Settings) throws -> Vector {
    let scale: Vector
    if case .number(let factor)? = settings["scale"] {
      scale = Vector(factor, factor)
    } else {
      scale = settings.vector("scale")
    }
    guard abs(scale.x) >= 1e-4, abs(scale.y) >= 1e-4 else {
      throw SettingError(
        path: [.name("scale")], message: "a factor of 0 would leave no plane",
        hint: "use factors of at least 1e-4 in size")
    }
    return scale
  }
}
