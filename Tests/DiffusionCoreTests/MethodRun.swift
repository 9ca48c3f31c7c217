import DiffusionCore
import Foundation
import RealModule
import Testing

/// A method on data of any kind, from a start of any kind, and the numbers of methods.md §17 about
/// what comes out.
struct MethodRun {
  static let isLong = ProcessInfo.processInfo.environment["DIFFVIZ_SLOW_TESTS"] == "1"

  var density: any Density
  var process: any DiffusionProcess = OrnsteinUhlenbeck(duration: 5)
  /// nil for the exact one.
  var score: (any ScoreModel)?
  var particles = 5000
  var seed: UInt64 = 1
  /// Steps of the run that are left out at its end.
  var omittedSteps = 0

  /// The states of a run after each step for which `keeps` is true, and the last one.
  func clouds(
    _ name: String, _ settings: [String: Double] = [:], levels: [NoiseLevel],
    start: Cloud? = nil, keeps: (Int) -> Bool = { _ in false }
  ) throws -> [Cloud] {
    let type = try #require(samplerType(named: name))
    return run(type, settings, levels: levels, start: start, keeps: keeps).clouds
  }

  /// The cloud at the end of a run and what the method says of itself there.
  func outcome(
    _ name: String, _ settings: [String: Double] = [:], levels: [NoiseLevel], start: Cloud? = nil
  ) throws -> (cloud: Cloud, readings: [Reading]) {
    let type = try #require(samplerType(named: name))
    let (clouds, readings) = run(type, settings, levels: levels, start: start) { _ in false }
    return (try #require(clouds.last), readings())
  }

  func cloud(
    _ name: String, _ settings: [String: Double] = [:], levels: [NoiseLevel], start: Cloud? = nil
  ) throws -> Cloud {
    let clouds = try clouds(name, settings, levels: levels, start: start)
    return try #require(clouds.last)
  }

  /// The method with the defaults of the data and some settings.
  func sampler<Method: Sampler>(
    _ type: Method.Type, _ settings: [String: Double], levels: [NoiseLevel]
  ) -> Method {
    var sampler = Method(
      for: MethodScene(
        process: process, smallestDeviation: density.smallestDeviation, levels: levels,
        density: density))
    sampler.apply(
      Settings(settings.map { Settings.Entry(name: $0.key, value: .number($0.value)) }))
    return sampler
  }

  /// Steps below this number have streams of their own in every run.
  private var streams: NoiseStream { NoiseStream(seed: seed, stream: 400) }

  private func run<Method: Sampler>(
    _ type: Method.Type, _ settings: [String: Double], levels: [NoiseLevel], start: Cloud?,
    keeps: (Int) -> Bool
  ) -> (clouds: [Cloud], readings: () -> [Reading]) {
    var sampler = sampler(type, settings, levels: levels)
    let stops = sampler.stops(levels)
    var cloud =
      start ?? sampler.start(count: particles, stream: streams.child(1))
      ?? process.prior(of: density, at: stops[0]).law(at: .clean)
      .sample(count: particles, stream: streams.child(1))
    var kept: [Cloud] = []
    let parallel = Parallel(threads: 2)
    for step in 0..<stops.count - 1 - omittedSteps {
      let context = context(
        stops[step], stops[step + 1], noise: .stream(streams.child(UInt64(step + 2))), parallel)
      _ = sampler.step(&cloud, context)
      if keeps(step) { kept.append(cloud) }
    }
    let last = stops[stops.count - 1 - omittedSteps]
    let end = context(last, last, noise: .stream(streams.child(0)))
    return (kept + [cloud], { [sampler, cloud] in sampler.readings(of: cloud, end) })
  }

  func context(
    _ from: NoiseLevel, _ to: NoiseLevel, noise: NoiseSource, _ parallel: Parallel = .serial
  ) -> StepContext {
    StepContext(
      from: from, to: to, process: process, density: density,
      score: score ?? ExactScore(density: density), noise: noise, parallel: parallel)
  }

  /// Draws from the exact law at a level, independent of the run's own numbers.
  func exact(at level: NoiseLevel, count: Int? = nil) -> Cloud {
    density.law(at: level).sample(
      count: count ?? particles, stream: NoiseStream(seed: seed, stream: 77))
  }

  /// N(0, deviation² I).
  func normal(deviation: Double) -> Cloud {
    GaussianMixture(mean: .zero, covariance: .init(diagonal: deviation * deviation))
      .law(at: .clean).sample(count: particles, stream: streams.child(0))
  }
}

/// What methods.md §17 says of a cloud: distances to an exact one, weights, likelihood, dispersion.
struct Figures {
  var sw2, weights, likelihoodGap, dispersion: Double
  var energy: Double?

