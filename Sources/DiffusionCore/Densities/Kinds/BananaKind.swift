/// `banana`: a Gaussian bent along a parabola, as the valley of Rosenbrock's function.
public enum BananaKind: DensityKind {
  public static let card = Variant(
    name: "banana",
    summary:
      "an energy x²/(2 s²) + (y − b (x² − s²))²/(2 r²): a curved narrow valley; noised on a grid",
    parameters: [
      Parameter(
        "spread", .number(NumberRange(1e-2, 100)), default: 1.4, "s, the deviation of x"),
      Parameter(
        "bend", .number(NumberRange(-100, 100)), default: 0.6, "b, how strongly it is bent"),
      Parameter(
        "thickness", .number(NumberRange(1e-2, 100)), default: 0.4,
        "r, the deviation of y given x"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    EnergyDensity(
      BananaEnergy(
        spread: settings.number("spread"), bend: settings.number("bend"),
        thickness: settings.number("thickness")))
  }
}

/// u = x²/(2 s²) + (y − b (x² − s²))²/(2 r²), so that E y = 0.
public struct BananaEnergy: Energy {
  public let spread: Double
  public let bend: Double
  public let thickness: Double

  public init(spread: Double, bend: Double, thickness: Double) {
    (self.spread, self.bend, self.thickness) = (spread, bend, thickness)
  }

  private func valley(at x: Double) -> Double { bend * (x * x - spread * spread) }

  public func value(at point: Vector) -> Double {
    let (across, along) = (point.x / spread, (point.y - valley(at: point.x)) / thickness)
    return 0.5 * (across * across + along * along)
  }

  public func gradient(at point: Vector) -> Vector {
    let pull = (point.y - valley(at: point.x)) / (thickness * thickness)
    return Vector(point.x / (spread * spread) - 2 * bend * point.x * pull, pull)
  }

  public func hessian(at point: Vector) -> SymmetricMatrix {
    let precision = 1 / (thickness * thickness)
    let slope = 2 * bend * point.x
    let pull = precision * (point.y - valley(at: point.x))
    return SymmetricMatrix(
      xx: 1 / (spread * spread) + precision * slope * slope - 2 * bend * pull,
      xy: -precision * slope, yy: precision)
  }

  public var breaks: [Double] { [-9 * spread, 9 * spread] }

  public func breaks(along axis: Axis, at value: Double) -> [Double] {
    guard axis == .y else { return breaks }
    return [valley(at: value) - 9 * thickness, valley(at: value) + 9 * thickness]
  }
}
