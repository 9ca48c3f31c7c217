import DiffusionCore
import RealModule
import Testing

/// Annealed Langevin by shares of noise, and predictor–corrector, against linear recursions.
@Suite struct AlphaAnnealedTests {
  private let scene = GaussianScene()

  private var run: MethodRun {
    var run = MethodRun(density: scene.density)
    run.particles = scene.particles
    return run
  }

  private func shares(_ count: Int, least: Double = 0.01) -> [NoiseLevel] {
    (0..<count).map {
      .mixed(noiseShare: Double.exp(Double($0) / Double(count - 1) * Double.log(least)))
    }
  }

  private func expect(_ cloud: Cloud, variance: Double, _ name: String) {
    #expect(abs(scene.z(cloud, variance: variance)) < 4.9, "\(name)")
    #expect(abs(scene.z(cloud, variance: 1.05 * variance)) > 4.9, "\(name)")
    #expect(scene.kolmogorovSmirnov(cloud.x, deviation: variance.squareRoot()) < 2.69, "\(name)")
    #expect(
      scene.kolmogorovSmirnov(cloud.x, deviation: 1.05 * variance.squareRoot()) > 2.69, "\(name)")
  }

  @Test(arguments: [(0.6, 0.0), (0.0, 0.0), (0.6, 1.0)])
  func `on a Gaussian the variance is that of the recursion on the card`(
    deviation: Double, energy: Double
  ) throws {
    let levels = shares(20)
    let c2 = scene.deviation * scene.deviation
    var variance = 1.0
    for level in levels {
      let alpha = level.time
      let (a2, b2) = energy == 0 ? ((1 - alpha) * (1 - alpha), alpha * alpha) : (1 - alpha, alpha)
      let tau = 0.2 * (a2 * deviation * deviation + b2)
      for _ in 0..<3 {
        let factor = 1 - tau / (a2 * c2 + b2)
        variance = factor * factor * variance + 2 * tau
      }
    }
    let signal = energy == 0 ? 0.99 : 0.99.squareRoot()
    variance /= signal * signal
    let cloud = try run.cloud(
      "alpha-annealed-langevin", ["K": 3, "c": 0.2, "s": deviation, "energy": energy],
      levels: levels, start: run.normal(deviation: 1))
    expect(cloud, variance: variance, "s = \(deviation), energy \(energy)")
  }

  @Test func `noise alone has the score −x, and the score of a share is Tweedie's`() {
    for density in [Scenes.two, Scenes.tri] {
      let noise = density.noised(at: .mixed(noiseShare: 1))
      let law = density.noised(at: .mixed(noiseShare: 0.3))
      for point in [Vector(0.4, -2), Vector(-1.5, 3), Vector(40, -70)] {
        #expect((noise.evaluate(at: point).score + point).length < 1e-14 * point.length)
        let denoised = law.posterior(at: point).mean
        let tweedie = (0.7 * denoised - point) / 0.09
        #expect((law.evaluate(at: point).score - tweedie).length < 1e-9 * (1 + tweedie.length))
      }
    }
  }

  @Test func `steps that only count the noise freeze the modes before the signal is there`() throws
  {
    var run = MethodRun(density: Scenes.two)
    run.omittedSteps = 1
    let start = run.normal(deviation: 1)
    func mode(_ settings: [String: Double]) throws -> Double {
      let cloud = try run.cloud(
        "alpha-annealed-langevin", settings, levels: shares(500), start: start)
      let right = (0..<cloud.count).map { cloud[$0] }.filter { $0.x + $0.y > 0 }
      return right.reduce(0) { $0 + 0.5 * ($1.x + $1.y) } / Double(right.count)
    }
    // (1 − α_L) 3 = 2.97 by the right rule; standard error 0.7/√4000.
    #expect(abs(try mode([:]) - 2.97) < 4.9 * 0.012)
    #expect(abs(try mode(["s": 0, "c": 0.1]) - 2.55) < 0.06)
  }

  @Test(arguments: [(0.16, 1), (0.4, 2), (0.3, 0)])
  func `predictor–corrector ends with the variance of its recursion`(
    snr: Double, corrections: Int
  ) throws {
    var run = run
    run.process = VarianceExploding(sigmaMin: 0.05, sigmaMax: 4)
    let levels = GeometricSchedule().values(count: 31, of: run.process)
    let c2 = scene.deviation * scene.deviation
    var variance = 1.0
    for (from, to) in zip(levels, levels.dropFirst()) {
      let removed = from.noise * from.noise - to.noise * to.noise
      let factor = 1 - removed / (c2 + from.noise * from.noise)
      variance = factor * factor * variance + removed
      let width = c2 + to.noise * to.noise
      let tau = 2 * snr * snr * width
      for _ in 0..<corrections {
        variance = (1 - tau / width) * (1 - tau / width) * variance + 2 * tau
      }
    }
    let cloud = try run.cloud(
      "predictor-corrector", ["snr": snr, "n_c": Double(corrections)], levels: levels,
      start: run.normal(deviation: 1))
    expect(cloud, variance: variance, "snr \(snr), n_c \(corrections)")
  }
}
