/// log p(y₁ … y_M; φ) of measurements that share an unknown φ, its maximum, and exact EM for it.
///
/// All in closed form for a mixture of Gaussians. Source: methods.md §10 (erratum E44: the likelihood
/// with its s_y² is what EM never lowers).
public struct OperatorLikelihood: Sendable {
  public let data: GaussianMixture
  public let unknown: UnknownOperator
  private let observation: Observation

  /// - Precondition: the observation has something unknown.
  public init(data: GaussianMixture, observation: Observation) {
    guard let unknown = observation.unknown else {
      preconditionFailure("the observation has nothing unknown")
    }
    self.data = data
    self.observation = observation
    self.unknown = unknown
  }

  public var measurements: [[Double]] { observation.measurements }

  /// Whether the exact likelihood has so many terms that a method could not ask for it at each step.
  static func isLarge(_ scene: MethodScene) -> Bool {
    guard let data = scene.density as? GaussianMixture, let observation = scene.observation else {
      return false
    }
    return data.components.count * observation.measurements.count > 5000
  }

  /// The measurement of one datum under φ.
  func observation(_ index: Int, _ phi: Double) -> Observation {
    Observation(
      matrix: unknown.matrix(phi), value: measurements[index], noise: observation.noise)
  }

  /// log p(y₁ … y_M; φ).
  public func logLikelihood(_ phi: Double) -> Double {
    measurements.indices.reduce(0) { $0 + data.logEvidence(of: observation($1, phi)) }
  }

  /// One step of exact EM from φ: the likelihood of the result is not below that of φ.
  public func expectationMaximisation(_ phi: Double) -> Double {
    var moments = OperatorMoments(rows: measurements[0].count)
    for index in measurements.indices {
      let posterior = data.posterior(given: observation(index, phi))
      moments.add(
        measurements[index], mean: posterior.mean,
        square: posterior.covariance + SymmetricMatrix(outer: posterior.mean))
    }
    return moments.best(for: unknown)
  }

  /// The law of a datum of a measurement drawn at random, given it: (1/M) Σ p(x | y_m; φ).
  ///
  /// - Parameter blur: deviation of noise on the data.
  public func posterior(_ phi: Double, blurredBy blur: Double = 0) -> GaussianMixture {
    let data = blur > 0 ? data.blurred(by: blur) : data
    return GaussianMixture.average(
      of: measurements.indices.map { data.posterior(given: observation($0, phi)) })
  }

  /// The φ of the largest likelihood: the best of a grid over the circle, or over all gains that could
  /// explain the size of the measurements, then golden section about it.
  public var maximum: Double {
    let range = searchRange
    let steps = 192
    let width = (range.upperBound - range.lowerBound) / Double(steps)
    func phi(_ index: Int) -> Double { range.lowerBound + (Double(index) + 0.5) * width }
    let values = (0..<steps).map { logLikelihood(phi($0)) }
    let best = values.indices.max { values[$0] < values[$1] } ?? 0
    return golden(phi(best) - width, phi(best) + width)
  }

  private var searchRange: ClosedRange<Double> {
    guard case .gain(let rows) = unknown else { return -.pi ... .pi }
    // y² = φ² |C₀ x|² + s_y² on average: no gain beyond three times that is likely.
    let size = rows.reduce(0.0) { sum, row in
      let mean = row.dot(data.mean)
      return sum + mean * mean + row.dot(data.covariance * row)
    }
    let measured = measurements.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    let bound = 3 * (measured / Double(measurements.count) / size).squareRoot()
    return -bound...bound
  }

  /// The maximum between two points on either side of one, to the square root of rounding.
  private func golden(_ lower: Double, _ upper: Double) -> Double {
    let share = (5.0.squareRoot() - 1) / 2
    var (a, b) = (lower, upper)
    var (c, d) = (b - share * (b - a), a + share * (b - a))
    var (atC, atD) = (logLikelihood(c), logLikelihood(d))
    while b - a > 1e-9 * max(1, abs(a)) {
      if atC > atD {
        (b, d, atD) = (d, c, atC)
        c = b - share * (b - a)
        atC = logLikelihood(c)
      } else {
        (a, c, atC) = (c, d, atD)
        d = a + share * (b - a)
        atD = logLikelihood(d)
      }
    }
    return (a + b) / 2
  }
}
