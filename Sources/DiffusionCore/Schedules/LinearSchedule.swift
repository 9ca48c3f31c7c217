/// Equal differences: σᵢ = σmax + (σmin − σmax) i/(n−1).
public struct LinearSchedule: Schedule {
  public var range: ScheduleRange
  public var levels: Int? { range.levels }

  public init(_ range: ScheduleRange = .init()) { self.range = range }

  public static let card = Variant(
    name: "linear", summary: "equal differences of σ", parameters: ScheduleRange.parameters)

  public static func make(_ settings: Settings) throws -> any Schedule {
    LinearSchedule(try ScheduleRange(settings))
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    range.levels(count: count, of: process) { u, smallest, largest in
      (1 - u) * largest + u * smallest
    }
  }
}
