/// The levels themselves, from most noise to least: σ for the variance-exploding process, time for
/// the others, α for the alpha-annealed method.
public struct ListSchedule: Schedule {
  /// Strictly decreasing, ≥ 0, at least two.
  public var numbers: [Double]
  public var levels: Int? { numbers.count - 1 }

  public init(_ numbers: [Double]) { self.numbers = numbers }

  public static let card = Variant(
    name: "list",
    summary: "the levels themselves: σ for ve and annealed methods, time for the others",
    parameters: [
      Parameter(
        "values", .list(of: .number(.nonNegative), count: 2...100_000), required: true,
        "levels, from most noise to least; forward methods go through them backwards; Langevin, "
          + "which stays at one level, and methods that measure take one less as their number of "
          + "steps or measurements")
    ])

  public static func make(_ settings: Settings) throws -> any Schedule {
    let numbers = settings.numbers("values")
    for index in numbers.indices.dropFirst() where numbers[index] >= numbers[index - 1] {
      throw SettingError(
        path: [.name("values"), .index(index)],
        message: "\(numbers[index]) is not below the value before it, \(numbers[index - 1])",
        hint: "list the levels from most noise to least")
    }
    return ListSchedule(numbers)
  }

  public func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel] {
    numbers.map { process.level(at: $0) }
  }
}
