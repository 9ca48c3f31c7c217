import DiffusionCore
import RealModule
import Testing

/// Samplers against laws that are known exactly.
///
/// Data are Gaussian N(0, s² I), so that the score is
/// linear, every method is a linear recursion, and its law after any number of steps is a Gaussian
/// whose variance follows from the rule on the card.
///
/// Checks of moments have |z| < 5 at 10⁵ particles: a false-positive rate of 6e-7 each.
@Suite struct SamplerTests {
  let deviation = 0.6
  let particles = 100_000

  private var density: GaussianMixture {
    GaussianMixture(mean: .zero, covariance: SymmetricMatrix(diagonal: deviation * deviation))
  }

  /// Runs a method on the scene and returns its cloud with the levels it went through.
  private func run(_ name: String, levels: [NoiseLevel], process: any DiffusionProcess) throws
    -> Cloud
  {
    let type = try #require(samplerType(named: name))
    return run(type, levels: levels, process: process)
  }

  private func run<Method: Sampler>(
    _ type: Method.Type, levels: [NoiseLevel], process: any DiffusionProcess
  ) -> Cloud {
    var sampler = Method(
      for: MethodScene(process: process, smallestDeviation: deviation, levels: levels))
    let stops = sampler.stops(levels)
    var cloud = NoiseStream(seed: 5, stream: 0).normals(count: particles)
    if Method.card.family == .forward {
      cloud = density.law(at: .clean).sample(
        count: particles, stream: NoiseStream(seed: 5, stream: 1))
    }
    for step in 0..<stops.count - 1 {
      let context = StepContext(
        from: stops[step], to: stops[step + 1], process: process,
        score: ExactScore(density: density),
        noise: .stream(NoiseStream(seed: 6, stream: UInt64(step))), parallel: Parallel(threads: 2))
      _ = sampler.step(&cloud, context)
    }
    return cloud
  }

  /// z of the variance of both coordinates against a value.
  private func z(_ cloud: Cloud, variance: Double) -> Double {
    let covariance = Moments(cloud).covariance
    let mean = (covariance.xx + covariance.yy) / 2
    return (mean / variance - 1) * (Double(cloud.count)).squareRoot()
  }

  /// Variance of q_t for the Gaussian data.
  private func lawVariance(_ level: NoiseLevel) -> Double {
    level.signal * level.signal * deviation * deviation + level.noise * level.noise
  }

  @Test func `reverse methods end with the variance that their own recursion has`() throws {
    let process = OrnsteinUhlenbeck(duration: 3)
    let levels = UniformTimeSchedule().values(count: 41, of: process)
    // One factor and one added variance a step, from the rule on each card, by libm.
    let recursions: [(name: String, step: (NoiseLevel, NoiseLevel) -> (Double, Double))] = [
      (
        "reverse-sde",
        { from, to in
          let h = from.time - to.time
          return (1 + h - 2 * h / self.lawVariance(from), 2 * h)
        }
      ),
      (
        "exponential-integrator",
        { from, to in
          let h = from.time - to.time
          return (
            Double.exp(h) - 2 * (Double.exp(h) - 1) / self.lawVariance(from), Double.exp(2 * h) - 1
          )
        }
      ),
      (
        "ancestral",
        { from, to in
          let h = from.time - to.time
          let (b2, c2, bh2) = (from.noise * from.noise, to.noise * to.noise, 1 - Double.exp(-2 * h))
          let clean = (1 - b2 / self.lawVariance(from)) / from.signal
          return (Double.exp(-h) * c2 / b2 + to.signal * bh2 / b2 * clean, c2 * bh2 / b2)
        }
      ),
      (
        "probability-flow",
        { from, to in
          let h = from.time - to.time
          return (1 + h - h / self.lawVariance(from), 0)
        }
      ),
      (
        "probability-flow-heun",
        { from, to in
          let h = from.time - to.time
          let first = 1 - 1 / self.lawVariance(from)
          if to.noise == 0 { return (1 + h * first, 0) }
          let second = (1 + h * first) * (1 - 1 / self.lawVariance(to))
          return (1 + h * (first + second) / 2, 0)
        }
      ),
      (
        "ddim",
        { from, to in
          let b2 = from.noise * from.noise
          let clean = (1 - b2 / self.lawVariance(from)) / from.signal
          return (to.signal * clean + to.noise * from.noise / self.lawVariance(from), 0)
        }
      ),
    ]
    for (name, step) in recursions {
      var variance = 1.0
      for k in 0..<levels.count - 1 {
        let (factor, added) = step(levels[k], levels[k + 1])
        variance = factor * factor * variance + added
      }
      let cloud = try run(name, levels: levels, process: process)
      #expect(abs(z(cloud, variance: variance)) < 5, "\(name)")
      // The check can fail: a law wider by a twentieth is told apart.
      #expect(abs(z(cloud, variance: 1.05 * variance)) > 5, "\(name)")
    }
  }

