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

  @Test
  func `noise is never taken twice, by noising again, after sigma by hand or by another method`()
    throws
  {
    /// The normal numbers that led from one noised cloud to another.
    func noise(_ a: Session, _ b: Session) -> [Double] {
      let signal = b.level.signal / a.level.signal
      let noise =
        (b.level.noise * b.level.noise - signal * signal * a.level.noise * a.level.noise)
        .squareRoot()
      return (0..<a.cloud.count).flatMap { index -> [Double] in
        let move = b.cloud[index] - signal * a.cloud[index]
        return [move.x / noise, move.y / noise]
      }
    }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
    }
    func correlation(_ a: [Double], _ b: [Double]) -> Double {
      product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }
    var session = try session("two")
    try session.apply(.forward)
    let start = session
    try session.apply(.toEndOfStage)
    let first = noise(start, session)
    #expect(abs(product(first, first) - 1) < 0.15)
    try session.apply(.backward)
    try session.apply(.advance(80))
    let turned = session
    try session.apply(.forward)
    try session.apply(.toEndOfStage)
    // Of 1000 pairs of normal numbers five deviations.
    #expect(abs(correlation(first, noise(turned, session))) < 0.16)
    // σ raised by hand, and down by the schedule's steps once more.
    try session.apply(.backward)
    try session.apply(.advance(60))
    var step = session.step
    /// How each coordinate moves in the step that leads to `step`.
    func lastMove(_ session: inout Session) throws -> [Double] {
      let before = session.cloud
      try session.apply(.advance(1))
      #expect(session.step == step)
      return (0..<before.count).flatMap { index -> [Double] in
        let move = session.cloud[index] - before[index]
        return [move.x, move.y]
      }
    }
    try session.apply(.back(1))
    let once = try lastMove(&session)
    try session.apply(.scaleSigma(8))
    try session.apply(.advance(1))
    try session.apply(.followSchedule)
    #expect(session.step < step - 5)
    try session.apply(.advance(step - 1 - session.step))
    let again = try lastMove(&session)
    // The drift is the same, the noise is not.
    #expect(abs(correlation(once, again)) < 0.4)
    // A chain that goes on from another one begins with its first step.
    try session.apply(.select(MethodChoice(name: "langevin")))
    step = 1
    let chain = try lastMove(&session)
    try session.apply(.advance(30))
    try session.apply(.resume(MethodChoice(name: "mala")))
    let goingOn = try lastMove(&session)
    #expect(abs(correlation(chain, goingOn)) < 0.25)
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

  @Test(arguments: ["flow-likelihood", "langevin"])
  func `a score that a method cannot run with is refused in words`(method: String) throws {
    var scene = try scene("two")
    scene.programme = [MethodChoice(name: method)]
    var session = try Session(scene: scene, parallel: Parallel(threads: 1))
    session.startMethod()
    try session.apply(.advance(3))
    let cloud = session.cloud
    let error = #expect(throws: SettingError.self) { try session.apply(.use(.empirical)) }
    #expect(error?.message.contains("without noise, where a finite set has no score") == true)
    #expect(session.score == .exact && session.cloud == cloud)
    try session.apply(.advance(3))
    #expect(session.divergedAt == nil)
  }

  @Test func `a chain that begins with the score of a finite set runs under noise`() throws {
    var scene = try scene("two")
    scene.programme = [MethodChoice(name: "langevin")]
    var session = try Session(scene: scene, parallel: Parallel(threads: 1))
    try session.apply(.use(.empirical))
    try session.apply(.advance(20))
    #expect(session.stage == .method && session.level.noise > 0 && session.divergedAt == nil)
  }

  @Test func `steps back are exact wherever they go and whatever is kept`() throws {
    var scene = try scene("gmm", score: .learned)
    for (particles, seed) in [(300, 1), (100_000, 2)] as [(Int, UInt64)] {
      scene.particles = particles
      var session = try Session(scene: scene, steps: 30, parallel: Parallel(threads: 2))
      var digests = [session.cloud.digest]
      var random = NoiseStream(seed: seed, stream: 0).uniforms(count: 60)[...]
      var network = scene.untrainedNetwork()
      for trainingStep in 1...60 {
        // Weights change under way, as while training, and the way back goes through all of them.
        for index in network.perceptron.parameters.indices {
          network.perceptron.parameters[index] *= 1.01
        }
        let isFinal = trainingStep > 2
        try session.apply(.adopt(network, trainingStep: trainingStep, isFinal: isFinal))
        let count = 1 + Int(5 * (random.popFirst() ?? 0))
        if count == 3 {
          try session.apply(.back(min(7, digests.count - 1)))
          digests.removeLast(min(7, digests.count - 1))
          #expect(session.cloud.digest == digests.last, "\(particles), \(trainingStep)")
        } else {
          for _ in 0..<count {
            try session.apply(.advance(1))
            digests.append(session.cloud.digest)
          }
        }
      }
      while digests.count > 1 {
        let count = min(digests.count - 1, 9)
        try session.apply(.back(count))
        digests.removeLast(count)
        #expect(session.cloud.digest == digests.last, "\(particles), back to \(digests.count)")
      }
    }
  }

  @Test func `what is kept of past steps is bounded in particles and in weights`() throws {
    var scene = try scene("gmm", score: .learned)
    let network = scene.untrainedNetwork()
    for particles in [10, 5000, 200_000] {
      scene.particles = particles
      var session = try Session(scene: scene, parallel: Parallel(threads: 2))
      session.startMethod()
      for step in 0..<(particles > 100_000 ? 40 : 700) {
        try session.apply(.adopt(network, trainingStep: step, isFinal: false))
        try session.apply(.advance(1))
        // A change of method puts the particles elsewhere, which no step can make again.
        if step % 5 == 4 { try session.apply(.select(MethodChoice(name: "ddim"))) }
      }
      let kept = session.memory
      #expect(8 * particles * kept.clouds <= max(2_000_000, 32 * particles), "\(particles)")
      #expect(kept.clouds >= 4)
      #expect(kept.networks * network.perceptron.parameterCount * 4 <= 8_000_000)
    }
  }
}
