import DiffusionCore
import RealModule
import Testing

/// Samplers on Gaussian data N(0, s² I): the score is linear, so every method is a linear recursion
/// x ← F x + √V z, and its law after any number of steps is a Gaussian whose variance is known.
struct GaussianScene {
  let deviation = 0.6
  let particles = 100_000

  var density: GaussianMixture {
    GaussianMixture(mean: .zero, covariance: SymmetricMatrix(diagonal: deviation * deviation))
  }

  /// Runs a method from N(0, I), forward noising from the data, and returns its cloud.
  func run(
    _ name: String, _ settings: [String: Double] = [:], levels: [NoiseLevel],
    process: any DiffusionProcess
  ) throws -> Cloud {
    let type = try #require(samplerType(named: name))
    return run(type, settings, levels: levels, process: process)
  }

  private func run<Method: Sampler>(
    _ type: Method.Type, _ settings: [String: Double], levels: [NoiseLevel],
    process: any DiffusionProcess
  ) -> Cloud {
    var sampler = Method(
      for: MethodScene(
        process: process, smallestDeviation: deviation, levels: levels, density: density))
    sampler.apply(
      Settings(settings.map { Settings.Entry(name: $0.key, value: .number($0.value)) }))
    let stops = sampler.stops(levels)
    var cloud = NoiseStream(seed: 5, stream: 0).normals(count: particles)
    if Method.card.family == .forward {
      cloud = density.law(at: .clean).sample(
        count: particles, stream: NoiseStream(seed: 5, stream: 1))
    }
    for step in 0..<stops.count - 1 {
      let context = StepContext(
        from: stops[step], to: stops[step + 1], process: process,
        density: density, score: ExactScore(density: density),
        noise: .stream(NoiseStream(seed: 6, stream: UInt64(step))), parallel: Parallel(threads: 2))
      _ = sampler.step(&cloud, context)
    }
    return cloud
  }

  /// What a linear step does to a Gaussian: the factor F of x, and the variance V it adds.
  typealias LinearStep = (_ from: NoiseLevel, _ to: NoiseLevel) -> (factor: Double, added: Double)

  /// The variance after a method's steps from N(0, I).
  func variance(_ stops: [NoiseLevel], _ step: LinearStep) -> Double {
    zip(stops, stops.dropFirst()).reduce(1) { variance, pair in
      let (factor, added) = step(pair.0, pair.1)
      return factor * factor * variance + added
    }
  }

  /// z of the variance of both coordinates against a value.
  func z(_ cloud: Cloud, variance: Double) -> Double {
    let covariance = Moments(cloud).covariance
    let mean = (covariance.xx + covariance.yy) / 2
    return (mean / variance - 1) * (Double(cloud.count)).squareRoot()
  }

  /// √n sup |F − Φ(·/σ)| of numbers that should follow N(0, σ²).
  func kolmogorovSmirnov(_ values: [Float], deviation: Double) -> Double {
    let count = Double(values.count)
    let distance = values.sorted().enumerated().reduce(0.0) { most, next in
      let expected = Double.erfc(-Double(next.element) / (deviation * 2.0.squareRoot())) / 2
      let (below, above) = (Double(next.offset) / count, Double(next.offset + 1) / count)
      return max(most, abs(expected - below), abs(expected - above))
    }
    return distance * count.squareRoot()
  }

  /// Variance of q_t for the Gaussian data.
  func lawVariance(_ level: NoiseLevel) -> Double {
    level.signal * level.signal * deviation * deviation + level.noise * level.noise
  }
}
