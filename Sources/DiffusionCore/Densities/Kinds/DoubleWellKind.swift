/// `double-well`: two valleys along x with a ridge between them, and a spring in y.
public enum DoubleWellKind: DensityKind {
  public static let card = Variant(
    name: "double-well",
    summary:
      "an energy h ((x/w)² − 1)² − t x/w + k y²/2: two wells and a ridge between them; noised on a grid",
    parameters: [
      Parameter(
        "barrier", .number(NumberRange(0.1, 50)), default: 5, "h, the height of the ridge in nats"),
      Parameter("width", .number(NumberRange(1e-2, 100)), default: 2, "w, the wells lie at ±w"),
      Parameter(
        "tilt", .number(NumberRange(-20, 20)), default: 0.5,
        "t, half the difference of the wells in nats: the right one is deeper for t > 0"),
      Parameter("spring", .number(NumberRange(1e-4, 1e4)), default: 1, "k, stiffness along y"),
    ])

  public static func make(_ settings: Settings) throws -> any Density {
    EnergyDensity(
      DoubleWellEnergy(
        barrier: settings.number("barrier"), width: settings.number("width"),
        tilt: settings.number("tilt"), spring: settings.number("spring")))
  }
}

/// u = h ((x/w)² − 1)² − t x/w + k y²/2.
public struct DoubleWellEnergy: Energy {
  public let barrier: Double
  public let width: Double
  public let tilt: Double
  public let spring: Double
  public let breaks: [Double]

  public init(barrier: Double, width: Double, tilt: Double, spring: Double) {
    (self.barrier, self.width, self.tilt, self.spring) = (barrier, width, tilt, spring)
    // With s = x/w: h (s² − 1)² − |t| s ≥ 40 + |t| beyond this s.
    let reach = (1 + ((40 + 4 * abs(tilt)) / barrier).squareRoot()).squareRoot()
    let far = max(reach, 1 + abs(tilt) / barrier)
    breaks = [-far * width, far * width]
  }

  public func value(at point: Vector) -> Double {
    let s = point.x / width
    let excess = s * s - 1
    return barrier * excess * excess - tilt * s + 0.5 * spring * point.y * point.y
  }

  public func gradient(at point: Vector) -> Vector {
    let s = point.x / width
    return Vector((4 * barrier * s * (s * s - 1) - tilt) / width, spring * point.y)
  }

  public func hessian(at point: Vector) -> SymmetricMatrix {
    let s = point.x / width
    return SymmetricMatrix(
      xx: 4 * barrier * (3 * s * s - 1) / (width * width), xy: 0, yy: spring)
  }

  public func breaks(along axis: Axis, at value: Double) -> [Double] {
    guard axis == .y else { return breaks }
    let reach = (80 / spring).squareRoot()
    return [-reach, reach]
  }

  /// The top of the ridge of the level wells.
  public var cuts: [Double] { [0] }
  public var partName: String { "well" }
}
