import DiffusionCore
import Simulation
import Testing

/// Runs by shares of noise and by measurements: their levels, their starts, and what is refused.
@Suite struct MixingCourseTests {
  private static let two = """
    "data": {"type": "gmm", "components": [
      {"weight": 0.2, "mean": [-3, -3], "sigma": 1}, {"weight": 0.8, "mean": [3, 3], "sigma": 1}]},
    "particles": 400
    """

  private func scene(_ members: String, score: ScoreKind = .exact) throws -> Scene {
    var scene = try SceneFile.read(
      Array("{\(Self.two), \(members)}".utf8), path: "mixing.json")
    scene.score = score
    return scene
  }

  private let alpha = "\"method\": \"alpha-annealed-langevin\""

  private func session(_ scene: Scene, steps: Int? = nil) throws -> Session {
    var session = try Session(scene: scene, steps: steps, parallel: Parallel(threads: 1))
    session.startMethod()
    return session
  }

  @Test func `α falls from 1 as the schedule's σ does from its largest, to 0.01 by itself`() throws
  {
    for (schedule, least) in [
      ("{\"type\": \"geometric\", \"levels\": 20}", 0.01),
      ("{\"type\": \"karras\", \"levels\": 20, \"sigmaMax\": 20, \"sigmaMin\": 1}", 0.05),
    ] {
      let course = try session(scene("\(alpha), \"schedule\": \(schedule)")).course
      #expect(course.steps == 20 * 5 + 1)
      let (first, last) = (course.stops[0], course.stops[course.steps - 1])
      #expect(first == NoiseLevel(time: 1, signal: 0, noise: 1))
      #expect(abs(last.noise - least) < 1e-12 && abs(last.signal - (1 - least)) < 1e-12)
      let end = course.stops[course.steps]
      #expect(end.signal == 1 && end.noise == last.sigma)
    }
  }

  @Test func `a list is the shares themselves, and more than all is refused`() throws {
    func list(_ values: String) throws -> Course {
      let scene = try scene("\(alpha), \"schedule\": {\"type\": \"list\", \"values\": \(values)}")
      return try scene.course(of: scene.programme[0])
    }
    let course = try list("[1, 0.5, 0.1]")
    #expect(Set(course.stops.dropLast().map { $0.time }) == [1, 0.5, 0.1])
    let error = #expect(throws: SettingError.self) { try list("[1.5, 0.5, 0.1]") }
    #expect(error?.message.contains("share of noise") == true)
  }

  @Test(arguments: [(ScoreKind.exact, 0), (.exact, 1), (.learned, 0), (.empirical, 1)])
  func `shares run with every score, and end near the data with the exact one`(
    score: ScoreKind, energy: Int
  ) throws {
    var scene = try scene(
      "\"method\": {\"type\": \"alpha-annealed-langevin\", \"energy\": \(energy)}, "
        + "\"schedule\": {\"type\": \"geometric\", \"levels\": 60}", score: score)
    scene.training.steps = 50
    var session = try Session(scene: scene, parallel: Parallel(threads: 1))
    if score == .learned {
      let trained = try #require(
        scene.trainNetwork(parallel: Parallel(threads: 1)) { _, _ in true })
      try session.apply(.adopt(trained.network, trainingStep: 50, isFinal: true))
    }
    session.startMethod()
    try session.apply(.advance(session.course.steps))
    #expect(session.divergedAt == nil && session.step == session.course.steps)
    let spread = Moments(session.cloud).covariance.trace / 2
    // The data have 6.76; sixty levels lag, by less than half.
    if score == .exact { #expect(spread > 3.4 && spread < 10, "\(spread)") }
  }

  @Test func `σ by hand leaves noise alone and comes back to the shares`() throws {
    var session = try session(scene(alpha))
    #expect(session.level.sigma == .infinity)
    try session.apply(.scaleSigma(0.5))
    try session.apply(.advance(3))
    #expect(session.level.sigma.isFinite && session.level.signal > 0)
    #expect(abs(session.level.signal + session.level.noise - 1) < 1e-12)
    try session.apply(.followSchedule)
    try session.apply(.advance(3))
    #expect(session.divergedAt == nil && session.law != nil)
    let frame = session.frame()
    #expect(frame.schedule.timeName == "α" && frame.schedule.duration == 1)
  }

  @Test(arguments: ["sequential-denoising", "multimeasurement"])
  func `measurements go by the number of levels, σ/√i, and not by hand`(method: String) throws {
    let scene = try scene(
      "\"method\": {\"type\": \"\(method)\", \"sigma\": 4.2}, "
        + "\"schedule\": {\"type\": \"karras\", \"levels\": 9}")
    var session = try session(scene)
    let sigmas = session.course.stops.map { $0.noise }
    #expect(sigmas.first == 4.2 && sigmas.last == 0)
    #expect(Set(sigmas).count == 10)
    #expect(abs(sigmas[sigmas.count - 2] - 1.4) < 1e-12)
    #expect(session.course.scheduleName == "σ/√i")
    try session.apply(.scaleSigma(0.5))
    #expect(!session.isManual)
    try session.apply(.advance(session.course.steps))
    #expect(session.level == .clean && session.divergedAt == nil)
    #expect(session.readings().first?.value == 9)
    let digest = session.cloud.digest
    try session.apply(.back(7))
    try session.apply(.advance(7))
    #expect(session.cloud.digest == digest, "a copy of the sampler is a checkpoint")
  }

  @Test func `the default σ is the threshold of log-concavity up to the next tenth`() throws {
    for method in ["sequential-denoising", "multimeasurement"] {
      let course = try session(scene("\"method\": \"\(method)\"")).course
      #expect(course.sampler.knobValues[0].value == 4.2)
    }
  }

  @Test func `the likelihood by the flow agrees with the exact one in the panel`() throws {
    let scene = try scene("\"method\": \"flow-likelihood\"")
    var session = try Session(scene: scene, steps: 150, parallel: Parallel(threads: 1))
    #expect(session.readings().isEmpty)
    try session.apply(.advance(151))
    #expect(session.step == 150)
    let readings = session.readings()
    let flow = try #require(readings.first { $0.exact != nil })
    #expect(abs(flow.value - (flow.exact ?? .nan)) < 1e-3)
    var empirical = scene
    empirical.score = .empirical
    #expect(throws: SettingError.self) { try empirical.course(of: empirical.programme[0]) }
  }
}
