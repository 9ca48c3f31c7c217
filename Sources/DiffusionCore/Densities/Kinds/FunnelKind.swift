/// `funnel`: Neal's funnel in the plane, wide at one end and narrow at the other.
public enum FunnelKind: DensityKind {
  public static let card = Variant(
    name: "funnel",
    summary:
      "an energy x²/(2 s²) + (y² e^{−x} + x)/2: y given x has variance eˣ (Neal 2003); noised on a grid",
    parameters: [
      Parameter(
        "spread", .number(NumberRange(1e-2, 3)), default: 1.5,
        "s, the deviation of x, the log variance of y; 3 in Neal's paper")
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    EnergyDensity(FunnelEnergy(spread: settings.number("spread")))
  }
}

/// u = x²/(2 s²) + y² e^{−x}/2 + x/2.
public struct FunnelEnergy: Energy {
  public let spread: Double

  public init(spread: Double) { self.spread = spread }

  public func value(at point: Vector) -> Double {
    let across = point.x / spread
    return 0.5 * (across * across + point.y * point.y * Elementary.exp(-point.x) + point.x)
  }

  public func gradient(at point: Vector) -> Vector {
    let precision = Elementary.exp(-point.x)
    return Vector(
      point.x / (spread * spread) + 0.5 * (1 - point.y * point.y * precision),
      point.y * precision)
  }

  public func hessian(at point: Vector) -> SymmetricMatrix {
    let precision = Elementary.exp(-point.x)
    return SymmetricMatrix(
      xx: 1 / (spread * spread) + 0.5 * point.y * point.y * precision,
      xy: -point.y * precision, yy: precision)
  }

  public var breaks: [Double] { [-9 * spread, 9 * spread] }

  /// Along x the law of a given y is a bump of at least the width of the spread's own scale.
  public func breaks(along axis: Axis, at value: Double) -> [Double] {
    guard axis == .y else { return breaks }
    let deviation = Elementary.exp(value / 2)
    return [-9 * deviation, 9 * deviation]
  }
}