  @Test func `forward noising is exact for large steps and Euler has the bias of its card`() throws
  {
    let process = OrnsteinUhlenbeck(duration: 8)
    let levels = UniformTimeSchedule().values(count: 21, of: process)
    let exact = try run("forward-ou", levels: levels, process: process)
    #expect(abs(z(exact, variance: lawVariance(levels[0]))) < 5)
    let h = 0.4
    let euler = try run("forward-ou-euler", levels: levels, process: process)
    #expect(abs(z(euler, variance: 1 / (1 - h / 2))) < 5)
    #expect(abs(z(euler, variance: 1)) > 5)
  }

  @Test func `Langevin rests at its biased law`() throws {
    let levels = [NoiseLevel](repeating: .additive(sigma: 0), count: 201)
    let process = VarianceExploding(sigmaMin: 0.01, sigmaMax: 1)
    let cloud = try run("langevin", levels: levels, process: process)
    // τ = 0.1 s², so that the variance at rest is s²/(1 − τ/(2 s²)) = s²/0.95.
    let variance = deviation * deviation / 0.95
    #expect(abs(z(cloud, variance: variance)) < 5)
    #expect(abs(z(cloud, variance: deviation * deviation)) > 5)
  }

  @Test func `the probability flow converges with order one by Euler and two by Heun`() throws {
    let process = OrnsteinUhlenbeck(duration: 2)
    func error(_ name: String, steps: Int) throws -> Double {
      let levels = UniformTimeSchedule().values(count: steps + 1, of: process)
      // The flow of a Gaussian is exactly a scaling by the ratio of deviations.
      let wanted = deviation / lawVariance(levels[0]).squareRoot()
      let cloud = try run(name, levels: levels, process: process)
      let start = NoiseStream(seed: 5, stream: 0).normals(count: particles)
      return abs(
        (Moments(cloud).covariance.trace / Moments(start).covariance.trace).squareRoot() - wanted)
    }
    for (name, order, tolerance) in [
      ("probability-flow", 1.0, 0.1), ("probability-flow-heun", 2.0, 0.2),
    ] {
      let ratio = try error(name, steps: 60) / error(name, steps: 120)
      #expect(abs(Double.log2(ratio) - order) < tolerance, "\(name): order \(Double.log2(ratio))")
    }
  }

  @Test func `the thread count changes no bit`() throws {
    let process = OrnsteinUhlenbeck(duration: 5)
    let levels = LogSigmaSchedule().values(count: 11, of: process)
    for type in samplerCatalog {
      let digests = [1, 2, 3].map { digest(type, threads: $0, levels: levels, process: process) }
      #expect(Set(digests).count == 1, "\(type.card.name)")
    }
  }

  private func digest<Method: Sampler>(
    _ type: Method.Type, threads: Int, levels: [NoiseLevel], process: any DiffusionProcess
  ) -> UInt64 {
    var sampler = Method(
      for: MethodScene(process: process, smallestDeviation: deviation, levels: levels))
    var cloud = NoiseStream(seed: 1, stream: 0).normals(count: 5000)
    for step in 0..<10 {
      let context = StepContext(
        from: levels[step], to: levels[step + 1], process: process,
        score: ExactScore(density: density),
        noise: .stream(NoiseStream(seed: 2, stream: UInt64(step))),
        parallel: Parallel(threads: threads))
      _ = sampler.step(&cloud, context)
    }
    return cloud.digest
  }
}
