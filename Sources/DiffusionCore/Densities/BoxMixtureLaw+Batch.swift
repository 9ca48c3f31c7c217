/// Scores and log densities of many particles: the closed forms in logarithms, in Float64.
///
/// The results are wanted in Float, so the cancellation of a difference of two tails is of no matter
/// unless a side is narrower than a millionth of the noise; then each point is evaluated by itself.
extension BoxMixtureLaw {
  public func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    forEach(x: x, y: y, withScore: true) { index, value in
      scoreX[index] = Float(value.score.x)
      scoreY[index] = Float(value.score.y)
    }
  }

  public func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    forEach(x: x, y: y, withScore: false) { index, value in
      result[index] = Float(value.logDensity)
    }
  }

  /// Calls `body` with the log density and, where it is wanted, the score at every particle.
  private func forEach(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>, withScore: Bool,
    _ body: (Int, (logDensity: Double, score: Vector)) -> Void
  ) {
    guard let axisX = BatchAxis(grid.sidesX, level), let axisY = BatchAxis(grid.sidesY, level)
    else {
      for index in x.indices {
        let value = evaluate(at: Vector(Double(x[index]), Double(y[index])))
        body(index, (value.logDensity, value.score))
      }
      return
    }
    var product = BoxGridProduct(grid, level)
    var sidesX = BatchAxis.Values(for: axisX)
    var sidesY = BatchAxis.Values(for: axisY)
    var logs = [Double](repeating: 0, count: boxes.count)
    for index in x.indices {
      let point = Vector(Double(x[index]), Double(y[index]))
      if let value = product?.evaluate(at: point, withScore: withScore) {
        body(index, value)
        continue
      }
      axisX.evaluate(at: point.x, into: &sidesX)
      axisY.evaluate(at: point.y, into: &sidesY)
      body(index, combine(sidesX, sidesY, logs: &logs))
    }
  }

  /// The sum over the boxes; terms below e⁻⁴⁰ of the largest are nothing in Float.
  private func combine(
    _ sidesX: BatchAxis.Values, _ sidesY: BatchAxis.Values, logs: inout [Double]
  ) -> (logDensity: Double, score: Vector) {
    var best = -Double.infinity
    for index in logs.indices {
      let log =
        logWeights[index] + sidesX.logDensity[grid.indexX[index]]
        + sidesY.logDensity[grid.indexY[index]]
      logs[index] = log
      if log > best { best = log }
    }
    guard best.isFinite else { return (-.infinity, Vector(repeating: .nan)) }
    var sum = 0.0
    var score = Vector.zero
    for index in logs.indices where logs[index] > best - 40 {
      let r = Elementary.exp(logs[index] - best)
      sum += r
      score +=
        r * Vector(sidesX.score[grid.indexX[index]], sidesY.score[grid.indexY[index]])
    }
    return (best + Elementary.log(sum), score / sum)
  }
}

/// The sides along one axis with their ends, each distinct end evaluated once a point.
private struct BatchAxis {
  /// What the sides are at one coordinate.
  struct Values {
    /// The log density of every side and its derivative.
    var logDensity: [Double]
    var score: [Double]
    /// At every end: (a u − x) / b, and the tail of the normal beyond it over e^{−z²/2}.
    var z: [Double]
    var tail: [Double]

    init(for axis: BatchAxis) {
      logDensity = Array(repeating: 0, count: axis.sides.count)
      score = logDensity
      z = Array(repeating: 0, count: axis.ends.count)
      tail = z
    }
  }

  private struct Side {
    var lower: Int
    var upper: Int
    /// log of a times its length.
    var logLength: Double
  }

  /// a u / b at every end u.
  private let ends: [Double]
  private let sides: [Side]
  private let inverseNoise: Double

  /// Nil where a side is too narrow for this noise, or there is none.
  init?(_ sides: [BoxGrid.Side], _ level: NoiseLevel) {
    let ratio = level.signal / level.noise
    let narrowest = sides.reduce(Double.infinity) { min($0, $1.length) }
    guard level.noise > 1e-30, level.noise < 1e30, ratio * narrowest > 1e-6 else { return nil }
    let values = Set(sides.flatMap { [$0.lower, $0.upper] }).sorted()
    let position = Dictionary(uniqueKeysWithValues: zip(values, values.indices))
    ends = values.map { $0 * ratio }
    inverseNoise = 1 / level.noise
    self.sides = sides.compactMap { side in
      guard let lower = position[side.lower], let upper = position[side.upper] else { return nil }
      return Side(
        lower: lower, upper: upper, logLength: Elementary.log(level.signal * side.length))
    }
  }

  func evaluate(at value: Double, into result: inout Values) {
    let shift = value * inverseNoise
    for index in ends.indices {
      let z = ends[index] - shift
      result.z[index] = z
      result.tail[index] = 0.5 * Elementary.scaledTail(abs(z) * Elementary.squareRootOfHalf)
    }
    for index in sides.indices {
      let side = sides[index]
      let (log, mean) = Self.interval(
        lower: result.z[side.lower], upper: result.z[side.upper],
        lowerTail: result.tail[side.lower], upperTail: result.tail[side.upper])
      result.logDensity[index] = log - side.logLength
      result.score[index] = mean * inverseNoise
    }
  }

  /// log(Φ(upper) − Φ(lower)) and the mean of a standard normal between the two.
  @inline(__always)
  private static func interval(
    lower: Double, upper: Double, lowerTail: Double, upperTail: Double
  ) -> (log: Double, mean: Double) {
    let density = Elementary.inverseSquareRootOf2Pi
    if lower < 0, upper > 0 {
      let atLower = Elementary.exp(-0.5 * lower * lower)
      let atUpper = Elementary.exp(-0.5 * upper * upper)
      let mass = 1 - lowerTail * atLower - upperTail * atUpper
      return (Elementary.log(mass), density * (atLower - atUpper) / mass)
    }
    // Both on one side of the mode: the nearer end gives the scale.
    let isRight = lower >= 0
    let (near, far) = isRight ? (lower, upper) : (-upper, -lower)
    let (nearTail, farTail) = isRight ? (lowerTail, upperTail) : (upperTail, lowerTail)
    let fall = Elementary.exp(-0.5 * (far - near) * (far + near))
    let mass = nearTail - farTail * fall
    let mean = density * (1 - fall) / mass
    return (Elementary.log(mass) - 0.5 * near * near, isRight ? mean : -mean)
  }
}
