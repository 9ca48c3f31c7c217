import DiffusionCore
import Testing

/// The rows of methods.md §17 that the reverse family, the alpha variant and the measurements have:
/// scene `two`, exact score, 5000 particles.
///
/// A mean over n seeds may be 4 s √(1/10 + 1/n) off the table's, s being the spread over seeds in the
/// table; smaller distances and weight errors are fine. Two seeds, and ten with DIFFVIZ_SLOW_TESTS=1.
@Suite struct FigureTests {
  /// Mean and spread over seeds.
  typealias Value = (mean: Double, spread: Double)

  struct Row: Sendable, CustomTestStringConvertible {
    var label: String
    var method: String
    var settings: [String: Double] = [:]
    var grid: Grid
    var sw2, weights, gap, dispersion: Value
    var energy: Value?
    /// Runs of many thousands of steps are left to the long form.
    var isSlow = false

    var testDescription: String { label }
  }

  /// Where a row's run starts and which levels it goes through.
  enum Grid: Sendable {
    case uniform(Int, duration: Double)
    case logSigma(Int)
    /// Additive noise from 10 to 0.01.
    case additive(Int, Start)
    case karras(Int, Start)
    case shares(Int)
    case measurements(Int)

    enum Start: Sendable { case origin, mean, exact }
  }

  private static func uniform(_ steps: Int) -> Grid { .uniform(steps, duration: 5) }

