/// Equal steps of time: t_k = T (1 − k/(n−1)), down to clean data unless told to stop before.
public struct UniformTimeSchedule: Schedule {
  public var range: ScheduleRange
  public var levels: Int? { range.levels }

  public init(_ range: ScheduleRange = .init()) { self.range = range }

  public static let card = Variant(
    name: "uniform-time", summary: "equal steps of time, down to 0 unless sigmaMin is given",
    parameters: ScheduleRange.parameters)

  public static func make(_ settings: Settings) throws -> any Schedule {
    UniformTimeSchedule(try ScheduleRange(settings))
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    let start = range.sigmaMax.map { process.time(atSigma: $0) } ?? process.duration
    let end = range.sigmaMin.map { process.time(atSigma: $0) } ?? 0
    return (0..<count).map { index in
      if index == 0 { return process.level(at: start) }
      if index == count - 1 { return process.level(at: end) }
      let u = Double(index) / Double(count - 1)
      return process.level(at: (1 - u) * start + u * end)
    }
  }
}
