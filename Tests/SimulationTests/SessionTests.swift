import DiffusionCore
import Simulation
import TestSupport
import Testing

/// The session: the story of a scene, exact steps back, the same bits for any thread count.
@Suite struct SessionTests {
  private func scene(_ name: String, score: ScoreKind = .exact) throws -> Scene {
    let text = try Repository.text("scenes/\(name).json")
    var scene = try SceneFile.read(Array(text.utf8), path: "\(name).json")
    scene.particles = 500
    scene.score = score
    return scene
  }

  private func session(_ name: String, threads: Int = 1) throws -> Session {
    try Session(scene: scene(name), parallel: Parallel(threads: threads))
  }

  @Test func `fifty steps forward and fifty back restore the particles bit for bit`() throws {
    for name in ["gmm", "swiss-roll", "langevin-stuck", "annealed"] {
      var session = try session(name)
      try session.apply(.advance(30))
      let (cloud, level) = (session.cloud, session.level)
      try session.apply(.advance(50))
      #expect(session.cloud != cloud, "\(name) moves")
      try session.apply(.back(50))
      #expect(session.cloud == cloud && session.level == level, "\(name)")
      try session.apply(.advance(50))
      let again = session.cloud
      try session.apply(.back(10))
      try session.apply(.advance(10))
      #expect(session.cloud == again, "\(name)")
    }
  }

  @Test func `steps back reach across many steps when few clouds are kept`() throws {
    var scene = try scene("two")
    scene.particles = 40_000
    var session = try Session(scene: scene, parallel: Parallel(threads: 2))
    try session.apply(.advance(5))
    let early = session.cloud.digest
    try session.apply(.advance(230))
    try session.apply(.scaleSigma(2))
    try session.apply(.advance(3))
    try session.apply(.followSchedule)
    try session.apply(.advance(100))
    try session.apply(.back(333))
    #expect(session.cloud.digest == early)
    #expect(session.tick == 5)
  }

  @Test func `steps back cross a change of method`() throws {
    var session = try session("gmm")
    try session.apply(.advance(20))
    let before = session.cloud
    try session.apply(.select(MethodChoice(name: "ddim")))
    try session.apply(.advance(20))
    try session.apply(.back(21))
    #expect(session.cloud == before)
    #expect(session.course.card.name == "forward-ou")
  }

  @Test func `the story goes from data through noise and the method to its end and round`() throws {
    var session = try session("ring8")
    var stages = [session.stage]
    for _ in 0..<1000 where stages.count < 6 {
      try session.apply(.advance(1))
      if session.stage != stages[stages.count - 1] { stages.append(session.stage) }
    }
    #expect(stages == [.data, .forward, .method, .end, .data, .forward])
  }

  @Test func `a method that wants the network waits for it and starts when it is there`() throws {
    let scene = try scene("ring8", score: .learned)
    var session = try Session(scene: scene, parallel: Parallel(threads: 1))
    try session.apply(.advance(500))
    #expect(session.stage == .learning && session.isWaiting)
    try session.apply(
      .adopt(scene.untrainedNetwork(), trainingStep: scene.training.steps, isFinal: true))
    try session.apply(.advance(1))
    #expect(session.stage == .method)
  }

  @Test func `a run has the particles of the view and of any thread count`() throws {
    var view = try session("gmm")
    while view.stage != .end { try view.apply(.advance(1)) }
    for threads in 1...3 {
      var run = try session("gmm", threads: threads)
      run.startMethod()
      try run.apply(.toEndOfStage)
      #expect(run.cloud == view.cloud, "\(threads) threads")
    }
  }

  @Test func `sigma by hand moves the cloud's level and the schedule takes it back`() throws {
    var session = try session("gmm")
    session.startMethod()
    try session.apply(.advance(100))
    let sigma = session.level.sigma
    try session.apply(.scaleSigma(0.5))
    try session.apply(.advance(1))
    #expect(session.isManual)
    #expect(abs(session.level.sigma / sigma - 0.5) < 1e-9)
    let still = session.cloud
    try session.apply(.advance(5))
    #expect(session.cloud == still, "a level that stays moves nothing")
    try session.apply(.followSchedule)
    try session.apply(.advance(1))
    #expect(!session.isManual && session.level.sigma < 0.5 * sigma)
  }

  @Test func `a step size beyond stability is reported with its step`() throws {
    var scene = try scene("two")
    scene.programme = [
      MethodChoice(
        name: "langevin", settings: Settings([.init(name: "tau", value: .number(1e6))]))
    ]
    var session = try Session(scene: scene, parallel: Parallel(threads: 1))
    try session.apply(.advance(400))
    #expect(session.divergedAt != nil)
    #expect(session.frame().notice?.isAlarm == true)
  }
}
