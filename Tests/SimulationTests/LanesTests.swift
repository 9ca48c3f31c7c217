import DiffusionCore
import Simulation
import TestSupport
import Testing

/// Runs side by side: the same start, the same noise, exact steps back, branches.
@Suite struct LanesTests {
  private func scene(_ name: String) throws -> Scene {
    let text = try Repository.text("scenes/\(name).json")
    var scene = try SceneFile.read(Array(text.utf8), path: "\(name).json")
    (scene.particles, scene.score, scene.overlays) = (400, .exact, [])
    return scene
  }

  private func lanes(_ name: String, _ changes: RunChange...) throws -> Lanes {
    var lanes = Lanes(try Session(scene: scene(name), parallel: Parallel(threads: 1)))
    try lanes.compare(with: changes)
    return lanes
  }

  private func digests(_ lanes: Lanes) -> [UInt64] { lanes.sessions.map { $0.cloud.digest } }

  @Test func `runs that do not differ stay the same bit for bit, and as a single run goes`() throws
  {
    var lanes = try lanes("ring8", .score(.exact))
    var single = Lanes(try Session(scene: scene("ring8"), parallel: Parallel(threads: 1)))
    try single.apply(.select(single.focused.choice))
    for _ in 0..<40 {
      try lanes.apply(.advance(1))
      try single.apply(.advance(1))
      #expect(digests(lanes) == [single.focused.cloud.digest, single.focused.cloud.digest])
    }
  }

  @Test func `a method beside another begins where that begins, also later in a programme`() throws
  {
    for name in ["annealed-variants", "second-order"] {
      let scene = try scene(name)
      var base = Lanes(try Session(scene: scene, parallel: Parallel(threads: 1)))
      try base.apply(.select(scene.programme[1]))
      try base.apply(.advance(3))
      let alone = base.focused.cloud.digest
      try base.compare(with: [.method(scene.programme[0])])
      base.alignment = .step
      #expect(Set(digests(base)).count == 1, "\(name): the start is common")
      try base.apply(.advance(3))
      #expect(digests(base)[0] == alone, "\(name): the first run is the one that was alone")
    }
  }

  @Test(arguments: ComparePicture.Alignment.allCases)
  func `steps back are exact however runs are aligned`(alignment: ComparePicture.Alignment) throws {
    var lanes = try lanes(
      "ring8", .steps(75), .method(MethodChoice(name: "probability-flow-heun")))
    lanes.alignment = alignment
    try lanes.apply(.advance(20))
    let before = digests(lanes)
    try lanes.apply(.advance(61))
    let after = digests(lanes)
    try lanes.apply(.back(61))
    #expect(digests(lanes) == before && digests(lanes) != after)
    try lanes.apply(.advance(61))
    #expect(digests(lanes) == after)
  }

  @Test func `aligned by noise, runs of unlike steps are never a step apart`() throws {
    var lanes = try lanes("ring8", .steps(50), .schedule("karras"))
    #expect(lanes.alignment == .time)
    let (first, second) = (lanes.sessions[0].course, lanes.sessions[1].course)
    #expect(first.steps > second.steps && second.steps == 50)
    while lanes.sessions.contains(where: { $0.step < $0.course.steps }) {
      try lanes.apply(.advance(1))
      // No run has passed the stop that another is still to reach.
      let next = lanes.sessions.filter { $0.step < $0.course.steps }
        .map { $0.course.stops[$0.step + 1].sigma }
      let most = next.reduce(0, max)
      #expect(lanes.sessions.allSatisfy { $0.level.sigma >= most * (1 - 1e-6) })
    }
    #expect(lanes.sessions.allSatisfy { $0.step == $0.course.steps })
  }

  @Test func `runs of unlike steps see one path: with finer steps their particles meet`() throws {
    var lanes = try lanes("two", .steps(25), .steps(100), .steps(400))
    var other = try scene("two")
    other.seed += 1
    var stranger = Lanes(try Session(scene: other, parallel: Parallel(threads: 1)))
    try stranger.apply(.select(other.programme[0]))
    for _ in 0..<2 { try lanes.apply(.toEndOfStage) }
    try stranger.apply(.toEndOfStage)
    let steps = lanes.sessions.dropFirst().map { $0.course.steps }
    #expect(steps == [25, 100, 400])
    let finest = lanes.sessions[3].cloud
    func distance(_ session: Session) -> Double {
      (0..<finest.count).map { (session.cloud[$0] - finest[$0]).length }.sorted()[finest.count / 2]
    }
    let (coarse, fine) = (distance(lanes.sessions[1]), distance(lanes.sessions[2]))
    #expect(fine < coarse / 3, "\(coarse) \(fine)")
    #expect(distance(stranger.focused) > 3 * coarse, "runs with noise of their own do not meet")
  }

  @Test func `who goes on with another method keeps to the path`() throws {
    var lanes = try lanes("two", .steps(100))
    func distance() -> Double {
      let (one, other) = (lanes.sessions[0].cloud, lanes.sessions[1].cloud)
      return (0..<one.count).map { (one[$0] - other[$0]).length }.sorted()[one.count / 2]
    }
    try lanes.apply(.advance(90))
    let common = digests(lanes)
    lanes.turn(to: 1)
    try lanes.apply(.resume(MethodChoice(name: "ancestral")))
    #expect(lanes.focused.step > 20 && lanes.focused.step < 80, "on its way")
    try lanes.apply(.toEndOfStage)
    #expect(distance() < 0.15, "\(distance())")
    while lanes.focused.choice.name == "ancestral" { try lanes.apply(.back(1)) }
    #expect(digests(lanes) == common)
  }

