import DiffusionCore
import Simulation
import Testing

/// What a scene says of learning, and what a run says of it.
@Suite struct LearningSettingsTests {
  private static let two = """
    "data": {"type": "gmm", "components": [
      {"weight": 0.2, "mean": [-3, -3], "sigma": 1}, {"weight": 0.8, "mean": [3, 3], "sigma": 1}]}
    """

  private func scene(_ members: String) throws -> Scene {
    try SceneFile.read(Array("{\(Self.two), \(members)}".utf8), path: "learning.json")
  }

  @Test func `training takes all levels of process and ladder unless it is told`() throws {
    let standard = try scene("\"score\": \"learned\"").training
    #expect(standard.objective == .denoising && standard.sigmaMin == 0.008)
    #expect(standard.sigmaMax == OrnsteinUhlenbeck(duration: 5).sigmaMax)
    let single = try scene("\"training\": {\"sigmaMin\": 0.3, \"sigmaMax\": 0.3}").training
    #expect(single.sigmaMin == 0.3 && single.sigmaMax == 0.3)
    let wide = try scene("\"schedule\": {\"type\": \"geometric\", \"sigmaMax\": 500}").training
    #expect(wide.sigmaMax == 500)
  }

  @Test(arguments: [
    ("\"sigmaMin\": 2, \"sigmaMax\": 1", "training.sigmaMax"),
    ("\"sigmaMin\": 900", "training.sigmaMin"),
    ("\"objective\": \"implicit\"", "training.objective"),
    ("\"sigmaMin\": 0.001", "training.sigmaMin"),
  ])
  func `levels and objectives that make no sense are refused by name`(
    members: String, path: String
  ) {
    let error = #expect(throws: (any Error).self) { try scene("\"training\": {\(members)}") }
    #expect("\(error.map { "\($0)" } ?? "")".contains(path.split(separator: ".")[1]))
  }

  @Test func `trainings of different objectives are kept apart`() throws {
    let descriptions = try Objective.allCases.map {
      try scene("\"training\": {\"objective\": \"\($0.rawValue)\"}").trainingDescription
    }
    #expect(Set(descriptions).count == descriptions.count)
  }

  /// The exact reverse run of the empirical score ends on the data, that of the exact score does not.
  @Test func `a run says how much of a finite set it repeats`() throws {
    func shares(_ score: String) throws -> [Reading] {
      let scene = try scene(
        "\"training\": {\"samples\": 20}, \"score\": \"\(score)\", \"particles\": 2000")
      var session = try Session(scene: scene, parallel: Parallel(threads: 1))
      session.startMethod()
      try session.apply(.advance(session.course.steps))
      return session.readings()
    }
    let empirical = try shares("empirical")
    #expect(empirical.map { $0.name } == ["memorised", "memorised, set"])
    #expect(empirical[0].value > 0.99 && empirical[1].value > 0.99)
    let exact = try #require(try shares("exact").first)
    // Two shares of 2000 each.
    #expect(abs(exact.value - (exact.exact ?? .nan)) < 4.9 * (0.25 * 2 / 2000.0).squareRoot())
    let plain = try scene("\"score\": \"exact\", \"particles\": 100")
    var session = try Session(scene: plain, parallel: Parallel(threads: 1))
    session.startMethod()
    try session.apply(.advance(session.course.steps))
    #expect(session.readings().isEmpty)
  }
}
