import DiffusionCore
import RealModule
import Testing

/// Scenes of inverse problems, and runs of their methods.
struct InverseScene {
  var density: GaussianMixture
  var observation: Observation
  var levels: [NoiseLevel]
  var process: any DiffusionProcess = VarianceExploding(sigmaMin: 0.05, sigmaMax: 7)

  /// `tri` of methods.md §0.
  static let tri = GaussianMixture(
    [
      .init(weight: 0.5, mean: Vector(-2.5, 0), covariance: .init(xx: 0.3, xy: 0.2, yy: 0.6)),
      .init(weight: 0.3, mean: Vector(2, 2), covariance: .init(xx: 1, xy: -0.6, yy: 0.5)),
      .init(weight: 0.2, mean: Vector(1.5, -2.5), covariance: .init(xx: 0.25, xy: 0, yy: 0.8)),
    ], partName: "mode", partOfComponent: [0, 1, 2])

  /// The mixing matrix of methods.md §10.
  static let mixing = [Vector(0.8, 0.2), Vector(0.3, 0.7)]

  /// tri/mix: the posterior has weights .055, 0, .945, and the paths to it lead through a valley.
  static func mixed(levels: Int, value: [Double] = [0.3, -0.15], noise: Double = 0.5) -> Self {
    Self(
      density: tri, observation: Observation(matrix: mixing, value: value, noise: noise),
      levels: ladder(7, 0.05, levels))
  }

  /// One Gaussian seen through the mixing: every method is linear, its law a Gaussian.
  static func gaussian(levels: [NoiseLevel]) -> Self {
    Self(
      density: GaussianMixture(
        mean: Vector(0.5, -0.3), covariance: SymmetricMatrix(xx: 1, xy: -0.6, yy: 0.5)),
      observation: Observation(matrix: mixing, value: [1, 0.4], noise: 0.5), levels: levels)
  }

  static func ladder(_ most: Double, _ least: Double, _ count: Int) -> [NoiseLevel] {
    (0..<count).map {
      .additive(sigma: most * .pow(least / most, Double($0) / Double(max(1, count - 1))))
    }
  }

  var facts: MethodScene {
    MethodScene(
      process: process, smallestDeviation: density.smallestDeviation, levels: levels,
      density: density, observation: observation)
  }

  /// What a run leaves.
  struct End {
    var cloud: Cloud
    var sampler: any Sampler
    var target: GaussianMixture
    var readings: [Reading]
  }

  /// Runs a method to its last stop, or by some steps fewer.
  func run(
    _ name: String, _ settings: [String: Double] = [:], particles: Int, seed: UInt64 = 3,
    omitting omitted: Int = 0
  ) throws -> End {
    let type = try #require(samplerType(named: name))
    return try run(type, settings, particles, seed, omitted)
  }

  private func run<Method: Sampler>(
    _ type: Method.Type, _ settings: [String: Double], _ particles: Int, _ seed: UInt64,
    _ omitted: Int
  ) throws -> End {
    var sampler = Method(for: facts)
    sampler.apply(
      Settings(settings.map { Settings.Entry(name: $0.key, value: .number($0.value)) }))
    let stops = sampler.stops(levels)
    let target = sampler.target(of: density)
    let start = NoiseStream(seed: seed, stream: 1)
    // Chains start wide, as on the screen; reverse methods from their prior.
    let prior =
      Method.card.course == .chain
      ? GaussianMixture(mean: density.mean, covariance: .init(diagonal: 9))
      : process.prior(of: target, at: stops[0])
    var cloud =
      sampler.start(count: particles, stream: start)
      ?? prior.law(at: .clean).sample(count: particles, stream: start)
    var context = self.context(stops[0], stops[0], .stream(start))
    for step in 0..<stops.count - 1 - omitted {
      context = self.context(
        stops[step], stops[step + 1], .stream(NoiseStream(seed: seed + 1000, stream: UInt64(step))))
      _ = sampler.step(&cloud, context)
    }
    return End(
      cloud: cloud, sampler: sampler, target: try #require(target as? GaussianMixture),
      readings: sampler.readings(of: cloud, context))
  }

  func context(_ from: NoiseLevel, _ to: NoiseLevel, _ noise: NoiseSource) -> StepContext {
    StepContext(
      from: from, to: to, process: process, density: density,
      score: ExactScore(density: density), noise: noise, parallel: Parallel(threads: 2))
  }
}

/// A cloud against a mixture: the largest |z| of its moments and √n D of Kolmogorov and Smirnov.
///
/// False positives at 1e-6 a check: |z| < 4.9, √n D < 2.69.
struct LawCheck {
  var largestZ: Double
  var kolmogorovSmirnov: Double

  var isPassed: Bool { largestZ < 4.9 && kolmogorovSmirnov < 2.69 }

  init(_ cloud: Cloud, _ law: GaussianMixture) {
    let count = Double(cloud.count)
    var largest = 0.0
    var distance = 0.0
    for direction in [Vector(1, 0), Vector(0, 1), Vector(0.6, 0.8)] {
      let values = (0..<cloud.count).map { cloud[$0].dot(direction) }.sorted()
      let parts = law.components.map {
        Projected(
          weight: $0.weight, mean: $0.mean.dot(direction),
          deviation: direction.dot($0.covariance * direction).squareRoot())
      }
      for power in 1...2 {
        let wanted = parts.reduce(0) { $0 + $1.moment(power) }
        let square = parts.reduce(0) { $0 + $1.moment(2 * power) }
        let found = values.reduce(0) { $0 + (power == 1 ? $1 : $1 * $1) } / count
        let error = ((square - wanted * wanted) / count).squareRoot()
        largest = max(largest, abs(found - wanted) / error)
      }
      for (index, value) in values.enumerated() {
        let expected = parts.reduce(0) { $0 + $1.share(below: value) }
        distance = max(
          distance, abs(expected - Double(index) / count), abs(expected - Double(index + 1) / count)
        )
      }
    }
    largestZ = largest
    kolmogorovSmirnov = distance * count.squareRoot()
  }

  /// A component seen along a direction.
  private struct Projected {
    var weight, mean, deviation: Double

    /// weight · E xⁿ for n = 1, 2, 4.
    func moment(_ power: Int) -> Double {
      let (m2, s2) = (mean * mean, deviation * deviation)
      switch power {
      case 1: return weight * mean
      case 2: return weight * (m2 + s2)
      default: return weight * (m2 * m2 + 6 * m2 * s2 + 3 * s2 * s2)
      }
    }

    func share(below value: Double) -> Double {
      weight * Double.erfc((mean - value) / (deviation * 2.0.squareRoot())) / 2
    }
  }
}

/// A Gaussian carried through x ← F x + b + noise, F symmetric.
struct LinearLaw {
  var mean: Vector
  var covariance: SymmetricMatrix

  mutating func step(_ matrix: SymmetricMatrix, shift: Vector, added: SymmetricMatrix) {
    let (first, second) = (matrix * Vector(1, 0), matrix * Vector(0, 1))
    mean = matrix * mean + shift
    let c = covariance
    // F C Fᵀ = Σ C_ij f_i f_jᵀ with the columns of F.
    let cross = SymmetricMatrix(
      xx: 2 * first.x * second.x, xy: first.x * second.y + first.y * second.x,
      yy: 2 * first.y * second.y)
    covariance =
      c.xx * SymmetricMatrix(outer: first) + c.yy * SymmetricMatrix(outer: second) + c.xy * cross
      + added
  }

  var mixture: GaussianMixture { GaussianMixture(mean: mean, covariance: covariance) }
}
