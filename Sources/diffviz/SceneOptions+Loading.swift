import DiffusionCore
import FoundationEssentials
import Glibc
import Simulation

extension SceneOptions {
  /// The threads of the machine, or as many as were asked for; eager where a command does nothing
  /// but compute.
  func parallel(isEager: Bool) -> Parallel {
    Parallel(
      threads: max(1, threads ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))), isEager: isEager)
  }

  /// Reads the scene and applies the options that change it.
  func load() throws -> Scene {
    var scene = try SceneLoading.load(self.scene, allowsOutside: allowOutside)
    if let seed { scene.seed = seed }
    if let particles {
      guard (1...10_000_000).contains(particles) else {
        throw FailureReport("--particles \(particles): 1 to 10 000 000", code: .usage)
      }
      scene.particles = particles
    }
    if let threads, !(1...1024).contains(threads) {
      throw FailureReport("--threads \(threads): 1 to 1024", code: .usage)
    }
    if let score {
      guard let kind = ScoreKind(rawValue: score) else {
        throw FailureReport.unknown("score", score, known: ScoreKind.allCases.map { $0.rawValue })
      }
      scene.score = kind
    }
    try applyMethod(to: &scene)
    return scene
  }

  /// `--method` and `--set`.
  private func applyMethod(to scene: inout Scene) throws {
    if let method {
      guard samplerType(named: method) != nil else {
        throw FailureReport.unknown("method", method, known: samplerCatalog.map { $0.card.name })
      }
      let own = scene.programme.first { $0.name == method }
      scene.programme = [own ?? MethodChoice(name: method)]
    }
    guard !settings.isEmpty, let type = scene.programme[0].type else { return }
    let assignments = try settings.map(SettingAssignment.init)
    try scene.programme[0].settings.apply(assignments, type.parameters)
  }

  /// A session at the clean data.
  func session(_ scene: Scene, steps: Int? = nil, isEager: Bool = false) throws -> Session {
    do {
      return try Session(scene: scene, steps: steps, parallel: parallel(isEager: isEager))
    } catch let error as SettingError {
      throw FailureReport(
        "\(error.path.text): \(error.message)", code: steps == nil ? .data : .usage)
    }
  }

  /// The run of the scene's method.
  func course(_ scene: Scene, steps: Int) throws -> Course {
    do {
      return try scene.course(of: scene.programme[0], steps: steps)
    } catch let error as SettingError {
      throw FailureReport("\(error.path.text): \(error.message)", code: .usage)
    }
  }

  // MARK: Networks

  /// The score that moves the particles, trained first if it has to be.
  func scoreModel(_ scene: Scene, quiet: Bool) throws -> any ScoreModel {
    switch scene.score {
    case .exact: ExactScore(density: scene.density)
    case .empirical: scene.empiricalScore()
    case .learned: try network(for: scene, quiet: quiet)
    }
  }

  /// Gives a session its network where its method wants one.
  func provideNetwork(to session: inout Session, quiet: Bool) throws {
    guard session.score == .learned, session.choice.type?.card.needsScore == true else { return }
    let network = try network(for: session.scene, quiet: quiet)
    try session.apply(
      .adopt(network, trainingStep: session.scene.training.steps, isFinal: true))
  }

  /// The scene's network, from the cache or trained now.
  func network(for scene: Scene, quiet: Bool) throws -> ScoreNetwork {
    if let known = cachedNetwork(scene) { return known.network }
    let trained = try train(scene, quiet: quiet)
    keep(trained, of: scene)
    return trained.network
  }

  /// Trains the scene's network with a progress line.
  func train(_ scene: Scene, quiet: Bool) throws -> TrainedNetwork {
    var progress = Progress(quiet: quiet, total: scene.training.steps, unit: "step")
    var lastStep = 0
    let trained = scene.trainNetwork(parallel: parallel(isEager: true)) { step, loss in
      lastStep = step
      progress.show(step, remark: "loss \(NumberText.fixed(loss, decimals: 3))")
      return true
    }
    progress.finish()
    guard let trained else {
      throw FailureReport(
        "training diverged at step \(lastStep); a smaller training.learningRate may help",
        code: .failed)
    }
    return trained
  }

  // MARK: Cache

  private var cache: NetworkCache {
    NetworkCache(environment: ProcessInfo.processInfo.environment)
  }

  func cachedNetwork(_ scene: Scene) -> TrainedNetwork? {
    guard !noCache, let found = cache.load(scene.trainingDescription) else { return nil }
    return NetworkFile.network(found, for: scene)
  }

  /// Keeps a network for the next start; a cache that cannot be written changes nothing.
  func keep(_ trained: TrainedNetwork, of scene: Scene) {
    guard !noCache else { return }
    var cache = cache
    _ = cache.store(NetworkFile.contents(trained, of: scene), for: scene.trainingDescription)
  }
}
