/// The law of a mixture of boxes at one noise level.
///
/// Along one axis, ∫ N(x; a u, b²) du over a side is (Φ(β) − Φ(α)) / a with α, β = (a u − x) / b at its
/// ends; with u truncated to [α, β], the score is E[u] / b, its derivative (Var[u] − 1) / b² and the
/// posterior of x₀ that of (x + b u) / a.
public struct BoxMixtureLaw: Law {
  public let level: NoiseLevel
  let boxes: [BoxMixture.Box]
  let grid: BoxGrid
  let logWeights: [Double]
  private let partOfBox: [Int]
  private let partCount: Int

  init(of mixture: BoxMixture, at level: NoiseLevel) {
    self.level = level
    boxes = mixture.boxes
    grid = mixture.grid
    partOfBox = mixture.partOfBox
    partCount = mixture.parts.weights.count
    logWeights = mixture.boxes.map { Elementary.log($0.weight) }
  }

  public func evaluate(at point: Vector) -> LawValue {
    guard level.noise > 0 else { return evaluateClean(at: point) }
    let (sidesX, sidesY) = noisedSides(at: point)
    let (logDensity, responsibilities) = weigh(sidesX, sidesY)
    guard logDensity.isFinite else { return .none }
    var score = Vector.zero
    for (index, r) in responsibilities.enumerated() where r > 0 {
      score += r * Vector(sidesX[grid.indexX[index]].score, sidesY[grid.indexY[index]].score)
    }
    var hessian = SymmetricMatrix.zero
    for (index, r) in responsibilities.enumerated() where r > 0 {
      let (x, y) = (sidesX[grid.indexX[index]], sidesY[grid.indexY[index]])
      let own = SymmetricMatrix(xx: x.curvature, xy: 0, yy: y.curvature)
      let spread = SymmetricMatrix(outer: Vector(x.score, y.score) - score)
      hessian = hessian + r * (own + spread)
    }
    return LawValue(logDensity: logDensity, score: score, hessian: hessian)
  }

  public func posterior(at point: Vector) -> Posterior {
    guard level.noise > 0 else {
      return Posterior(mean: (1 / level.signal) * point, covariance: .zero)
    }
    let (sidesX, sidesY) = noisedSides(at: point)
    let (_, responsibilities) = weigh(sidesX, sidesY)
    var mean = Vector.zero
    for (index, r) in responsibilities.enumerated() where r > 0 {
      mean +=
        r
        * Vector(
          sidesX[grid.indexX[index]].posteriorMean, sidesY[grid.indexY[index]].posteriorMean)
    }
    var covariance = SymmetricMatrix.zero
    for (index, r) in responsibilities.enumerated() where r > 0 {
      let (x, y) = (sidesX[grid.indexX[index]], sidesY[grid.indexY[index]])
      let own = SymmetricMatrix(xx: x.posteriorVariance, xy: 0, yy: y.posteriorVariance)
      let spread = SymmetricMatrix(outer: Vector(x.posteriorMean, y.posteriorMean) - mean)
      covariance = covariance + r * (own + spread)
    }
    return Posterior(mean: mean, covariance: covariance)
  }

  public func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    let sides = axis == .x ? grid.sidesX : grid.sidesY
    let indices = axis == .x ? grid.indexX : grid.indexY
    let densities = sides.map { side in
      level.noise > 0
        ? Elementary.exp(NoisedSide(side, at: value, level).logDensity)
        : cleanDensity(of: side, at: value)
    }
    return zip(boxes, indices).reduce(0) { $0 + $1.0.weight * densities[$1.1] }
  }

  public func partProbabilities(at point: Vector) -> [Double] {
    var result = [Double](repeating: 0, count: partCount)
    guard partCount > 0 else { return result }
    for (part, r) in zip(partOfBox, responsibilities(at: point)) { result[part] += r }
    return result
  }

  public func dispersion(at point: Vector) -> Double? { nil }

  /// P(box | x) for every box, with sum 1; the limit of small noise where there is none.
  public func responsibilities(at point: Vector) -> [Double] {
    guard level.noise > 0 else { return cleanResponsibilities(at: point) }
    let (sidesX, sidesY) = noisedSides(at: point)
    return weigh(sidesX, sidesY).responsibilities
  }

  private func noisedSides(at point: Vector) -> ([NoisedSide], [NoisedSide]) {
    (
      grid.sidesX.map { NoisedSide($0, at: point.x, level) },
      grid.sidesY.map { NoisedSide($0, at: point.y, level) }
    )
  }

  /// log p and the responsibilities, with the largest term taken out of the sum.
  private func weigh(
    _ sidesX: [NoisedSide], _ sidesY: [NoisedSide]
  ) -> (logDensity: Double, responsibilities: [Double]) {
    var logs = boxes.indices.map { index in
      logWeights[index] + sidesX[grid.indexX[index]].logDensity
        + sidesY[grid.indexY[index]].logDensity
    }
    let best = logs.reduce(-.infinity, max)
    guard best.isFinite else {
      return (best, Array(repeating: .nan, count: boxes.count))
    }
    var sum = 0.0
    for index in logs.indices {
      logs[index] = Elementary.exp(logs[index] - best)
      sum += logs[index]
    }
    for index in logs.indices { logs[index] /= sum }
    return (best + Elementary.log(sum), logs)
  }
}