  init(of cloud: Cloud, _ run: MethodRun, withEnergy: Bool) {
    let law = run.density.law(at: .clean)
    let exact = run.exact(at: .clean, count: cloud.count)
    let wanted = run.density.parts.weights
    let found = LawStatistics(of: cloud, under: law, parts: wanted.count)
    sw2 = SlicedWasserstein().distance(cloud, exact)
    weights = LawStatistics.totalVariation(found.partWeights, wanted)
    let entropy = LawStatistics(
      of: law.sample(count: 200_000, stream: NoiseStream(seed: 9, stream: 9)), under: law, parts: 0)
    likelihoodGap = found.negativeLogLikelihood - entropy.negativeLogLikelihood
    dispersion = found.dispersion ?? .nan
    energy = withEnergy ? energyDistance(cloud, exact) : nil
  }
}

/// z and Kolmogorov–Smirnov of a cloud against a mixture of Gaussians.
struct LawChecks {
  let components: [(weight: Double, mean: Vector, covariance: SymmetricMatrix)]

  init(_ mixture: GaussianMixture, at level: NoiseLevel) {
    let (a, b) = (level.signal, level.noise)
    components = mixture.components.map {
      ($0.weight, a * $0.mean, a * a * $0.covariance + SymmetricMatrix(diagonal: b * b))
    }
  }

  /// √n sup |F − exact| along a direction; 2 e^(−2 λ²) = 1e-6 at 2.69.
  func kolmogorovSmirnov(_ cloud: Cloud, along direction: Vector) -> Double {
    let values = (0..<cloud.count).map { cloud[$0].dot(direction) }.sorted()
    let count = Double(values.count)
    let distance = values.enumerated().reduce(0.0) { most, next in
      let expected = components.reduce(0.0) { sum, component in
        let deviation = direction.dot(component.covariance * direction).squareRoot()
        let z = (next.element - component.mean.dot(direction)) / deviation
        return sum + component.weight * Double.erfc(-z / 2.0.squareRoot()) / 2
      }
      let (below, above) = (Double(next.offset) / count, Double(next.offset + 1) / count)
      return max(most, abs(expected - below), abs(expected - above))
    }
    return distance * count.squareRoot()
  }

  /// The largest |z| of the first two moments along a direction, by their own spread in the cloud.
  func momentZ(_ cloud: Cloud, along direction: Vector) -> Double {
    let mean = components.reduce(0.0) { $0 + $1.weight * $1.mean.dot(direction) }
    let variance = components.reduce(0.0) { sum, component in
      let shift = component.mean.dot(direction) - mean
      return sum + component.weight
        * (direction.dot(component.covariance * direction) + shift * shift)
    }
    let centred = (0..<cloud.count).map { cloud[$0].dot(direction) - mean }
    return max(abs(z(centred, 0)), abs(z(centred.map { $0 * $0 }, variance)))
  }

  /// z of the mean of some numbers against a value.
  private func z(_ values: [Double], _ wanted: Double) -> Double {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (mean - wanted) / (square / count).squareRoot()
  }

  static let directions = [Vector(1, 0), Vector(0, 1), Vector(0.6, 0.8), Vector(0.8, -0.6)]

  /// The largest Kolmogorov–Smirnov statistic and |z| along four directions.
  func worst(_ cloud: Cloud) -> (ks: Double, z: Double) {
    Self.directions.reduce((0, 0)) {
      (max($0.0, kolmogorovSmirnov(cloud, along: $1)), max($0.1, momentZ(cloud, along: $1)))
    }
  }
}
