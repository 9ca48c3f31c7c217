/// `polyline`: straight strokes from point to point, where they are, with Gaussian thickness.
public enum PolylineKind: DensityKind {
  public static let card = Variant(
    name: "polyline", summary: "strokes from point to point",
    parameters: [
      .thickness(0.15),
      Parameter(
        "points",
        .list(of: .list(of: .number(NumberRange(-1e6, 1e6)), count: 2...2), count: 2...2000),
        default: [[-3, -2], [-1, 2], [1, -2], [3, 2]], "corners [x, y] in order"),
      Parameter("closed", .flag, default: false, "whether the last point is joined to the first"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    var points = settings.list("points").map { Vector($0.list[0].number, $0.list[1].number) }
    if settings.flag("closed") { points.append(points[0]) }
    let strand = Strand(points: points)
    guard strand.length > 0 else {
      throw SettingError(
        path: [.name("points")], message: "all points are equal",
        hint: "a line needs two different points; a single point is data of type points")
    }
    return try CurveMixture.make([strand], settings, division: .arcs, isFitted: false)
  }
}