  static let rows: [Row] = [
    Row(
      label: "ou_em_uniform500", method: "reverse-sde", grid: uniform(500), sw2: (0.162, 0.1),
      weights: (0.006, 0.003), gap: (0.006, 0.017), dispersion: (1.003, 0.016)),
    Row(
      label: "ou_em_uniform100", method: "reverse-sde", grid: uniform(100), sw2: (0.158, 0.084),
      weights: (0.006, 0.005), gap: (0.043, 0.02), dispersion: (1.039, 0.013)),
    Row(
      label: "ou_em_logsigma200", method: "reverse-sde", grid: .logSigma(200),
      sw2: (0.141, 0.069), weights: (0.005, 0.005), gap: (0.02, 0.016), dispersion: (1.019, 0.014)),
    Row(
      label: "ou_ei_uniform500", method: "exponential-integrator", grid: uniform(500),
      sw2: (0.168, 0.098), weights: (0.007, 0.003), gap: (0.012, 0.017), dispersion: (1.008, 0.016)),
    Row(
      label: "ou_ei_uniform100", method: "exponential-integrator", grid: uniform(100),
      sw2: (0.153, 0.099), weights: (0.006, 0.006), gap: (0.068, 0.019), dispersion: (1.062, 0.012)),
    Row(
      label: "ou_ei_logsigma200", method: "exponential-integrator", grid: .logSigma(200),
      sw2: (0.135, 0.084), weights: (0.005, 0.005), gap: (0.033, 0.016), dispersion: (1.03, 0.014)),
    Row(
      label: "ou_ddpm_uniform500", method: "ancestral", grid: uniform(500), sw2: (0.168, 0.098),
      weights: (0.006, 0.003), gap: (-0.07, 0.017), dispersion: (0.929, 0.016)),
    Row(
      label: "ou_ddpm_uniform100", method: "ancestral", grid: uniform(100), sw2: (0.237, 0.08),
      weights: (0.007, 0.004), gap: (-0.208, 0.018), dispersion: (0.798, 0.013)),
    Row(
      label: "ou_ddpm_logsigma200", method: "ancestral", grid: .logSigma(200), sw2: (0.196, 0.07),
      weights: (0.006, 0.005), gap: (-0.043, 0.015), dispersion: (0.964, 0.012)),
    Row(
      label: "ou_exactkernel10", method: "exact-kernel", grid: uniform(10), sw2: (0.153, 0.091),
      weights: (0.003, 0.003), gap: (-0.012, 0.01), dispersion: (0.988, 0.008)),
    Row(
      label: "pf_euler_logsigma200", method: "probability-flow", grid: .logSigma(200),
      sw2: (0.15, 0.097), weights: (0.007, 0.004), gap: (0.012, 0.013), dispersion: (1.004, 0.014)),
    Row(
      label: "pf_heun_logsigma100", method: "probability-flow-heun", grid: .logSigma(100),
      sw2: (0.126, 0.098), weights: (0.006, 0.003), gap: (0, 0.013), dispersion: (0.994, 0.014)),
    Row(
      label: "pf_heun_uniform500", method: "probability-flow-heun", grid: uniform(500),
      sw2: (0.126, 0.098), weights: (0.006, 0.003), gap: (-0.001, 0.013), dispersion: (0.993, 0.014)
    ),
    Row(
      label: "ddim_logsigma50", method: "ddim", grid: .logSigma(50), sw2: (0.188, 0.03),
      weights: (0.004, 0.004), gap: (-0.039, 0.012), dispersion: (0.964, 0.012)),
    Row(
      label: "ve_revdiff500", method: "ve-reverse-diffusion", grid: .additive(500, .origin),
      sw2: (0.52, 0.065), weights: (0.031, 0.005), gap: (0.055, 0.015), dispersion: (1.012, 0.011)),
    Row(
      label: "ve_ancestral500", method: "ve-ancestral", grid: .additive(500, .origin),
      sw2: (0.486, 0.067), weights: (0.028, 0.005), gap: (0.026, 0.013), dispersion: (0.987, 0.01)),
    Row(
      label: "ve_pc200", method: "predictor-corrector", grid: .additive(200, .origin),
      sw2: (0.207, 0.083), weights: (0.009, 0.006), gap: (0.029, 0.024), dispersion: (1.017, 0.022)),
    Row(
      label: "ve_revdiff500_init_meandata", method: "ve-reverse-diffusion",
      grid: .additive(500, .mean), sw2: (0.12, 0.061), weights: (0.004, 0.003), gap: (0.012, 0.013),
      dispersion: (1.014, 0.009)),
    Row(
      label: "ve_pf_heun_karras40", method: "probability-flow-heun", grid: .karras(40, .origin),
      sw2: (0.896, 0.076), weights: (0.063, 0.007), gap: (0.06, 0.016), dispersion: (0.972, 0.012)),
    Row(
      label: "ve_pf_heun_karras40_exactinit", method: "probability-flow-heun",
      grid: .karras(40, .exact), sw2: (0.199, 0.064), weights: (0.004, 0.003), gap: (0.002, 0.02),
      dispersion: (1.003, 0.017)),
    Row(
      label: "ald_S0_consttau", method: "annealed-langevin", settings: ["tau": 0.1],
      grid: .additive(500, .mean), sw2: (0.617, 0.083), weights: (0.04, 0.006),
      gap: (0.11, 0.014), dispersion: (1.056, 0.013)),
    Row(
      label: "ald_S0_tau=.1sigma2", method: "annealed-langevin", grid: .additive(500, .mean),
      sw2: (0.201, 0.108), weights: (0.009, 0.006), gap: (0.049, 0.013), dispersion: (1.036, 0.013)),
    Row(
      label: "ald_S1_linear1000", method: "linear-annealed-langevin", grid: .additive(1000, .mean),
      sw2: (0.199, 0.12), weights: (0.009, 0.005), gap: (0.017, 0.013), dispersion: (1.004, 0.012)),
    Row(
      label: "ald_S1_denoise1000", method: "denoising-langevin", grid: .additive(1000, .mean),
      sw2: (0.561, 0.058), weights: (0.034, 0.005), gap: (0.065, 0.015), dispersion: (1.017, 0.014)),
    Row(
      label: "ald_S2_L10_T100", method: "ncsn", grid: .additive(10, .mean), sw2: (0.484, 0.1),
      weights: (0.029, 0.005), gap: (0.146, 0.023), dispersion: (1.106, 0.019)),
    Row(
      label: "ald_S2_T1_L1000", method: "single-step-annealed", grid: .additive(1000, .mean),
      sw2: (0.308, 0.116), weights: (0.016, 0.006), gap: (0.103, 0.016), dispersion: (1.081, 0.015)),
    Row(
      label: "ald_S2_T1_L100", method: "single-step-annealed", grid: .additive(100, .mean),
      sw2: (1.641, 0.07), weights: (0.14, 0.007), gap: (1.971, 0.041), dispersion: (2.778, 0.043)),
    Row(
      label: "ald_S0_alpha", method: "alpha-annealed-langevin", grid: .shares(500),
      sw2: (0.335, 0.119), weights: (0.018, 0.004), gap: (0.036, 0.017), dispersion: (1.011, 0.015)),
    Row(
      label: "seq_exact_law_m100", method: "multimeasurement", settings: ["sigma": 4.2],
      grid: .measurements(100), sw2: (0.17, 0.064), weights: (0.004, 0.004), gap: (-0.159, 0.013),
      dispersion: (0.842, 0.009)),
    Row(
      label: "seq_exact_law_m400", method: "multimeasurement", settings: ["sigma": 4.2],
      grid: .measurements(400), sw2: (0.146, 0.066), weights: (0.004, 0.004), gap: (-0.052, 0.014),
      dispersion: (0.95, 0.009)),
    Row(
      label: "seq_langevin_m100_K20", method: "sequential-denoising", settings: ["sigma": 4.2],
      grid: .measurements(100), sw2: (0.129, 0.057), weights: (0.005, 0.004), gap: (-0.103, 0.009),
      dispersion: (0.892, 0.009)),
    Row(
      label: "seq_langevin_m400_K20", method: "sequential-denoising", settings: ["sigma": 4.2],
      grid: .measurements(400), sw2: (0.115, 0.06), weights: (0.005, 0.004), gap: (0.009, 0.01),
      dispersion: (1.004, 0.012), isSlow: true),
  ]

