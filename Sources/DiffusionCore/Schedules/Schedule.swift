/// Noise levels of a run, from most noise to least.
///
/// A step's start and end are taken from the array, never by adding a step to a time. Source:
/// methods.md §2.
public protocol Schedule: Sendable {
  /// The word of `schedule.type` and its parameters.
  static var card: Variant { get }
  /// The schedule of checked settings.
  ///
  /// - Throws: `SettingError` for values that do not go together.
  static func make(_ settings: Settings) throws -> any Schedule

  /// The number of steps that the scene asks for; nil leaves it to the method.
  var levels: Int? { get }

  /// `count` ≥ 1 levels of a process, strictly decreasing in noise.
  ///
  /// A method that steps from level to level asks for one value more than it has steps; one that
  /// stays a while at each level asks for as many as it has levels. A list gives its own values,
  /// whatever `count` is.
  func values(count: Int, of process: any DiffusionProcess) -> [NoiseLevel]
}

/// Every schedule there is, in the order of the scene format.
///
/// Adding one: its file, and its line here.
public let scheduleCatalog: [any Schedule.Type] = [
  GeometricSchedule.self, LinearSchedule.self, CosineSchedule.self, KarrasSchedule.self,
  UniformTimeSchedule.self, LogSigmaSchedule.self, CosineSignalSchedule.self, ListSchedule.self,
]

/// What most schedules share: a number of steps and the range of σ.
public struct ScheduleRange: Equatable, Sendable {
  public var levels: Int?
  /// The ends of σ = b / a; nil for those of the process.
  public var sigmaMin: Double?
  public var sigmaMax: Double?

  public init(levels: Int? = nil, sigmaMin: Double? = nil, sigmaMax: Double? = nil) {
    self.levels = levels
    self.sigmaMin = sigmaMin
    self.sigmaMax = sigmaMax
  }

  static let levels = Parameter(
    "levels", .integer(1...1_000_000),
    "number of steps, or of levels where a method stays at each; the method's own without it")

  static let parameters: [Parameter] = [
    levels,
    Parameter(
      "sigmaMin", .number(NumberRange(0, 1e6, includesLower: false)),
      "least noise σ = b/a; the process's own without it"),
    Parameter(
      "sigmaMax", .number(NumberRange(0, 1e6, includesLower: false)),
      "most noise σ = b/a; the process's own without it"),
  ]

  init(_ settings: Settings) throws {
    levels = settings.contains("levels") ? settings.integer("levels") : nil
    sigmaMin = settings.contains("sigmaMin") ? settings.number("sigmaMin") : nil
    sigmaMax = settings.contains("sigmaMax") ? settings.number("sigmaMax") : nil
    guard let sigmaMin, let sigmaMax, sigmaMin >= sigmaMax else { return }
    throw SettingError(
      path: [.name("sigmaMin")],
      message: "sigmaMin \(sigmaMin) is not below sigmaMax \(sigmaMax)",
      hint: "noise runs from sigmaMax down to sigmaMin")
  }

  /// The ends of σ for a process: a given end wins; the other keeps below or above it.
  func ends(for process: any DiffusionProcess) -> (smallest: Double, largest: Double) {
    let largest = sigmaMax ?? max(process.sigmaMax, 2 * (sigmaMin ?? 0))
    let smallest = sigmaMin ?? min(process.sigmaMin, largest / 2)
    return (smallest, largest)
  }

  /// Levels at σ(u) for `count` values of u from 0 to 1, the ends exact.
  func levels(
    count: Int, of process: any DiffusionProcess,
    sigma: (_ u: Double, _ smallest: Double, _ largest: Double) -> Double
  ) -> [NoiseLevel] {
    let (smallest, largest) = ends(for: process)
    return (0..<count).map { index in
      if index == 0 { return top(of: process, sigma: largest) }
      if index == count - 1 { return process.level(sigma: smallest) }
      let u = Double(index) / Double(count - 1)
      return process.level(sigma: sigma(u, smallest, largest))
    }
  }

  /// The first level: the process's own end in its own time, without a round trip through σ.
  private func top(of process: any DiffusionProcess, sigma: Double) -> NoiseLevel {
    sigma == process.sigmaMax
      ? process.level(at: process.duration) : process.level(sigma: sigma)
  }
}