// MARK: - The clean law

extension BoxMixtureLaw {
  private func cleanDensity(of side: BoxGrid.Side, at value: Double) -> Double {
    let clean = value / level.signal
    guard clean >= side.lower, clean < side.upper else { return 0 }
    return 1 / (side.length * level.signal)
  }

  private func evaluateClean(at point: Vector) -> LawValue {
    let density = boxes.reduce(0) { sum, box in
      let x = cleanDensity(of: .init(lower: box.lower.x, upper: box.upper.x), at: point.x)
      let y = cleanDensity(of: .init(lower: box.lower.y, upper: box.upper.y), at: point.y)
      return sum + box.weight * x * y
    }
    guard density > 0 else { return .none }
    return LawValue(logDensity: Elementary.log(density), score: .zero, hessian: .zero)
  }

  /// The shares of the boxes around a point; outside all of them the nearest box has it.
  private func cleanResponsibilities(at point: Vector) -> [Double] {
    let clean = (1 / level.signal) * point
    let distances = boxes.map { box in
      let outside = (box.lower - clean).replacing(with: 0, where: box.lower .< clean)
      let beyond = (clean - box.upper).replacing(with: 0, where: clean .< box.upper)
      return outside.dot(outside) + beyond.dot(beyond)
    }
    let nearest = distances.reduce(.infinity, min)
    let shares = zip(boxes, distances).map { box, distance in
      distance == nearest ? box.weight / (box.size.x * box.size.y) : 0
    }
    let total = shares.reduce(0, +)
    return shares.map { $0 / total }
  }
}

extension BoxMixtureLaw {
  public func sample(count: Int, stream: NoiseStream) -> Cloud {
    var cloud = stream.normals(count: count)
    let choices = stream.uniforms(count: count)
    let placesX = stream.child(1).uniforms(count: count)
    let placesY = stream.child(2).uniforms(count: count)
    let cumulative = CumulativeWeights(boxes.map(\.weight))
    for index in 0..<count {
      let box = boxes[cumulative.index(at: Double(choices[index]))]
      let place = Vector(Double(placesX[index]), Double(placesY[index]))
      let clean = box.lower + place * box.size
      cloud[index] = level.signal * clean + level.noise * cloud[index]
    }
    return cloud
  }
}

/// One side of a box, noised and seen from one coordinate.
struct NoisedSide {
  /// log of the density of a u + b n at the coordinate, for u uniform on the side.
  var logDensity: Double
  /// Its first derivative by the coordinate.
  var score: Double
  /// Its second derivative.
  var curvature: Double
  /// Mean and variance of u given the coordinate.
  var posteriorMean: Double
  var posteriorVariance: Double

  init(_ side: BoxGrid.Side, at value: Double, _ level: NoiseLevel) {
    let (a, b) = (level.signal, level.noise)
    let truncated = TruncatedNormal(
      lower: (a * side.lower - value) / b, upper: (a * side.upper - value) / b,
      width: a * side.length / b)
    score = truncated.mean / b
    curvature = truncated.excess / b / b
    if truncated.holdsMode {
      logDensity = truncated.logMass - Elementary.log(a * side.length)
      posteriorMean = max(side.lower, min(side.upper, (value + b * truncated.mean) / a))
      posteriorVariance = (b / a) * (b / a) * truncated.variance
    } else {
      logDensity = truncated.logAverage - Elementary.log(b)
      let step = truncated.fraction * side.length
      posteriorMean = truncated.isReflected ? side.upper - step : side.lower + step
      posteriorVariance = truncated.relativeVariance * side.length * side.length
    }
  }
}
