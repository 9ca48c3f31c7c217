/// Equal differences of σ^{1/ρ}: σᵢ = (σmax^{1/ρ} + i/(n−1) (σmin^{1/ρ} − σmax^{1/ρ}))^ρ.
///
/// Source: Karras et al. 2022, ρ = 7.
public struct KarrasSchedule: Schedule {
  public var range: ScheduleRange
  public var rho: Double
  public var levels: Int? { range.levels }

  public init(_ range: ScheduleRange = .init(), rho: Double = 7) {
    self.range = range
    self.rho = rho
  }

  public static let card = Variant(
    name: "karras", summary: "equal differences of σ^(1/ρ)",
    parameters: ScheduleRange.parameters + [
      Parameter("rho", .number(NumberRange(1, 100)), default: 7, "exponent ρ; 1 is linear")
    ])

  public static func make(_ settings: Settings) throws -> any Schedule {
    KarrasSchedule(try ScheduleRange(settings), rho: settings.number("rho"))
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    range.levels(count: count, of: process) { u, smallest, largest in
      let first = Elementary.pow(largest, 1 / rho)
      let last = Elementary.pow(smallest, 1 / rho)
      return Elementary.pow((1 - u) * first + u * last, rho)
    }
  }
}
