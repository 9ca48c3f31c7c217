import DiffusionCore
import RealModule
import Testing

/// Measurements Yᵢ = X + σ nᵢ, drawn one given those before it: methods.md §11.
@Suite struct MeasurementTests {
  private static func ring(weights: [Double]) -> GaussianMixture {
    GaussianMixture(
      modes: weights.enumerated().map { index, weight in
        let angle = Double.pi * Double(index) / 4
        return .init(
          weight: weight, mean: Vector(4 * Double.cos(angle), 4 * Double.sin(angle)),
          covariance: .init(diagonal: 0.09))
      })
  }

  @Test func `the least σ of log-concavity is that of the closed form and of methods.md`() {
    let seventeen = 17.0.squareRoot()
    #expect(relativeError(LogConcavity(of: Scenes.two).threshold, seventeen) < 2e-4)
    let even = LogConcavity(of: Self.ring(weights: .init(repeating: 1, count: 8)))
    #expect(abs(even.threshold - 2.8125) < 1e-3)
    let uneven = LogConcavity(of: Self.ring(weights: (1...8).map { Double($0) }))
    #expect(abs(uneven.threshold - 3.085) < 1e-3)
    #expect(abs(LogConcavity(of: Scenes.tri).threshold - 2.538) < 2e-3)
  }

