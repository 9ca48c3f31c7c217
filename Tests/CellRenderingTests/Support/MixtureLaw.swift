internal import CellRendering
internal import DiffusionCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A mixture of round Gaussians under exact noise, by the formulas: the plain law of these tests.
struct MixtureLaw: Law {
  var weights: [Double]
  var means: [Vector]
  /// Variance of each component of the clean data.
  var variance: Double
  var level: NoiseLevel

  static let ring = MixtureLaw(
    weights: .init(repeating: 0.125, count: 8),
    means: [
      Vector(4, 0), Vector(2.828_427, 2.828_427), Vector(0, 4), Vector(-2.828_427, 2.828_427),
      Vector(-4, 0), Vector(-2.828_427, -2.828_427), Vector(0, -4), Vector(2.828_427, -2.828_427),
    ], variance: 0.09, level: .clean)
  static let two = MixtureLaw(
    weights: [0.2, 0.8], means: [Vector(-3, -3), Vector(3, 3)], variance: 1, level: .clean)

  func at(_ level: NoiseLevel) -> MixtureLaw {
    var law = self
    law.level = level
    return law
  }

  /// The level of the Ornstein–Uhlenbeck process at a time.
  static func ou(_ time: Double) -> NoiseLevel {
    NoiseLevel(time: time, signal: exp(-time), noise: (-expm1(-2 * time)).squareRoot())
  }

  /// The level with σ = noise / signal.
  static func ou(sigma: Double) -> NoiseLevel { ou(0.5 * log1p(sigma * sigma)) }

  private var spread: Double { level.signal * level.signal * variance + level.noise * level.noise }
  private func mean(_ index: Int) -> Vector { level.signal * means[index] }

  /// log p and the responsibilities.
  private func mixture(_ point: Vector) -> (logDensity: Double, shares: [Double]) {
    var logs = weights.indices.map { index in
      let d = point - mean(index)
      return log(weights[index]) - d.dot(d) / (2 * spread)
    }
    let top = logs.max() ?? 0
    logs = logs.map { exp($0 - top) }
    let sum = logs.reduce(0, +)
    return (top + log(sum) - log(2 * .pi * spread), logs.map { $0 / sum })
  }

  func evaluate(at point: Vector) -> LawValue {
    let (logDensity, shares) = mixture(point)
    var score = Vector(0, 0)
    var second = SymmetricMatrix.zero
    for (index, share) in shares.enumerated() {
      let d = (mean(index) - point) / spread
      score += share * d
      second = second + share * SymmetricMatrix(outer: d)
    }
    let hessian = second - SymmetricMatrix(diagonal: 1 / spread) - SymmetricMatrix(outer: score)
    return LawValue(logDensity: logDensity, score: score, hessian: hessian)
  }

  func posterior(at point: Vector) -> Posterior {
    let value = evaluate(at: point)
    let noise = level.noise * level.noise
    return Posterior(
      mean: (point + noise * value.score) / level.signal, covariance: .identity)
  }

  func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    weights.indices.reduce(0) { sum, index in
      let d = value - mean(index)[axis.rawValue]
      return sum + weights[index] * exp(-d * d / (2 * spread)) / (2 * .pi * spread).squareRoot()
    }
  }

  func partProbabilities(at point: Vector) -> [Double] { mixture(point).shares }

  func sample(count: Int, stream: NoiseStream) -> Cloud {
    var noise = PlainNoise(seed: stream.seed ^ stream.stream)
    var cloud = Cloud(count: count)
    for index in 0..<count {
      var rest = noise.uniform()
      var component = 0
      while component < weights.count - 1, rest >= weights[component] {
        rest -= weights[component]
        component += 1
      }
      cloud[index] =
        mean(component) + spread.squareRoot() * Vector(noise.gaussian(), noise.gaussian())
    }
    return cloud
  }

  func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      result[index] = Float(mixture(Vector(Double(x[index]), Double(y[index]))).logDensity)
    }
  }

  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      let score = evaluate(at: Vector(Double(x[index]), Double(y[index]))).score
      scoreX[index] = Float(score.x)
      scoreY[index] = Float(score.y)
    }
  }

  func dispersion(at point: Vector) -> Double? {
    mixture(point).shares.enumerated().reduce(0) { sum, part in
      let d = point - mean(part.offset)
      return sum + part.element * d.dot(d) / (2 * spread)
    }
  }
}

/// The exact score and a smooth error: what a network of middling training is like.
struct BentScore: ScoreField {
  var law: MixtureLaw
  var amplitude = 1.0

  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    law.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
    let level = law.level
    for index in x.indices {
      let u = Vector(Double(x[index]), Double(y[index])) / level.signal
      let size =
        amplitude * (0.06 + 0.08 * min(u.dot(u) / 16, 2)) * (1 + 0.5 / (0.35 + level.sigma))
        / max(level.noise, 0.15)
      let wave = Vector(
        sin(0.9 * u.x - 0.4 * u.y + 1) + sin(0.3 * u.x + 0.7 * u.y),
        cos(0.5 * u.x + 0.8 * u.y) - sin(0.7 * u.x - 0.2 * u.y + 2))
      scoreX[index] += Float(size * wave.x)
      scoreY[index] += Float(size * wave.y)
    }
  }
}

/// A law without a density: a finite set of points without noise.
struct PointLaw: Law {
  var level = NoiseLevel.clean

  func evaluate(at point: Vector) -> LawValue {
    LawValue(logDensity: -.infinity, score: Vector(.nan, .nan), hessian: .zero)
  }
  func posterior(at point: Vector) -> Posterior { Posterior(mean: point, covariance: .zero) }
  func marginalDensity(_ axis: Axis, at value: Double) -> Double { .nan }
  func partProbabilities(at point: Vector) -> [Double] { [] }
  func sample(count: Int, stream: NoiseStream) -> Cloud { Cloud(count: count) }
  func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices { result[index] = index % 2 == 0 ? -.infinity : .nan }
  }
  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices { (scoreX[index], scoreY[index]) = (.nan, .infinity) }
  }
  func dispersion(at point: Vector) -> Double? { nil }
}

/// Noise by sums and products alone, so that golden pictures are the same on every machine.
struct PlainNoise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Double(NoiseStream.mix(state) >> 11) / 9_007_199_254_740_992
  }

  /// Twelve uniforms: mean 0, variance 1, near enough to a Gaussian for a picture.
  mutating func gaussian() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
