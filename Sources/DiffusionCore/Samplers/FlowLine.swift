/// Particles on their way along the probability flow in OU time, in Float64, with where they started
/// and the integral of the divergence.
struct FlowLine: Sendable {
  /// The levels of OU at which they started and have come to.
  private(set) var startLevel = NoiseLevel.clean
  private var level = NoiseLevel.clean
  private var start: [Vector] = []
  private var position: [Vector] = []
  /// ∫ (2 + tr ∇s) dt so far.
  private var integral: [Double] = []

  var count: Int { position.count }

  /// A start, a position and an integral each.
  var bytes: Int { 40 * count }

  init() {}

  init(_ cloud: Cloud, at level: NoiseLevel) {
    startLevel = Self.ouLevel(level)
    self.level = startLevel
    let scale = startLevel.signal / level.signal
    start = (0..<cloud.count).map { scale * cloud[$0] }
    position = start
    integral = .init(repeating: 0, count: cloud.count)
  }

  /// The level of OU with the same noise to signal.
  private static func ouLevel(_ level: NoiseLevel) -> NoiseLevel {
    OrnsteinUhlenbeck().level(sigma: level.sigma)
  }

  /// Whether a cloud of so many particles at a level is this one, and not one moved by other means.
  func holds(_ count: Int, at level: NoiseLevel) -> Bool {
    count == self.count && Self.ouLevel(level) == self.level
  }

  /// The particles in the units of a level.
  func cloud(at level: NoiseLevel) -> Cloud {
    let scale = level.signal / self.level.signal
    return Cloud(
      x: position.map { Float(scale * $0.x) }, y: position.map { Float(scale * $0.y) })
  }

  /// The log density of each start, that of where it has come to being exact.
  func likelihoods(under density: any Density) -> [FlowLikelihoodValue] {
    let law = density.law(at: level)
    return position.indices.map {
      FlowLikelihoodValue(
        datum: start[$0],
        logDensity: law.evaluate(at: position[$0]).logDensity - integral[$0])
    }
  }

  /// One step of the classical Runge–Kutta method, to a level.
  mutating func advance(
    to next: NoiseLevel, _ score: any ScoreModel, deviation: Double, _ parallel: Parallel
  ) -> StepReport {
    let end = Self.ouLevel(next)
    let h = end.time - level.time
    let middle = OrnsteinUhlenbeck().level(at: 0.5 * (level.time + end.time))
    let rates = [level, middle, end].map { FlowRates($0, score, deviation: deviation) }
    advance(by: h, rates, parallel)
    level = end
    return StepReport(scoreEvaluations: 4 * rates[0].scoreEvaluations)
  }

  private mutating func advance(by h: Double, _ rates: [FlowRates], _ parallel: Parallel) {
    let total = count
    position.withUnsafeMutableBufferPointer { position in
      integral.withUnsafeMutableBufferPointer { integral in
        nonisolated(unsafe) let (position, integral) = (position, integral)
        parallel.forEach(count: NoiseStream.blocks(in: total)) { block in
          let range = NoiseStream.range(ofBlock: block, count: total)
          Self.advance(
            position.extracting(range), integral.extracting(range), by: h, rates)
        }
      }
    }
  }

  private static func advance(
    _ position: UnsafeMutableBufferPointer<Vector>,
    _ integral: UnsafeMutableBufferPointer<Double>, by h: Double, _ rates: [FlowRates]
  ) {
    var points = Array(position)
    // The stage, how far it goes for the next one, and what its rate counts in the sum.
    let stages = [(rates[0], h / 2, h / 6), (rates[1], h / 2, h / 3), (rates[1], h, h / 3)]
    var sums = Array(position)
    for (rate, reach, weight) in stages + [(rates[2], 0, h / 6)] {
      let found = rate.evaluate(at: points)
      for i in points.indices {
        sums[i] += weight * found[i].velocity
        integral[i] += weight * found[i].contraction
        points[i] = position[i] + reach * found[i].velocity
      }
    }
    _ = position.update(from: sums)
  }
}

/// The flow's velocity −x − s and 2 + tr ∇s, which is minus its divergence, at one level of OU time.
struct FlowRates: Sendable {
  private enum Score: Sendable {
    case exact(any Law)
    /// By central differences over a distance.
    case network(any ScoreField, reach: Double)
  }

  private let score: Score

  /// - Parameter deviation: the smallest of the data, for the distance of differences: a hundredth of
  ///   the width that the law has at the level.
  init(_ level: NoiseLevel, _ model: any ScoreModel, deviation: Double) {
    if let exact = model as? ExactScore {
      score = .exact(exact.density.law(at: level))
    } else {
      let width = level.signal * deviation
      let reach = 0.01 * (width * width + level.noise * level.noise).squareRoot()
      score = .network(model.field(at: level), reach: reach)
    }
  }

  var scoreEvaluations: Int {
    if case .network = score { 5 } else { 1 }
  }

  func evaluate(at points: [Vector]) -> [(velocity: Vector, contraction: Double)] {
    switch score {
    case .exact(let law):
      return points.map { point in
        let value = law.evaluate(at: point)
        return (-point - value.score, 2 + value.hessian.trace)
      }
    case .network(let field, let reach):
      let (right, left) = (
        points.map { $0 + Vector(reach, 0) }, points.map { $0 - Vector(reach, 0) }
      )
      let (up, down) = (points.map { $0 + Vector(0, reach) }, points.map { $0 - Vector(0, reach) })
      let values = [points, right, left, up, down].map { Self.scores(field, $0) }
      return points.indices.map { i in
        let across = values[1][i].x - values[2][i].x
        let along = values[3][i].y - values[4][i].y
        return (-points[i] - values[0][i], 2 + (across + along) / (2 * reach))
      }
    }
  }

  private static func scores(_ field: any ScoreField, _ points: [Vector]) -> [Vector] {
    let scores = field.scores(
      at: Cloud(x: points.map { Float($0.x) }, y: points.map { Float($0.y) }))
    return points.indices.map { scores[$0] }
  }
}
