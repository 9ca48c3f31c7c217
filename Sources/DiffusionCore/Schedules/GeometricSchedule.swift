/// Equal ratios: σᵢ = σmax (σmin / σmax)^{i/(n−1)}.
public struct GeometricSchedule: Schedule {
  public var range: ScheduleRange
  public var levels: Int? { range.levels }

  public init(_ range: ScheduleRange = .init()) { self.range = range }

  public static let card = Variant(
    name: "geometric", summary: "equal ratios of σ", parameters: ScheduleRange.parameters)

  public static func make(_ settings: Settings) throws -> any Schedule {
    GeometricSchedule(try ScheduleRange(settings))
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    range.levels(count: count, of: process) { u, smallest, largest in
      largest * Elementary.exp(u * Elementary.log(smallest / largest))
    }
  }
}

/// The same grid under the name that reverse methods know it by: uniform in log σ, which in OU time
/// is t = ½ log(1 + σ²).
public struct LogSigmaSchedule: Schedule {
  public var range: ScheduleRange
  public var levels: Int? { range.levels }

  public init(_ range: ScheduleRange = .init()) { self.range = range }

  public static let card = Variant(
    name: "log-sigma", summary: "uniform in log σ from the process's end to its least noise",
    parameters: ScheduleRange.parameters)

  public static func make(_ settings: Settings) throws -> any Schedule {
    LogSigmaSchedule(try ScheduleRange(settings))
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    GeometricSchedule(range).values(count: count, of: process)
  }
}
