/// Half a cosine: σᵢ = σmin + (σmax − σmin) (1 + cos(π i/(n−1))) / 2, slow at both ends.
public struct CosineSchedule: Schedule {
  public var range: ScheduleRange
  public var levels: Int? { range.levels }

  public init(_ range: ScheduleRange = .init()) { self.range = range }

  public static let card = Variant(
    name: "cosine", summary: "half a cosine of σ, slow at both ends",
    parameters: ScheduleRange.parameters)

  public static func make(_ settings: Settings) throws -> any Schedule {
    CosineSchedule(try ScheduleRange(settings))
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    range.levels(count: count, of: process) { u, smallest, largest in
      // (1 + cos πu) / 2 = cos²(πu/2), which does not cancel near the end.
      let c = Elementary.cos(0.5 * Double.pi * u)
      return smallest + (largest - smallest) * c * c
    }
  }
}
