import DiffusionCore
import RealModule
import Testing

/// Schedules against their formulas, and the contract that every one of them keeps.
struct ScheduleTests {
  static let processes: [any DiffusionProcess] = [
    OrnsteinUhlenbeck(), VariancePreserving(), SubVariancePreserving(),
    VarianceExploding(sigmaMax: 10),
  ]

  static func make(
    _ name: String, _ values: [(String, SettingValue)] = []
  ) throws -> any Schedule {
    let kind = try #require(scheduleCatalog.first { $0.card.name == name })
    var settings = Scenes.defaults(of: kind.card.parameters)
    for (name, value) in values { settings[name] = value }
    return try kind.make(settings)
  }

  @Test func `every schedule falls strictly from the process's end to its own`() throws {
    for kind in scheduleCatalog where kind.card.name != "list" {
      let schedule = try Self.make(kind.card.name)
      for process in Self.processes {
        for count in [1, 2, 3, 41, 1001] {
          let levels = schedule.values(count: count, of: process)
          #expect(levels.count == count)
          #expect(levels[0] == process.level(at: process.duration))
          for (before, after) in zip(levels, levels.dropFirst()) {
            #expect(after.sigma < before.sigma && after.time < before.time, "\(kind.card.name)")
          }
          guard count > 1 else { continue }
          if kind.card.name == "uniform-time" {
            #expect(levels[count - 1] == .clean)
          } else {
            #expect(relativeError(levels[count - 1].sigma, 0.01) < 1e-13)
          }
        }
      }
    }
  }

  @Test func `values are those of the formulas`() throws {
    let process = VarianceExploding(sigmaMin: 0.01, sigmaMax: 8)
    func sigmas(_ name: String, count: Int = 10) throws -> [Double] {
      try Self.make(name).values(count: count, of: process).map(\.sigma)
    }
    let formulas: [(String, (Double) -> Double)] = [
      ("geometric", { 8 * .pow(0.01 / 8, $0) }), ("log-sigma", { 8 * .pow(0.01 / 8, $0) }),
      ("linear", { 8 + $0 * (0.01 - 8) }),
      ("cosine", { 0.01 + (8 - 0.01) * (1 + .cos(.pi * $0)) / 2 }),
      (
        "karras",
        { u in
          .pow(.pow(8, 1.0 / 7) + u * (.pow(0.01, 1.0 / 7) - .pow(8, 1.0 / 7)), 7)
        }
      ),
    ]
    for (name, formula) in formulas {
      for (index, sigma) in try sigmas(name).enumerated() {
        // 1e-14 of the largest: near the end the formula as printed cancels.
        #expect(abs(sigma - formula(Double(index) / 9)) < 1e-14 * 8, "\(name) \(index)")
      }
    }
    // The ratio that methods.md §2 names for ten levels from 1 to .01.
    let ten = try Self.make("geometric", [("sigmaMax", 1), ("sigmaMin", 0.01)])
      .values(count: 10, of: process)
    #expect(abs(ten[4].sigma / ten[3].sigma - 0.599484250318941) < 1e-14)
  }

  @Test func `uniform time steps are equal and end clean`() throws {
    let levels = try Self.make("uniform-time").values(count: 501, of: OrnsteinUhlenbeck())
    for (index, level) in levels.enumerated() {
      #expect(abs(level.time - 5 * (1 - Double(index) / 500)) < 1e-14)
    }
    let stopped = try Self.make("uniform-time", [("sigmaMin", 0.01)])
      .values(count: 11, of: OrnsteinUhlenbeck())
    #expect(relativeError(stopped[10].time, 0.5 * .log(onePlus: 1e-4)) < 1e-13)
  }

  @Test func `the cosine of the signal has equal steps of its angle`() throws {
    let levels = try Self.make("vp-cosine", [("sigmaMax", 5), ("sigmaMin", 0.02)])
      .values(count: 9, of: VariancePreserving())
    let quarter = Double.pi / 2 / 1.008
    let first = Double.cos(0.008 * quarter)
    // ā = 1 / (1 + σ²) = cos²θ / cos²θ₀.
    let angles = levels.map {
      Double.acos(first / (1 + $0.sigma * $0.sigma).squareRoot()) / quarter - 0.008
    }
    for index in 1..<8 {
      let step = (angles[8] - angles[0]) / 8
      #expect(abs(angles[index + 1] - angles[index] - step) < 1e-9)
    }
  }

  @Test func `a list is taken as it is and must fall`() throws {
    let list = try Self.make("list", [("values", [5, 1.5, 0.25, 0])])
    #expect(list.levels == 3)
    let levels = list.values(count: 100, of: OrnsteinUhlenbeck())
    #expect(levels.map(\.time) == [5, 1.5, 0.25, 0] && levels[3] == .clean)
    #expect(
      list.values(count: 1, of: VarianceExploding(sigmaMax: 7)).map(\.noise) == [5, 1.5, 0.25, 0])
    let error = #expect(throws: SettingError.self) {
      try Self.make("list", [("values", [5, 1, 1])])
    }
    #expect(error?.path == [.name("values"), .index(2)])
  }

  @Test func `ends of sigma are taken from the settings and checked`() throws {
    let schedule = try Self.make(
      "karras", [("levels", 40), ("sigmaMin", 0.05), ("sigmaMax", 3)])
    #expect(schedule.levels == 40)
    let levels = schedule.values(count: 41, of: OrnsteinUhlenbeck())
    #expect(relativeError(levels[0].sigma, 3) < 1e-13)
    #expect(relativeError(levels[40].sigma, 0.05) < 1e-13)
    let linear = try Self.make("linear")
    #expect(linear.levels == nil)
    let error = #expect(throws: SettingError.self) {
      try Self.make("linear", [("sigmaMin", 2), ("sigmaMax", 1)])
    }
    #expect(error?.path == [.name("sigmaMin")])
  }
}
