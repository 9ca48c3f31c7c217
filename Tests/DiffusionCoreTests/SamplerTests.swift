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
  private let scene = GaussianScene()
  private var deviation: Double { scene.deviation }
  private var particles: Int { scene.particles }
  private var density: GaussianMixture { scene.density }

  @Test func `reverse methods end with the variance that their own recursion has`() throws {
    let process = OrnsteinUhlenbeck(duration: 3)
    let levels = UniformTimeSchedule().values(count: 41, of: process)
    // One factor and one added variance a step, from the rule on each card, by libm.
    let recursions: [(name: String, step: GaussianScene.LinearStep)] = [
      (
        "reverse-sde",
        { from, to in
          let h = from.time - to.time
          return (1 + h - 2 * h / scene.lawVariance(from), 2 * h)
        }
      ),
      (
        "exponential-integrator",
        { from, to in
          let h = from.time - to.time
          return (
            Double.exp(h) - 2 * (Double.exp(h) - 1) / scene.lawVariance(from), Double.exp(2 * h) - 1
          )
        }
      ),
      (
        "ancestral",
        { from, to in
          let h = from.time - to.time
          let (b2, c2, bh2) = (from.noise * from.noise, to.noise * to.noise, 1 - Double.exp(-2 * h))
          let clean = (1 - b2 / scene.lawVariance(from)) / from.signal
          return (Double.exp(-h) * c2 / b2 + to.signal * bh2 / b2 * clean, c2 * bh2 / b2)
        }
      ),
      (
        "probability-flow",
        { from, to in
          let h = from.time - to.time
          return (1 + h - h / scene.lawVariance(from), 0)
        }
      ),
      (
        "probability-flow-heun",
        { from, to in
          let h = from.time - to.time
          let first = 1 - 1 / scene.lawVariance(from)
          if to.noise == 0 { return (1 + h * first, 0) }
          let second = (1 + h * first) * (1 - 1 / scene.lawVariance(to))
          return (1 + h * (first + second) / 2, 0)
        }
      ),
      (
        "probability-flow-exponential",
        { from, to in
          let h = from.time - to.time
          return (Double.exp(h) - (Double.exp(h) - 1) / scene.lawVariance(from), 0)
        }
      ),
      (
        "ddim",
        { from, to in
          let b2 = from.noise * from.noise
          let clean = (1 - b2 / scene.lawVariance(from)) / from.signal
          return (to.signal * clean + to.noise * from.noise / scene.lawVariance(from), 0)
        }
      ),
    ]
    for (name, step) in recursions {
      let variance = scene.variance(levels, step)
      let cloud = try scene.run(name, levels: levels, process: process)
      expect(cloud, variance: variance, name)
    }
  }

  /// The variance is right, and the check can fail: a law wider by a twentieth is told apart.
  private func expect(_ cloud: Cloud, variance: Double, _ name: String) {
    #expect(abs(scene.z(cloud, variance: variance)) < 5, "\(name)")
    #expect(abs(scene.z(cloud, variance: 1.05 * variance)) > 5, "\(name)")
  }

  @Test(arguments: [0, 0.5, 1, 2])
  func `the family between flow and SDE has the variance of its recursion for every λ`(
    lambda: Double
  ) throws {
    let process = OrnsteinUhlenbeck(duration: 3)
    let levels = UniformTimeSchedule().values(count: 41, of: process)
    let variance = scene.variance(levels) { from, to in
      let h = from.time - to.time
      return (1 + h - (1 + lambda * lambda) * h / scene.lawVariance(from), lambda * lambda * 2 * h)
    }
    let cloud = try scene.run(
      "reverse-sde", ["lambda": lambda], levels: levels, process: process)
    expect(cloud, variance: variance, "\(lambda)")
  }

  @Test func `methods of additive noise end with the variance that their own recursion has`() throws
  {
    let process = VarianceExploding(sigmaMin: 0.05, sigmaMax: 4)
    let levels = GeometricSchedule().values(count: 31, of: process)
    let c2 = deviation * deviation
    func drop(_ from: NoiseLevel, _ to: NoiseLevel) -> Double {
      from.noise * from.noise - to.noise * to.noise
    }
    func langevin(_ tau: Double, _ level: NoiseLevel) -> (factor: Double, added: Double) {
      (1 - tau / (c2 + level.noise * level.noise), 2 * tau)
    }
    let recursions: [(name: String, settings: [String: Double], step: GaussianScene.LinearStep)] = [
      (
        "ve-reverse-diffusion", [:],
        { from, to in (1 - drop(from, to) / scene.lawVariance(from), drop(from, to)) }
      ),
      (
        "ve-ancestral", [:],
        { from, to in
          let kept = to.noise / from.noise
          return (1 - drop(from, to) / scene.lawVariance(from), kept * kept * drop(from, to))
        }
      ),
      (
        "linear-annealed-langevin", ["epsilon0": 0.8],
        { _, to in langevin(0.8 * to.noise / levels[0].noise, to) }
      ),
      ("denoising-langevin", [:], { _, to in langevin(to.noise * to.noise, to) }),
      (
        "single-step-annealed", ["epsilon1": 0.3],
        { _, to in langevin(0.15 * to.noise * to.noise, to) }
      ),
      (
        "annealed-langevin", ["K": 1, "c": 0.3],
        { _, to in langevin(0.3 * to.noise * to.noise, to) }
      ),
    ]
    for (name, settings, step) in recursions {
      let isReverse = name.hasPrefix("ve")
      // An annealed method stays at each level, the first one too.
      let stops = isReverse ? levels : [levels[0]] + levels
      let cloud = try scene.run(name, settings, levels: levels, process: process)
      expect(cloud, variance: scene.variance(stops, step), name)
    }
  }

  @Test func `forward noising is exact for large steps and Euler has the bias of its card`() throws
  {
    let process = OrnsteinUhlenbeck(duration: 8)
    let levels = UniformTimeSchedule().values(count: 21, of: process)
    let exact = try scene.run("forward-ou", levels: levels, process: process)
    #expect(abs(scene.z(exact, variance: scene.lawVariance(levels[0]))) < 5)
    let h = 0.4
    let euler = try scene.run("forward-ou-euler", levels: levels, process: process)
    #expect(abs(scene.z(euler, variance: 1 / (1 - h / 2))) < 5)
    #expect(abs(scene.z(euler, variance: 1)) > 5)
  }

  @Test func `Langevin rests at its biased law`() throws {
    let levels = [NoiseLevel](repeating: .additive(sigma: 0), count: 201)
    let process = VarianceExploding(sigmaMin: 0.01, sigmaMax: 1)
    let cloud = try scene.run("langevin", levels: levels, process: process)
    // τ = 0.1 s², so that the variance at rest is s²/(1 − τ/(2 s²)) = s²/0.95.
    let variance = deviation * deviation / 0.95
    #expect(abs(scene.z(cloud, variance: variance)) < 5)
    #expect(abs(scene.z(cloud, variance: deviation * deviation)) > 5)
  }

  @Test func `gradient descent shrinks to the mode and its noisy form as printed to half`() throws {
    let levels = [NoiseLevel](repeating: .additive(sigma: 0), count: 201)
    let process = VarianceExploding(sigmaMin: 0.01, sigmaMax: 1)
    let c2 = deviation * deviation
    let still = try scene.run(
      "gradient-descent", ["tau": 0.1 * c2], levels: Array(levels.prefix(21)), process: process)
    #expect(abs(scene.z(still, variance: Double.pow(0.9, 40))) < 5)
    for (c, wanted) in [(1.0, c2 / (2 - 0.2)), (0.5, c2 / (1 - 0.2 / 4))] {
      let cloud = try scene.run(
        "noisy-gradient-descent", ["epsilon": 0.2 * c2, "c": c], levels: levels, process: process)
      expect(cloud, variance: wanted, "c = \(c)")
    }
  }

  @Test(arguments: [
    ("mala", ["tau": 0.3]), ("metropolis", ["delta": 0.8]), ("hastings", ["rho": 1.2]),
  ])
  func `a method that may refuse rests at exactly the target`(
    name: String, settings: [String: Double]
  ) throws {
    let levels = [NoiseLevel](repeating: .additive(sigma: 0), count: 301)
    let process = VarianceExploding(sigmaMin: 0.01, sigmaMax: 1)
    let cloud = try scene.run(name, settings, levels: levels, process: process)
    expect(cloud, variance: deviation * deviation, name)
    // Kolmogorov–Smirnov of a coordinate: 2 e^(−2 λ²) = 1e-6 at λ = 2.69.
    #expect(scene.kolmogorovSmirnov(cloud.x, deviation: deviation) < 2.69, "\(name)")
    #expect(scene.kolmogorovSmirnov(cloud.x, deviation: 1.05 * deviation) > 2.69, "\(name)")
  }

  @Test func `the probability flow converges with order one by Euler and two by Heun`() throws {
    let process = OrnsteinUhlenbeck(duration: 2)
    func error(_ name: String, steps: Int) throws -> Double {
      let levels = UniformTimeSchedule().values(count: steps + 1, of: process)
      // The flow of a Gaussian is exactly a scaling by the ratio of deviations.
      let wanted = deviation / scene.lawVariance(levels[0]).squareRoot()
      let cloud = try scene.run(name, levels: levels, process: process)
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
    for type in samplerCatalog where isRunnable(type, process) {
      let digests = [1, 2, 3].map { digest(type, threads: $0, levels: levels, process: process) }
      #expect(Set(digests).count == 1, "\(type.card.name)")
    }
  }

  private func isRunnable(_ type: any Sampler.Type, _ process: any DiffusionProcess) -> Bool {
    let facts = MethodScene(
      process: process, smallestDeviation: deviation, levels: [], density: density)
    return type.card.needs.allSatisfy { $0.complaint(of: facts) == nil }
  }

  private func digest<Method: Sampler>(
    _ type: Method.Type, threads: Int, levels: [NoiseLevel], process: any DiffusionProcess
  ) -> UInt64 {
    var sampler = Method(
      for: MethodScene(
        process: process, smallestDeviation: deviation, levels: levels, density: density))
    var cloud = NoiseStream(seed: 1, stream: 0).normals(count: 5000)
    for step in 0..<10 {
      let context = StepContext(
        from: levels[step], to: levels[step + 1], process: process,
        density: density, score: ExactScore(density: density),
        noise: .stream(NoiseStream(seed: 2, stream: UInt64(step))),
        parallel: Parallel(threads: threads))
      _ = sampler.step(&cloud, context)
    }
    return cloud.digest
  }
}