  @Test func `aligned by score evaluations, Heun takes half as many steps as Euler`() throws {
    var lanes = try lanes("ring8", .method(MethodChoice(name: "probability-flow-heun")))
    lanes.alignment = .evaluations
    try lanes.apply(.advance(60))
    let counts = lanes.sessions.map { $0.scoreEvaluations }
    #expect(abs(counts[0] - counts[1]) <= 2)
    #expect(abs(lanes.sessions[0].step - 2 * lanes.sessions[1].step) <= 2)
  }

  @Test func `a branch shares the past, goes its own way, and both go back behind the fork`() throws
  {
    var lanes = Lanes(try Session(scene: scene("ring8"), parallel: Parallel(threads: 1)))
    try lanes.apply(.select(lanes.focused.choice))
    try lanes.apply(.advance(30))
    let early = lanes.focused.cloud.digest
    try lanes.apply(.advance(20))
    let fork = lanes.focused.cloud.digest
    #expect(lanes.branch() && lanes.focus == 1)
    try lanes.apply(.resume(MethodChoice(name: "probability-flow")))
    #expect(lanes.alignment == .time, "its steps are others")
    lanes.alignment = .step
    #expect(digests(lanes) == [fork, fork], "the particles stay where they are")
    #expect(lanes.focused.level == lanes.sessions[0].level)
    try lanes.apply(.advance(10))
    #expect(digests(lanes)[0] != digests(lanes)[1])
    var alone = Lanes(try Session(scene: scene("ring8"), parallel: Parallel(threads: 1)))
    try alone.apply(.select(alone.focused.choice))
    try alone.apply(.advance(60))
    #expect(digests(lanes)[0] == alone.focused.cloud.digest, "the first run does not notice")
    try lanes.apply(.back(10 + 1 + 20))
    #expect(digests(lanes) == [early, early])
  }

  @Test func `a branch may go on from a noise level of another process`() throws {
    var lanes = Lanes(try Session(scene: scene("ring8"), parallel: Parallel(threads: 1)))
    try lanes.apply(.select(lanes.focused.choice))
    try lanes.apply(.advance(60))
    let (sigma, signal) = (lanes.focused.level.sigma, lanes.focused.level.signal)
    let before = lanes.focused.cloud
    try lanes.apply(.resume(MethodChoice(name: "annealed-langevin")))
    #expect(abs(lanes.focused.level.sigma / sigma - 1) < 1e-9 && lanes.focused.level.signal == 1)
    #expect(abs(lanes.focused.cloud[7].x * signal / before[7].x - 1) < 1e-5)
    #expect(lanes.focused.course.stops[lanes.focused.step].sigma >= sigma * (1 - 1e-9))
  }

  @Test func `runs are named by what differs, and what they share is told once`() throws {
    var learned = try scene("ring8")
    learned.score = .learned
    var lanes = Lanes(try Session(scene: learned, parallel: Parallel(threads: 1)))
    try lanes.compare(with: [.score(.exact)])
    var compare = try #require(lanes.frame().compare)
    #expect(compare.panes.map { $0.name } == ["learned score", "exact score"])
    #expect(compare.common.hasPrefix("reverse SDE"))
    lanes.close()
    try lanes.compare(with: [.training(step: 80)])
    compare = try #require(lanes.frame().compare)
    #expect(compare.panes.map { $0.name } == ["newest network", "network at step 80"])
  }

  @Test func `when all have ended the next round begins for all, and the keep of one is alone`()
    throws
  {
    var lanes = try lanes("ring8", .steps(30))
    try lanes.apply(.toEndOfStage)
    try lanes.apply(.advance(1))
    #expect(lanes.sessions.allSatisfy { $0.stage == .end })
    let end = digests(lanes)
    try lanes.apply(.advance(1))
    #expect(lanes.sessions.allSatisfy { $0.stage == .method && $0.step == 0 })
    #expect(Set(digests(lanes)).count == 1)
    try lanes.apply(.back(1))
    #expect(digests(lanes) == end)
    lanes.turn(to: 1)
    lanes.close()
    #expect(lanes.sessions.count == 1 && lanes.focused.course.steps == 30)
  }

  @Test func `weights of a training stage are those that training had there`() async throws {
    var scene = try scene("ring8")
    scene.training.steps = 200
    let trainer = Trainer(scene: scene)
    var (lanes, plain) = (
      Lanes(try Session(scene: scene, parallel: Parallel(threads: 1))), scene.trainer()
    )
    try lanes.compare(with: [.training(step: 20)])
    #expect(lanes.isWaiting && lanes.wantedTrainingSteps == [20])
    try lanes.apply(.advance(1))
    #expect(lanes.sessions[0].step == 0, "nothing moves before")
    while trainer.stages.network(at: 20) == nil { try await Task.sleep(for: .milliseconds(10)) }
    for _ in 0..<20 { _ = plain.advance(Parallel(threads: 1)) }
    let network = try #require(trainer.stages.network(at: 20))
    lanes.provide(network, trainingStep: 20)
    #expect(!lanes.isWaiting)
    let level = OrnsteinUhlenbeck().level(sigma: 1)
    let cloud = Cloud(x: [0.3, -1], y: [2, 0.5])
    #expect(
      network.field(at: level).scores(at: cloud)
        == plain.averaged.field(at: level).scores(at: cloud))
  }
}