  /// Rows that fail by nature: their errors are there, too.
  static let failures: [Row] = [
    Row(
      label: "ou_em_uniform500_T1", method: "reverse-sde", grid: .uniform(500, duration: 1),
      sw2: (1.56, 0.047), weights: (0.147, 0.007), gap: (0.24, 0.016), dispersion: (1.037, 0.02),
      energy: (0.379, 0.026)),
    Row(
      label: "ald_S0_alpha_tau=.1alpha2", method: "alpha-annealed-langevin",
      settings: ["s": 0, "c": 0.1], grid: .shares(500), sw2: (0.512, 0.044), weights: (0.01, 0.004),
      gap: (0.032, 0.015), dispersion: (1.018, 0.016), energy: (0.139, 0.011)),
  ]

  @Test(arguments: rows.filter { MethodRun.isLong || !$0.isSlow })
  func `a row of the table is reached`(row: Row) throws {
    let found = try figures(row)
    // Two exact clouds are 0.065 apart in it: of ten seeds' spreads some are less by luck.
    let noise = (row.sw2.mean, max(row.sw2.spread, 0.065))
    #expect(found.sw2 < row.sw2.mean + slack(noise), "sw2 \(found.sw2)")
    #expect(found.weights < row.weights.mean + slack(row.weights), "wTV \(found.weights)")
    expect(found.likelihoodGap, row.gap, "nll")
    expect(found.dispersion, row.dispersion, "vr")
  }

  @Test(arguments: failures)
  func `what fails by nature fails by the same figures`(row: Row) throws {
    let found = try figures(row)
    let energy = try #require(row.energy)
    expect(found.sw2, row.sw2, "sw2")
    expect(found.weights, row.weights, "wTV", isOneSided: row.weights.mean < 0.05)
    expect(found.likelihoodGap, row.gap, "nll")
    expect(found.dispersion, row.dispersion, "vr")
    expect(try #require(found.energy), energy, "ED")
  }

  private var seeds: Int { MethodRun.isLong ? 10 : 2 }

  private func slack(_ value: Value) -> Double {
    4 * value.spread * (0.1 + 1 / Double(seeds)).squareRoot()
  }

  private func expect(
    _ found: Double, _ value: Value, _ name: String, isOneSided: Bool = false
  ) {
    let excess = isOneSided ? found - value.mean : abs(found - value.mean)
    #expect(excess < slack(value), "\(name) \(found) for \(value.mean) ± \(slack(value))")
  }

  /// The means over the seeds.
  private func figures(_ row: Row) throws -> Figures {
    var all: [Figures] = []
    for seed in 1...UInt64(seeds) {
      let (run, levels, start) = plan(row.grid, seed: seed)
      let cloud = try run.cloud(row.method, row.settings, levels: levels, start: start)
      all.append(Figures(of: cloud, run, withEnergy: row.energy != nil))
    }
    return Figures(meanOf: all)
  }

  /// The run, its levels and where it starts.
  private func plan(_ grid: Grid, seed: UInt64) -> (MethodRun, [NoiseLevel], Cloud?) {
    var run = MethodRun(density: Scenes.two, seed: seed)
    let additive = VarianceExploding(sigmaMin: 0.01, sigmaMax: 10)
    switch grid {
    case .uniform(let steps, let duration):
      run.process = OrnsteinUhlenbeck(duration: duration)
      return (run, UniformTimeSchedule().values(count: steps + 1, of: run.process), nil)
    case .logSigma(let steps):
      return (run, LogSigmaSchedule().values(count: steps + 1, of: run.process), nil)
    case .additive(let steps, let start):
      run.process = additive
      let levels = GeometricSchedule().values(count: steps, of: additive)
      return (run, levels, cloud(run, start))
    case .karras(let steps, let start):
      run.process = additive
      let levels = KarrasSchedule().values(count: steps, of: additive) + [.clean]
      return (run, levels, cloud(run, start))
    case .shares(let count):
      // The notes leave (1 − α_L) x as it is.
      run.omittedSteps = 1
      let levels = GeometricSchedule().values(
        count: count, of: VarianceExploding(sigmaMin: 0.01, sigmaMax: 1))
      return (run, levels.map { .mixed(noiseShare: $0.noise) }, run.normal(deviation: 1))
    case .measurements(let count):
      return (run, (1...count).map { .additive(sigma: 1 / Double($0).squareRoot()) }, nil)
    }
  }

  private func cloud(_ run: MethodRun, _ start: Grid.Start) -> Cloud? {
    switch start {
    case .origin: run.normal(deviation: 10)
    case .mean: nil
    case .exact:
      Scenes.two.law(at: .additive(sigma: 10)).sample(
        count: run.particles, stream: NoiseStream(seed: run.seed, stream: 401))
    }
  }
}

extension Figures {
  init(meanOf all: [Figures]) {
    func mean(_ path: KeyPath<Figures, Double>) -> Double {
      all.reduce(0) { $0 + $1[keyPath: path] } / Double(all.count)
    }
    self = all[0]
    (sw2, weights) = (mean(\.sw2), mean(\.weights))
    (likelihoodGap, dispersion) = (mean(\.likelihoodGap), mean(\.dispersion))
    energy = energy.map { _ in all.reduce(0) { $0 + ($1.energy ?? 0) } / Double(all.count) }
  }
}
