import DiffusionCore
import Simulation
import TestSupport
import Testing

/// The levels and the start of a run: what a count of steps, a list of levels and the data ask for.
@Suite struct CourseTests {
  private static let two = """
    "data": {"type": "gmm", "components": [
      {"weight": 0.2, "mean": [-3, -3], "sigma": 1}, {"weight": 0.8, "mean": [3, 3], "sigma": 1}]}
    """

  private func scene(_ members: String) throws -> Scene {
    try SceneFile.read(Array("{\(members), \"score\": \"exact\"}".utf8), path: "course.json")
  }

  private func steps(_ members: String, _ steps: Int) throws -> Course {
    let scene = try scene(members)
    return try scene.course(of: scene.programme[0], steps: steps)
  }

  @Test func `a count of steps is kept to the step, also within a level`() throws {
    let two = try scene(Self.two)
    let methods = samplerCatalog.map { $0.card.name }
      .filter { (try? two.course(of: MethodChoice(name: $0))) != nil }
    #expect(methods.count > 20)
    for method in methods {
      for count in [1, 2, 7, 101] {
        let course = try steps("\(Self.two), \"method\": \"\(method)\"", count)
        #expect(course.steps == count, "\(method), \(count) steps")
      }
    }
    let course = try steps("\(Self.two), \"method\": {\"type\": \"ncsn\", \"K\": 5}", 7)
    #expect(
      Set(course.stops.map { $0.noise }).count == 2, "two steps at one level, five at the next")
  }

  @Test func `a run of any number of steps ends as the whole method does`() throws {
    let two = try scene(Self.two)
    for method in samplerCatalog.map({ $0.card.name }) {
      guard let whole = try? two.course(of: MethodChoice(name: method)) else { continue }
      for count in [1, 2, 7, 101, 103] {
        let course = try two.course(of: MethodChoice(name: method), steps: count)
        #expect(course.stops[0] == whole.stops[0], "\(method), \(count) steps")
        #expect(course.stops[count] == whole.stops[whole.steps], "\(method), \(count) steps")
      }
    }
  }

  @Test func `a list whose method ends with a step of its own cannot be cut`() throws {
    let list = "\"schedule\": {\"type\": \"list\", \"values\": [1, 0.5, 0.2, 0.1]}"
    let alpha =
      "\(Self.two), \(list), \"method\": {\"type\": \"alpha-annealed-langevin\", \"K\": 2}"
    #expect(try steps(alpha, 9).stops[9].signal == 1)
    let error = #expect(throws: SettingError.self) { try steps(alpha, 8) }
    #expect(error?.message.contains("make 9, and 'alpha-annealed-langevin' ends") == true)
    // Others are a part of the longer run.
    let ladder = "\(Self.two), \(list), \"method\": {\"type\": \"annealed-langevin\", \"K\": 2}"
    #expect(try Array(steps(ladder, 8).stops.prefix(6)) == steps(ladder, 5).stops)
  }

  @Test func `of a list of levels the first steps are taken, and more than it has are refused`()
    throws
  {
    let list = "\(Self.two), \"schedule\": {\"type\": \"list\", \"values\": [3, 2, 0.5, 0.1]}"
    let course = try steps(list, 2)
    #expect(course.stops.map { $0.time } == [3, 2, 0.5])
    let noising = try steps(list + ", \"method\": \"forward-ou\"", 2)
    #expect(noising.stops.map { $0.time } == [0.1, 0.5, 2])
    #expect(throws: SettingError.self) { try steps(list, 4) }
  }

  @Test(arguments: ["probability-flow", "annealed-langevin"])
  func `a run by additive noise starts at its first level, not at the most that there could be`(
    method: String
  ) throws {
    let list = "\"schedule\": {\"type\": \"list\", \"values\": [5, 2, 0.5, 0.1]}"
    var scene = try scene(
      "\(Self.two), \"process\": {\"type\": \"ve\", \"sigmaMax\": 50}, \(list), "
        + "\"method\": \"\(method)\"")
    scene.particles = 20_000
    var session = try Session(scene: scene, parallel: Parallel(threads: 1))
    session.startMethod()
    let count = Double(session.cloud.count)
    let mean = session.cloud.x.reduce(0) { $0 + Double($1) } / count
    let variance =
      session.cloud.x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    // Standard errors: 5/√n of the mean 0.2 · −3 + 0.8 · 3, 25 √(2/n) of the variance.
    #expect(abs(mean - 1.8) < 5 * 5 / count.squareRoot())
    #expect(abs(variance - 25) < 5 * 25 * (2 / count).squareRoot())
  }

  @Test(arguments: [
    "\"data\": \"checkerboard\"", "\"data\": {\"type\": \"points\", \"points\": [[1, 2]]}",
  ])
  func `Langevin's default step is stable where the law has edges or points`(data: String) throws {
    for score in [ScoreKind.exact, .empirical] {
      var scene = try scene("\(data), \"method\": \"langevin\"")
      (scene.score, scene.particles) = (score, 200)
      let course = try scene.course(of: scene.programme[0])
      let sigma = try #require(course.stops.first).noise
      // x − τ x/σ² contracts for τ < 2 σ².
      #expect(sigma > 0 && course.sampler.knobValues[0].value < 2 * sigma * sigma)
      var session = try Session(scene: scene, steps: 60, parallel: Parallel(threads: 1))
      session.startMethod()
      try session.apply(.advance(60))
      #expect(session.divergedAt == nil && session.step == 60)
    }
  }

  @Test func `steps a level are whole numbers`() throws {
    for method in ["annealed-langevin", "ncsn"] {
      #expect(throws: DiagnosticReport.self) {
        try scene("\(Self.two), \"method\": {\"type\": \"\(method)\", \"K\": 2.5}")
      }
      _ = try scene("\(Self.two), \"method\": {\"type\": \"\(method)\", \"K\": 2}")
    }
  }

  @Test func `a question about the empirical law is answered by the training set`() throws {
    let points = "\"data\": {\"type\": \"points\", \"points\": [[-2, 0], [2, 0]]}"
    var scene = try scene("\(points), \"training\": {\"samples\": 1}")
    scene.score = .empirical
    let answer = scene.answer(
      [Vector(0, 1)], at: .additive(sigma: 1), of: scene.empiricalDensity())[0]
    // One datum: its denoised mean is the datum, and the score (datum − x)/σ².
    #expect(abs(answer.denoised.x) == 2 && answer.denoised.y == 0)
    #expect(answer.score == Vector(answer.denoised.x, -1))
  }
}
