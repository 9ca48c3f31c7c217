/// The law of a penalized Gaussian at one noise level: a product along its two directions.
struct PenalizedGaussianLaw: Law {
  let level: NoiseLevel
  let lines: [PenalizedGaussian.Line]

  init(_ density: PenalizedGaussian, at level: NoiseLevel) {
    self.level = level
    lines = density.lines
  }

  func evaluate(at point: Vector) -> LawValue {
    var value = LawValue(logDensity: 0, score: .zero, hessian: .zero)
    for line in lines {
      let along = noised(line, at: point)
      guard along.logDensity.isFinite else { return .none }
      value.logDensity += along.logDensity
      value.score += along.score * line.direction
      value.hessian = value.hessian + along.curvature * SymmetricMatrix(outer: line.direction)
    }
    return value
  }

  func posterior(at point: Vector) -> Posterior {
    var posterior = Posterior(mean: .zero, covariance: .zero)
    for line in lines {
      let along = noised(line, at: point)
      posterior.mean += along.posteriorMean * line.direction
      posterior.covariance =
        posterior.covariance + along.posteriorVariance * SymmetricMatrix(outer: line.direction)
    }
    return posterior
  }

  func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    marginalDensity(along: axis == .x ? Vector(1, 0) : Vector(0, 1), at: value)
  }

  func partProbabilities(at point: Vector) -> [Double] { [] }

  func dispersion(at point: Vector) -> Double? { nil }

  func sample(count: Int, stream: NoiseStream) -> Cloud {
    var cloud = stream.normals(count: count)
    var source = RandomSource(stream)
    for index in 0..<count {
      var clean = Vector.zero
      for line in lines { clean += line.law.sample(&source) * line.direction }
      cloud[index] = level.signal * clean + level.noise * cloud[index]
    }
    return cloud
  }

  func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      let point = Vector(Double(x[index]), Double(y[index]))
      result[index] = Float(lines.reduce(0) { $0 + noised($1, at: point).logDensity })
    }
  }

  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      let point = Vector(Double(x[index]), Double(y[index]))
      let score = lines.reduce(Vector.zero) { $0 + noised($1, at: point).score * $1.direction }
      (scoreX[index], scoreY[index]) = (Float(score.x), Float(score.y))
    }
  }

  private func noised(_ line: PenalizedGaussian.Line, at point: Vector) -> NoisedKink {
    NoisedKink(
      line.law, at: point.dot(line.direction), signal: level.signal, noise: level.noise)
  }
}
