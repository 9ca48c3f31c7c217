import DiffusionCore
import Foundation
import Simulation
import TestSupport
import Testing

/// On the ring of eight with the exact score every method that samples the right law is at the floor.
///
/// A method is unbiased here if its law tends to the target's; its settings are such that what is
/// left of its bias is below a third of the deviation that 2000 particles leave to chance. z_max of a
/// run exceeds 4 by chance in 3 of 100 000, so in all runs of the long form in some 3 of 100.
@Suite struct UnbiasedMethodTests {
  private static let isLong = ProcessInfo.processInfo.environment["DIFFVIZ_SLOW_TESTS"] == "1"

  /// A method, its settings, and steps that are enough; nil for its own.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var settings: [String] = []
    var steps: Int?
    var needsObservation = false

    var testDescription: String { name }
  }

  static let unbiased: [Case] = [
    // Exact at any step.
    Case(name: "forward-ou"), Case(name: "exact-kernel"), Case(name: "flow-likelihood", steps: 40),
    Case(name: "discriminator", steps: 20),
    // Weak order 1: the spread's bias is 0.02 in 200 log-sigma steps and falls with the step.
    Case(name: "reverse-sde", steps: 2000), Case(name: "exponential-integrator", steps: 3000),
    Case(name: "ancestral", steps: 2000), Case(name: "ve-reverse-diffusion", steps: 2000),
    Case(name: "ve-ancestral", steps: 2000),
    Case(
      name: "error-decomposition", settings: ["initial=0", "score=0", "steps=0"], steps: 2000),
    // The corrector's own bias is r².
    Case(name: "predictor-corrector", settings: ["snr=0.05"], steps: 1500),
    // Order 1 without noise: 0.024 in 1000 steps; order 2 needs few.
    Case(name: "probability-flow", steps: 5000),
    Case(name: "probability-flow-exponential", steps: 5000), Case(name: "ddim", steps: 2000),
    Case(name: "probability-flow-heun", steps: 300),
    // Metropolis's rule is exact; wide proposals reach the next mode, 3.06 away.
    Case(name: "metropolis", settings: ["delta=3"], steps: 2000),
    Case(name: "hastings", steps: 1000),
    // The posterior's own law.
    Case(name: "posterior-reverse-sde", steps: 2000, needsObservation: true),
    Case(name: "split-gibbs", settings: ["gamma=1"], steps: 600, needsObservation: true),
  ]

  /// Every other method, with why its law is not the one that it is held against.
  static let others: [(names: [String], reason: String)] = [
    (
      ["mala"],
      "unbiased, but does not leave its mode: the weights are the start's; from exact draws below"
    ),
    (
      [
        "langevin", "langevin-bound", "preconditioned-langevin", "proximal-langevin", "myula",
        "primal-dual-langevin", "mirror-langevin", "noisy-gradient-descent", "fokker-planck",
      ], "no rule of acceptance: the law errs by O(τ), and modes keep the weights of the start"
    ),
    (
      ["gradient-descent", "map-ascent", "red", "pnp"], "an optimiser: points in place of a law"
    ),
    (
      [
        "annealed-langevin", "alpha-annealed-langevin", "linear-annealed-langevin", "ncsn",
        "denoising-langevin", "single-step-annealed", "gpnp", "gpnp-em",
      ], "Langevin or its like at each level of a ladder: O(τ) at the last, weights that freeze"
    ),
    (
      ["sequential-denoising", "multimeasurement"], "a mean of m measurements: too narrow by O(1/m)"
    ),
    (["forward-ou-euler"], "comes to rest at 1/(1 − h/2)"),
    (
      ["fokker-planck-forward", "fokker-planck-reverse"],
      "judged by the grid's law, whose cells are half as wide as a mode"
    ),
    (["affine-flow", "vae"], "a single Gaussian"),
  ]

  @Test func `every method of the catalog is in one of the two lists`() {
    let listed = Self.unbiased.map { $0.name } + Self.others.flatMap { $0.names }
    #expect(listed.sorted() == samplerCatalog.map { $0.card.name }.sorted())
  }

  private static func scene(observed: Bool) throws -> Scene {
    let observation =
      observed
      ? ", \"observation\": {\"matrix\": [[1, 0.3], [0, 1]], \"value\": [1, 2], \"noise\": 3}"
      : ""
    let text =
      "{\"data\": {\"type\": \"gaussian-ring\", \"modes\": 8, \"radius\": 4, \"sigma\": 0.3}, "
      + "\"score\": \"exact\", \"particles\": 2000\(observation)}"
    return try SceneFile.read(Array(text.utf8), path: "ring8.json")
  }

  private static func method(_ one: Case) throws -> ComparedMethod {
    let type = try #require(samplerType(named: one.name))
    var choice = MethodChoice(name: one.name)
    try choice.settings.apply(one.settings.map(SettingAssignment.init), type.parameters)
    return ComparedMethod(label: one.name, choice: choice, score: .exact, steps: one.steps)
  }

  /// A third of a deviation, 1/√2000, of the dispersion ratio.
  private static let bias = 1 / 2000.0.squareRoot() / 3

  @Test(arguments: [false, true])
  func `an unbiased method has no z above 4`(observed: Bool) throws {
    let seeds = Self.isLong ? Array(1...50) : [UInt64(1)]
    var comparison = MethodComparison(
      try Self.scene(observed: observed), seeds: seeds.map { UInt64($0) },
      replicates: Self.isLong ? 100 : 12, parallel: Parallel(threads: 2))
    for one in Self.unbiased where one.needsObservation == observed {
      let outcome = comparison.outcome(of: try Self.method(one)) { _ in }
      #expect(outcome.failure == nil, "\(one.name): \(outcome.failure ?? "")")
      let z = try #require(outcome.values(of: "z_max"), "\(one.name)").map { $0.value }
      for (index, value) in z.enumerated() {
        #expect(value < 4, "\(one.name), seed \(seeds[index])")
      }
      guard Self.isLong else { continue }
      let spread = outcome.values(of: "dispersion_ratio")?.map { $0.value } ?? []
      let mean = spread.reduce(0, +) / Double(max(1, spread.count))
      if !spread.isEmpty {
        // The mean of 50 is known to a seventh of a deviation.
        let error = (1 / 2000.0 / 50).squareRoot()
        #expect(abs(mean - 1) < Self.bias + 4 * error, "\(one.name): spread \(mean)")
      }
      let single = metricCatalog.map { $0.card.name }.compactMap { name in
        outcome.values(of: name)?.compactMap { $0.z }.max().map { (name, $0) }
      }.max { $0.1 < $1.1 }
      print(
        "\(one.name): largest z_max \(z.max() ?? .nan), spread \(mean), largest single z "
          + "\(single?.0 ?? "") \(single?.1 ?? .nan)")
    }
  }

  // MARK: Chains from exact draws

  /// The z_max of a chain's particles after some steps from exact draws.
  private static func chain(
    _ name: String, _ settings: [String], steps: Int, seed: UInt64, floors: MetricFloors?
  ) throws -> Double {
    let one = Case(name: name, settings: settings)
    let scene = try scene(observed: false)
    let course = try scene.course(of: try method(one).choice, steps: steps)
    let exact = ExactReference(scene.density, at: .clean)
    let stream = NoiseStream(seed: seed, stream: 71)
    let trace = MethodTrace(
      course: course, density: scene.density,
      start: scene.density.law(at: .clean).sample(count: 2000, stream: stream.child(0)),
      noise: (0..<steps).map { stream.child(2).child(UInt64($0)).normals(count: 2000) },
      uniforms: (0..<steps).map { stream.child(3).child(UInt64($0)).uniforms(count: 2000) },
      steps: steps, score: ExactScore(density: scene.density), parallel: .serial)
    let last = try #require(trace.states.last)
    let measured = Comparison(
      Points(last), exact.sample(count: 2000, stream: stream.child(1)), exact: exact
    ).measure(floors: floors)
    return try #require(measured.last { $0.card == CombinedDeviation.card }).value
  }

  private static func floors() throws -> MetricFloors? {
    MetricFloors(
      of: ExactReference(try scene(observed: false).density, at: .clean), points: 2000,
      reference: 2000, replicates: isLong ? 100 : 40, stream: NoiseStream(seed: 0, stream: 72),
      parallel: Parallel(threads: 2))
  }

  @Test func `MALA keeps exact draws exact, Langevin with modes a tenth too wide does not`() throws
  {
    let floors = try Self.floors()
    // s²/(1 − τ/(2 s²)) = 1.21 s² at s = 0.3.
    let tau = 2 * 0.09 * (1 - 1 / 1.21)
    for seed in 1...UInt64(Self.isLong ? 50 : 2) {
      let mala = try Self.chain("mala", [], steps: 100, seed: seed, floors: floors)
      #expect(mala < 4, "seed \(seed)")
      let wide = try Self.chain(
        "langevin", ["tau=\(tau)"], steps: 100, seed: seed, floors: floors)
      #expect(wide > 4, "seed \(seed)")
      if Self.isLong { print("seed \(seed): mala \(mala), wide langevin \(wide)") }
    }
  }
}
