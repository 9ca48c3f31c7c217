/// `checkerboard`: uniform on the squares of one colour.
public enum CheckerboardKind: DensityKind {
  public static let card = Variant(
    name: "checkerboard", summary: "uniform on the squares of one colour",
    parameters: [
      Parameter("side", .integer(1...40), default: 4, "squares along a side"),
      Parameter(
        "width", .number(NumberRange(1e-3, 1e4)), default: 6, "width of the whole board"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let side = settings.integer("side")
    let width = settings.number("width")
    // Shared edges must be the same number, so that each is evaluated once.
    let edges = (0...side).map { width * (Double($0) / Double(side) - 0.5) }
    var boxes: [BoxMixture.Box] = []
    for row in 0..<side {
      for column in 0..<side where (row + column).isMultiple(of: 2) {
        boxes.append(
          .init(
            lower: Vector(edges[column], edges[row]),
            upper: Vector(edges[column + 1], edges[row + 1])))
      }
    }
    return BoxMixture(each: boxes, partName: "square", limit: 64)
  }
}
