import DiffusionCore
import Testing

/// A Markov chain method on a density, with its exact score, from a given cloud.
struct ChainRun {
  var density: any Density
  var settings: [String: Double] = [:]
  var levels: [NoiseLevel] = [.clean]

  /// The cloud after so many steps at the last level, or all steps of an annealed method.
  func cloud(_ name: String, from start: Cloud, steps: Int, seed: UInt64) throws -> Cloud {
    let type = try #require(samplerType(named: name))
    return run(type, from: start, steps: steps, seed: seed)
  }

  private func run<Method: Sampler>(
    _ type: Method.Type, from start: Cloud, steps: Int, seed: UInt64
  ) -> Cloud {
    let isChain = Method.card.course == .chain
    let levels = isChain ? .init(repeating: levels[levels.count - 1], count: steps + 1) : levels
    let process = VarianceExploding(sigmaMin: 0.01, sigmaMax: 20)
    var sampler = Method(
      for: MethodScene(
        process: process, smallestDeviation: density.smallestDeviation, levels: levels,
        density: density))
    sampler.apply(
      Settings(
        settings.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .number($0.value)) }))
    let stops = sampler.stops(levels)
    var cloud = start
    let parallel = Parallel(threads: 2)
    for step in 0..<stops.count - 1 {
      let context = StepContext(
        from: stops[step], to: stops[step + 1], process: process, density: density,
        score: ExactScore(density: density),
        noise: .stream(NoiseStream(seed: seed, stream: UInt64(step))), parallel: parallel)
      _ = sampler.step(&cloud, context)
    }
    return cloud
  }

  /// N(0, s² I).
  static func normal(_ deviation: Double, count: Int, seed: UInt64) -> Cloud {
    GaussianMixture(mean: .zero, covariance: .init(diagonal: deviation * deviation))
      .law(at: .clean).sample(count: count, stream: NoiseStream(seed: seed, stream: 1 << 40))
  }

  func exact(count: Int, seed: UInt64) -> Cloud {
    density.law(at: .clean).sample(
      count: count, stream: NoiseStream(seed: seed, stream: 1 << 41))
  }

  func statistics(_ cloud: Cloud) -> LawStatistics {
    LawStatistics(
      of: cloud, under: density.law(at: .clean), parts: density.parts.weights.count)
  }
}
