import DiffusionCore
import Foundation
import Simulation
import TestSupport
import Testing

/// The experiments of the literature that scenes repeat: the figures that each scene's `about` tells.
///
/// A mean over n seeds is held to the figure within 4.5 of the standard errors of both, the figure's
/// own being over `figureSeeds`. With DIFFVIZ_SLOW_TESTS=1 there are as many seeds here.
@Suite(.serialized) struct LiteratureSceneTests {
  private static let isLong = ProcessInfo.processInfo.environment["DIFFVIZ_SLOW_TESTS"] == "1"

  private static func scene(_ name: String) throws -> Scene {
    let text = try Repository.text("scenes/\(name).json")
    return try SceneFile.read(Array(text.utf8), path: "\(name).json")
  }

  /// The end of a whole run of a method.
  private static func run(
    _ scene: Scene, _ choice: MethodChoice, seed: UInt64, network: ScoreNetwork? = nil
  ) throws -> Session {
    var scene = scene
    scene.seed = seed
    var session = try Session(scene: scene, parallel: Parallel(threads: 2))
    if let network {
      try session.apply(.adopt(network, trainingStep: scene.training.steps, isFinal: true))
    }
    try session.apply(.select(choice))
    session.startMethod()
    try session.apply(.advance(session.course.steps - session.step))
    return session
  }

  /// What is measured over seeds, and what the scene says of it.
  private struct Figure {
    var name: String
    var mean: Double
    /// The spread of one run.
    var spread: Double
    var figureSeeds = 30.0
    var values: [Double] = []

    func check() {
      let count = Double(values.count)
      let found = values.reduce(0, +) / count
      let error = spread * (1 / figureSeeds + 1 / count).squareRoot()
      #expect(abs(found - mean) < 4.5 * error, "\(name): \(found), not \(mean) ± \(error)")
    }
  }

  /// The paper shows pictures and names the weights.
  ///
  /// Start, steps and levels are those of the authors' code (ermongroup/ncsn, toy_runner): uniform on
  /// [−8, 8]², 1000 steps of ε = 0.1; ten levels from 20 to 1, a hundred steps each.
  @Test func `the toy of the NCSN paper: stuck at one level, found by annealing`() throws {
    let seeds: Range<UInt64> = Self.isLong ? 1..<31 : 1..<9
    var stuck = Figure(name: "Langevin", mean: 0.510, spread: 0.0138)
    var annealed = Figure(name: "annealed", mean: 0.7816, spread: 0.0140)
    for seed in seeds {
      for (name, isStuck) in [("langevin-stuck", true), ("annealed", false)] {
        let scene = try Self.scene(name)
        let session = try Self.run(scene, scene.programme[0], seed: seed)
        #expect(session.cloud.count == 1280 && session.course.steps == 1000)
        let cloud = session.cloud
        let heavy = Double((0..<1280).count { cloud[$0].x + cloud[$0].y > 0 }) / 1280
        if isStuck { stuck.values.append(heavy) } else { annealed.values.append(heavy) }
      }
    }
    stuck.check()
    annealed.check()
  }

  @Test func `chains of measurements find the weights and are as narrow as the theory says`()
    throws
  {
    let seeds: Range<UInt64> = Self.isLong ? 1..<11 : 1..<4
    let scene = try Self.scene("log-concave-chains")
    // Exact measurements shrink a variance of 1 to 1/(1 + σ²/m); Langevin's bias widens it again.
    let exact = 1 / (1 + 4.2 * 4.2 / 100)
    for (choice, spread) in zip(scene.programme, [0.881, exact]) {
      var dispersion = Figure(
        name: choice.name, mean: spread, spread: 0.011,
        figureSeeds: spread == exact ? .infinity : 10)
      var heavy = Figure(
        name: "weights by \(choice.name)", mean: 0.8, spread: (0.8 * 0.2 / 3000).squareRoot(),
        figureSeeds: .infinity)
      for seed in seeds {
        let session = try Self.run(scene, choice, seed: seed)
        let found = LawStatistics(
          of: session.cloud, under: scene.density.law(at: .clean), parts: 2)
        dispersion.values.append(try #require(found.dispersion))
        heavy.values.append(found.partWeights[1])
      }
      dispersion.check()
      heavy.check()
    }
  }

  /// Figures of runs of one network.
  ///
  /// The training of the scene takes minutes: only the long form has it.
  @Test func `the swiss roll with a learned score is nearly as good as with the exact one`() throws
  {
    let scene = try Self.scene("swiss-roll")
    let law = scene.density.law(at: .clean)
    func figures(_ scene: Scene, _ network: ScoreNetwork?, _ wanted: [Figure]) throws {
      var (spread, likelihood, distance) = (wanted[0], wanted[1], wanted[2])
      for seed in 1...(Self.isLong ? 10 : 3) as ClosedRange<UInt64> {
        let cloud = try Self.run(scene, scene.programme[0], seed: seed, network: network).cloud
        let found = LawStatistics(of: cloud, under: law, parts: 0)
        spread.values.append(try #require(found.dispersion))
        likelihood.values.append(found.negativeLogLikelihood)
        let exact = law.sample(count: cloud.count, stream: NoiseStream(seed: seed, stream: 70))
        distance.values.append(SlicedWasserstein().distance(cloud, exact))
      }
      for figure in [spread, likelihood, distance] { figure.check() }
    }
    var exact = scene
    exact.score = .exact
    try figures(
      exact, nil,
      [
        Figure(name: "spread, exact", mean: 1.0025, spread: 0.0113, figureSeeds: 7),
        Figure(name: "NLL, exact", mean: 2.185, spread: 0.011, figureSeeds: 7),
        Figure(name: "sliced W2, exact", mean: 0.038, spread: 0.012, figureSeeds: 7),
      ])
    guard Self.isLong else { return }
    let trained = try #require(
      scene.trainNetwork(parallel: Parallel(threads: 2)) { _, _ in true })
    let report = scene.trainingReport(trained.network, history: trained.history)
    // Means over 4096 draws a level: a few per cent.
    #expect(report.scoreError < 0.0007)
    #expect((report.scoreErrors.max() ?? 1) < 0.0038)
    try figures(
      scene, trained.network,
      [
        Figure(name: "spread", mean: 1.024, spread: 0.011, figureSeeds: 10),
        Figure(name: "NLL", mean: 2.206, spread: 0.011, figureSeeds: 10),
        Figure(name: "sliced W2", mean: 0.041, spread: 0.0105, figureSeeds: 10),
      ])
  }
}
