import DiffusionCore
import RealModule
import Testing

/// Runs a Markov chain method on any density, and compares its cloud with laws known otherwise.
enum Chain {
  static let count = 40_000

  /// - Parameter cloud: where it starts.
  static func run(
    _ name: String, _ settings: [String: Double], on density: any Density, from cloud: Cloud,
    steps: Int
  ) throws -> Cloud {
    let type = try #require(samplerType(named: name))
    return run(type, settings, on: density, from: cloud, steps: steps)
  }

  private static func run<Method: Sampler>(
    _ type: Method.Type, _ settings: [String: Double], on density: any Density, from start: Cloud,
    steps: Int
  ) -> Cloud {
    let process = VarianceExploding(sigmaMin: 0.01, sigmaMax: 1)
    let levels = [NoiseLevel](repeating: .clean, count: 2)
    var sampler = Method(
      for: MethodScene(
        process: process, smallestDeviation: density.smallestDeviation, levels: levels,
        density: density))
    sampler.apply(Settings(settings.map { Settings.Entry(name: $0.key, value: .number($0.value)) }))
    var cloud = start
    for step in 0..<steps {
      let context = StepContext(
        from: .clean, to: .clean, process: process, density: density,
        score: ExactScore(density: density),
        noise: .stream(NoiseStream(seed: 61, stream: UInt64(step))), parallel: Parallel(threads: 2))
      _ = sampler.step(&cloud, context)
    }
    return cloud
  }

  /// Mean, variance and the z of each against what they should be.
  static func momentScores(
    _ values: [Double], mean: Double, variance: Double
  ) -> (mean: Double, variance: Double) {
    let n = Double(values.count)
    let first = values.reduce(0) { $0 + ($1 - mean) } / n
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    let second = squares.reduce(0, +) / n
    let fourth = squares.reduce(0) { $0 + $1 * $1 } / n
    return (
      first / (second / n).squareRoot(),
      (second - first * first - variance) / ((fourth - second * second) / n).squareRoot()
    )
  }

  /// √n sup |F_n − F| over the values and just below them; F may jump at 0, from `below` to `at`.
  static func kolmogorov(
    _ values: [Double], at cdf: @escaping (Double) -> Double, below: ((Double) -> Double)? = nil
  ) -> Double {
    let sorted = values.sorted()
    let n = Double(sorted.count)
    var most = 0.0
    var index = 0
    while index < sorted.count {
      var end = index
      while end < sorted.count, sorted[end] == sorted[index] { end += 1 }
      let value = sorted[index]
      let above: Double = abs(cdf(value) - Double(end) / n)
      let under: Double = abs((below ?? cdf)(value) - Double(index) / n)
      most = max(most, above, under)
      index = end
    }
    return most * n.squareRoot()
  }

  /// √n D of a true law has 2 e^(−2 λ²) = 1e-6 at λ = 2.69.
  static let limit = 2.69
}

/// The law at rest of a chain on the line, v ← move(v) + s z: the fixed point of its kernel on a
/// lattice, which the trapezoid rule integrates to rounding for a spacing below s/2.
struct StationaryLine {
  let places: [Double]
  let density: [Double]
  private let cumulative: [Double]
  private let spacing: Double

  init(
    from low: Double, to high: Double, noise: Double, iterations: Int, move: (Double) -> Double
  ) {
    let spacing = noise / 4
    let places = (0...Int((high - low) / spacing)).map { low + spacing * Double($0) }
    let targets = places.map(move)
    // Nine deviations on each side are all of a step.
    let reach = 36
    var density = places.map { _ in 1 / (high - low) }
    for _ in 0..<iterations {
      var next = [Double](repeating: 0, count: places.count)
      for (target, mass) in zip(targets, density) where mass > 1e-18 {
        let middle = Int(((target - low) / spacing).rounded())
        for index in max(0, middle - reach)..<max(0, min(places.count, middle + reach + 1)) {
          let u = (places[index] - target) / noise
          next[index] += mass * Double.exp(-0.5 * u * u)
        }
      }
      let total = next.reduce(0, +) * spacing
      density = next.map { $0 / total }
    }
    var cumulative = [0.0]
    for index in 1..<places.count {
      cumulative.append(cumulative[index - 1] + spacing * (density[index - 1] + density[index]) / 2)
    }
    (self.places, self.density, self.cumulative, self.spacing) =
      (places, density, cumulative, spacing)
  }

  func mean(_ body: (Double) -> Double) -> Double {
    zip(places, density).reduce(0) { $0 + $1.1 * body($1.0) } * spacing
  }

  /// The distribution function, linear between places.
  func cumulative(at value: Double) -> Double {
    let place = (value - places[0]) / spacing
    guard place > 0 else { return 0 }
    guard place < Double(places.count - 1) else { return 1 }
    let share = place - place.rounded(.down)
    return (1 - share) * cumulative[Int(place)] + share * cumulative[Int(place) + 1]
  }
}
