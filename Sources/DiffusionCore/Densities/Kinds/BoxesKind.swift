/// `boxes`: uniform on rectangles, which may touch and overlap.
public enum BoxesKind: DensityKind {
  public static let card = Variant(
    name: "boxes", summary: "uniform on rectangles",
    parameters: [
      Parameter(
        "boxes", .list(of: .object(boxParameters), count: 1...4000), required: true,
        "the rectangles")
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    let boxes = try settings.objects("boxes").enumerated().map { index, entry in
      let x = try side("x", of: entry, index)
      let y = try side("y", of: entry, index)
      return BoxMixture.Box(
        weight: entry.number("weight"), lower: Vector(x.lower, y.lower),
        upper: Vector(x.upper, y.upper))
    }
    return BoxMixture(each: boxes, partName: "box", limit: 12)
  }

  private static let pair = ParameterKind.list(of: .number(NumberRange(-1e6, 1e6)), count: 2...2)

  private static let boxParameters: [Parameter] = [
    Parameter("x", pair, required: true, "left and right edge"),
    Parameter("y", pair, required: true, "lower and upper edge"),
    Parameter(
      "weight", .number(NumberRange(0, 1e300, includesLower: false)), default: 1,
      "share of the mass; the sum is made 1"),
  ]

  private static func side(
    _ name: String, of entry: Settings, _ index: Int
  ) throws -> (lower: Double, upper: Double) {
    let values = entry.numbers(name)
    // The square of a shorter side would leave the range of Float.
    guard values[1] - values[0] >= 1e-12 else {
      throw SettingError(
        path: [.name("boxes"), .index(index), .name(name)],
        message: "\(values[1]) is not above \(values[0])",
        hint: "write the smaller edge first")
    }
    return (values[0], values[1])
  }
}

extension BoxMixture {
  /// A mixture in which each box is a part of its own if there are two to `limit`.
  public init(each boxes: [Box], partName: String, limit: Int) {
    let isDivided = boxes.count > 1 && boxes.count <= limit
    self.init(
      boxes, partName: isDivided ? partName : "",
      partOfBox: isDivided ? Array(boxes.indices) : [])
  }
}