  @Test func `with crossing covariances the threshold grows with the region`() {
    // By a search of 1601 places on each edge and 401² inside, in NumPy; methods.md's coarser grid has
    // 4.68 for the last.
    for (half, wanted) in [
      (15.0, 2.5348), (25, 2.6689), (40, 2.9938), (80, 3.8575), (160, 4.6912),
    ] {
      let box = Extent(xMin: -half, xMax: half, yMin: -half, yMax: half)
      let found = LogConcavity(of: Scenes.tri, in: box, grid: 101).threshold
      #expect(abs(found - wanted) < 1e-3, "±\(half): \(found)")
    }
    // Equal covariances: the region does not matter.
    let wide = Extent(xMin: -60, xMax: 60, yMin: -60, yMax: 60)
    #expect(
      relativeError(LogConcavity(of: Scenes.two, in: wide, grid: 101).threshold, 17.0.squareRoot())
        < 2e-4)
  }

  @Test func `with each measurement the posterior gets narrower, by the closed form`() {
    let figures = [(1, 17.07), (2, 15.4), (3, 14.0), (5, 11.7), (10, 8.0), (100, 0.55)]
    for (count, printed) in figures {
      let t = 17.64 / Double(count)
      let shrinkage = t / (1 + t)
      // Two modes at distance D with D² = 72: s² t/(s² + t) + (t/(s² + t))² D²/4.
      let wanted = shrinkage + shrinkage * shrinkage * 18
      let found = LogConcavity(of: Scenes.two).largestVariance(sigma: t.squareRoot())
      #expect(relativeError(found, wanted) < 1e-6, "\(count)")
      #expect(abs(wanted - printed) < 0.05 && wanted <= 17.64, "\(count)")
    }
  }

  /// A single Gaussian, on which the whole chain is linear.
  private let deviation = 0.8
  private var gaussian: GaussianMixture {
    GaussianMixture(mean: .zero, covariance: .init(diagonal: deviation * deviation))
  }

  /// The variance of the output of sequential denoising on the Gaussian: the covariance of the sum of
  /// the measurements so far and of the one being drawn, step by step.
  private func variance(sigma: Double, c: Double, repeats: Int, measurements: Int) -> Double {
    let (s2, v2) = (deviation * deviation, sigma * sigma)
    var (ss, sy, yy) = (0.0, 0.0, v2)
    for i in 1...measurements {
      let count = Double(i)
      if i > 1 {
        let before = count - 1
        // E[X | ȳ] = g ȳ, and y ← g S/(i − 1) + σ z.
        let gain = s2 / (s2 + v2 / before) / before
        let sum = ss + 2 * sy + yy
        (ss, sy, yy) = (sum, gain * sum, gain * gain * sum + v2)
      }
      let gain = c * s2 / (s2 + v2 / count) / count
      for _ in 0..<(i == 1 ? 5 * repeats : repeats) {
        let (keep, pull) = (1 - c + gain, gain)
        let next = keep * keep * yy + 2 * keep * pull * sy + pull * pull * ss + 2 * c * v2
        (sy, yy) = (keep * sy + pull * ss, next)
      }
    }
    let count = Double(measurements)
    let gain = s2 / (s2 + v2 / count) / count
    return gain * gain * (ss + 2 * sy + yy)
  }

  @Test func `sequential denoising of a Gaussian ends with the variance of its recursion`() throws {
    let scene = GaussianScene()
    let levels = [NoiseLevel](
      (1...6).map { .additive(sigma: 1 / Double($0).squareRoot()) })
    var run = MethodRun(density: gaussian)
    run.particles = 100_000
    for (c, repeats) in [(0.1, 5), (0.4, 3)] {
      let wanted = variance(sigma: 1.7, c: c, repeats: repeats, measurements: 6)
      let cloud = try run.cloud(
        "sequential-denoising", ["sigma": 1.7, "c": c, "K": Double(repeats)], levels: levels)
      #expect(abs(scene.z(cloud, variance: wanted)) < 4.9)
      #expect(abs(scene.z(cloud, variance: 1.05 * wanted)) > 4.9)
      #expect(scene.kolmogorovSmirnov(cloud.x, deviation: wanted.squareRoot()) < 2.69)
      #expect(scene.kolmogorovSmirnov(cloud.x, deviation: 1.05 * wanted.squareRoot()) > 2.69)
    }
  }

  @Test func `a Langevin step follows the gradient of the law of a measurement given the others`() {
    let run = MethodRun(density: Scenes.tri)
    let sigma = 2.6
    let levels = (1...3).map { NoiseLevel.additive(sigma: 1 / Double($0).squareRoot()) }
    var sampler = run.sampler(SequentialDenoising.self, ["sigma": sigma, "K": 1], levels: levels)
    let stops = sampler.stops(levels)
    var cloud = Cloud(x: [1.5], y: [-0.7])
    var measured: [Vector] = []
    for step in 0..<stops.count - 2 {
      let (from, to) = (stops[step], stops[step + 1])
      let normal = Vector(0.3 * Double(step % 5) - 0.6, 0.5 - 0.2 * Double(step % 4))
      let noise = NoiseSource.given(Cloud(x: [Float(normal.x)], y: [Float(normal.y)]))
      if measured.isEmpty { measured = [cloud[0]] }
      let others = Array(measured.dropLast())
      _ = sampler.step(&cloud, run.context(from, to, noise: noise))
      if from == to {
        let tau = 0.1 * sigma * sigma
        let here = measured[measured.count - 1]
        measured[measured.count - 1] =
          here + tau * gradient(of: here, after: others, sigma) + (2 * tau).squareRoot() * normal
      } else {
        // E[X | y₁ … yᵢ₋₁] from the gradient's own form, (E − y)/σ².
        let last = measured[measured.count - 1]
        measured.append(
          last + sigma * sigma * gradient(of: last, after: others, sigma) + sigma * normal)
      }
      let mean = measured.reduce(.zero, +) / Double(measured.count)
      #expect((cloud[0] - mean).length < 2e-5, "step \(step)")
    }
    #expect(measured.count == 3)
  }

  /// ∇ log p(y | others) by central differences of log p_{σ/√m}(ȳ) − Σ |yᵢ − ȳ|²/(2σ²).
  private func gradient(of y: Vector, after others: [Vector], _ sigma: Double) -> Vector {
    let count = Double(others.count + 1)
    let law = Scenes.tri.law(at: .additive(sigma: sigma / count.squareRoot()))
    func logDensity(_ y: Vector) -> Double {
      let all = others + [y]
      let mean = all.reduce(.zero, +) / count
      let spread = all.reduce(0.0) { $0 + ($1 - mean).dot($1 - mean) }
      return law.evaluate(at: mean).logDensity - spread / (2 * sigma * sigma)
    }
    let h = 1e-4
    return Vector(
      logDensity(y + Vector(h, 0)) - logDensity(y - Vector(h, 0)),
      logDensity(y + Vector(0, h)) - logDensity(y - Vector(0, h))) / (2 * h)
  }

  @Test func `exact measurements have means with the noised law and residuals that are Gaussian`()
    throws
  {
    for (density, sigma) in [(Scenes.two, 4.2), (Scenes.tri, 2.6)] {
      var run = MethodRun(density: density)
      run.particles = 20_000
      let levels = (1...12).map { NoiseLevel.additive(sigma: 1 / Double($0).squareRoot()) }
      let clouds = try run.clouds("multimeasurement", ["sigma": sigma], levels: levels) { $0 < 11 }
      for (index, cloud) in clouds.dropLast().enumerated() {
        // The mean of i measurements, i = index + 2.
        let count = Double(index + 2)
        let level = NoiseLevel.additive(sigma: sigma / count.squareRoot())
        let (ks, z) = LawChecks(density, at: level).worst(cloud)
        #expect(ks < 2.69 && z < 4.9, "\(count): KS \(ks), z \(z)")
        let wrong = LawChecks(density, at: .additive(sigma: 1.15 * level.noise))
        if index == 0 { #expect(wrong.worst(cloud).z > 4.9) }
        guard index > 0 else { continue }
        // yᵢ − ȳᵢ₋₁ is N(0, σ² i/(i − 1)) whatever the data are, and i (ȳᵢ − ȳᵢ₋₁) is it.
        let before = clouds[index - 1]
        let residuals = zip(cloud.x, before.x).map { Float(count) * ($0 - $1) }
        let deviation = sigma * (count / (count - 1)).squareRoot()
        let scene = GaussianScene()
        #expect(scene.kolmogorovSmirnov(residuals, deviation: deviation) < 2.69, "\(count)")
        #expect(scene.kolmogorovSmirnov(residuals, deviation: 1.1 * deviation) > 2.69)
      }
    }
  }

  @Test func `the error of the denoised mean is what the readings say, and below σ² d/m`() throws {
    let run = MethodRun(density: Scenes.two)
    let (sigma, count) = (4.2, 40)
    let levels = (1...count).map { NoiseLevel.additive(sigma: 1 / Double($0).squareRoot()) }
    let (_, readings) = try run.outcome("multimeasurement", ["sigma": sigma], levels: levels)
    func value(_ name: String) throws -> Double {
      try #require(readings.first { $0.name.hasPrefix(name) }).value
    }
    // A datum and the mean of its measurements: |X − E[X | Y]|² by draws.
    let level = NoiseLevel.additive(sigma: sigma / Double(count).squareRoot())
    let truth = run.exact(at: .clean)
    let law = run.density.law(at: level)
    let normals = NoiseStream(seed: 8, stream: 8).normals(count: truth.count)
    let errors = (0..<truth.count).map { i in
      let difference = law.posterior(at: truth[i] + level.noise * normals[i]).mean - truth[i]
      return difference.dot(difference)
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    let spread = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(errors.count)
    let error = (spread / Double(errors.count)).squareRoot()
    #expect(abs(try value("error") - mean) < 4.9 * error)
    #expect(try value("error") < value("its bound"))
    #expect(abs(try value("its bound") - 2 * sigma * sigma / Double(count)) < 1e-9)
    #expect(try value("measurements") == Double(count))
    #expect(abs(try value("region: min σ") - 17.0.squareRoot()) < 1e-3)
  }
}
