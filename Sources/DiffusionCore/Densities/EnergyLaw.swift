/// The law of an energy at one noise level: e^{−u}/Z where there is no noise, else a dense mixture.
public struct EnergyLaw<Potential: Energy>: Law {
  public let level: NoiseLevel
  let density: EnergyDensity<Potential>
  /// The law with noise; nil without.
  let noised: GaussianMixtureLaw?

  init(of density: EnergyDensity<Potential>, at level: NoiseLevel) {
    self.level = level
    self.density = density
    noised = level.noise > 0 ? density.cells.noised(at: level) : nil
  }

  public func evaluate(at point: Vector) -> LawValue {
    if let noised { return noised.evaluate(at: point) }
    let clean = (1 / level.signal) * point
    let logDensity = density.logDensity(at: clean) - 2 * Elementary.log(level.signal)
    guard logDensity.isFinite else { return .none }
    return LawValue(
      logDensity: logDensity,
      score: (-1 / level.signal) * density.energy.gradient(at: clean),
      hessian: (-1 / (level.signal * level.signal)) * density.energy.hessian(at: clean))
  }

  public func posterior(at point: Vector) -> Posterior {
    noised?.posterior(at: point)
      ?? Posterior(mean: (1 / level.signal) * point, covariance: .zero)
  }

  public func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    if let noised { return noised.marginalDensity(axis, at: value) }
    let clean = value / level.signal
    guard clean.isFinite else { return 0 }
    let breaks = density.energy.breaks(along: axis == .x ? .y : .x, at: clean)
    let integral = FlatEndedRule.converged(breaks) { other in
      let point = axis == .x ? Vector(clean, other) : Vector(other, clean)
      return Elementary.exp(density.logDensity(at: point))
    }
    return integral.value / level.signal
  }

  public func partProbabilities(at point: Vector) -> [Double] {
    if let noised { return noised.partProbabilities(at: point) }
    var result = [Double](repeating: 0, count: density.parts.weights.count)
    guard !result.isEmpty else { return result }
    result[density.energy.part(of: (1 / level.signal) * point)] = 1
    return result
  }

  public func dispersion(at point: Vector) -> Double? { nil }

  public func sample(count: Int, stream: NoiseStream) -> Cloud {
    let rule = FlatEndedRule(count: 128)
    var random = RandomSource(stream)
    var cloud = level.noise > 0 ? stream.normals(count: count) : Cloud(count: count)
    for index in 0..<count {
      let clean = density.draw(&random, rule)
      cloud[index] = level.signal * clean + level.noise * cloud[index]
    }
    return cloud
  }
}

// MARK: - Batches

/// In Float64 point by point: an energy is a few operations, and far away its terms are large.
extension EnergyLaw {
  public func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    if let noised { return noised.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY) }
    let inverse = 1 / level.signal
    for index in x.indices {
      let clean = inverse * Vector(Double(x[index]), Double(y[index]))
      let gradient = density.energy.gradient(at: clean)
      scoreX[index] = Float(-inverse * gradient.x)
      scoreY[index] = Float(-inverse * gradient.y)
    }
  }

  public func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    if let noised { return noised.logDensities(x: x, y: y, into: result) }
    let (inverse, shift) = (1 / level.signal, 2 * Elementary.log(level.signal))
    for index in x.indices {
      let clean = inverse * Vector(Double(x[index]), Double(y[index]))
      let value = density.logDensity(at: clean) - shift
      result[index] = value.isNaN ? -.infinity : Float(value)
    }
  }
}
