/// The cosine schedule of the signal: ā(u) = cos²((u + 0.008)/1.008 · π/2) / ā(0),
/// σ = √((1 − ā)/ā), at equal steps of u between the two ends of σ.
///
/// Source: Nichol and Dhariwal 2021; methods.md §2.
public struct CosineSignalSchedule: Schedule {
  public var range: ScheduleRange
  public var levels: Int? { range.levels }

  public init(_ range: ScheduleRange = .init()) { self.range = range }

  public static let card = Variant(
    name: "vp-cosine", summary: "the signal falls as a squared cosine",
    parameters: ScheduleRange.parameters)

  public static func make(_ settings: Settings) throws -> any Schedule {
    CosineSignalSchedule(try ScheduleRange(settings))
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    let (smallest, largest) = range.ends(for: process)
    let first = Self.position(ofSigma: largest)
    let last = Self.position(ofSigma: smallest)
    return range.levels(count: count, of: process) { u, _, _ in
      Self.sigma(at: (1 - u) * first + u * last)
    }
  }

  static func sigma(at u: Double) -> Double {
    let quarter = 0.5 * Double.pi / 1.008
    // 1 − cos²θ / cos²θ₀ = sin(θ − θ₀) sin(θ + θ₀) / cos²θ₀, which does not cancel near u = 0.
    let difference = Elementary.sin(u * quarter)
    let sum = Elementary.sin((u + 0.016) * quarter)
    let signal = Elementary.cos((u + 0.008) * quarter)
    return (difference * sum).squareRoot() / abs(signal)
  }

  /// The u at which σ is reached, by bisection: σ rises with u.
  private static func position(ofSigma target: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if sigma(at: middle) < target { low = middle } else { high = middle }
    }
    return high
  }
}
