/// A density that is rotated or mirrored, scaled by one factor and moved: x = c Q x₀ + t.
///
/// Isotropic noise stays itself under Q, so the law at K(a, b) is that of the original at K(a c, b),
/// seen from Qᵀ (x − a t).
struct TransformedDensity<Original: ProjectedDensity>: Density {
  let original: Original
  /// Q and t.
  let turn: PlaneTransform
  /// c > 0.
  let scale: Double

  var mean: Vector { turn(scale * original.mean) }
  var covariance: SymmetricMatrix { turn((scale * scale) * original.covariance) }
  var parts: DensityParts { original.parts }
  var smallestDeviation: Double { scale * original.smallestDeviation }
  var isSmooth: Bool { original.isSmooth }
  var hasDensity: Bool { original.hasDensity }
  var approximation: String? { original.approximation }

  var extent: Extent {
    let box = original.extent
    return turn(
      Extent(
        xMin: scale * box.xMin, xMax: scale * box.xMax, yMin: scale * box.yMin,
        yMax: scale * box.yMax))
  }

  func law(at level: NoiseLevel) -> any Law {
    var inner = level
    inner.signal *= scale
    return TransformedLaw(
      original: original.projectedLaw(at: inner), turn: turn, scale: scale, level: level)
  }

  func transformed(by transform: PlaneTransform) throws -> any Density {
    let own = PlaneTransform(
      columnX: scale * turn.columnX, columnY: scale * turn.columnY,
      translation: turn.translation)
    return try original.transformed(by: transform.after(own))
  }
}

/// A density whose laws have marginals along every direction, so that it can be seen rotated.
protocol ProjectedDensity: Density {
  associatedtype Projected: ProjectedLaw
  /// The law of a x₀ + b n.
  func projectedLaw(at level: NoiseLevel) -> Projected
}

/// A law whose marginal along every direction is known.
protocol ProjectedLaw: Law {
  /// The density of d · x for a unit vector d.
  func marginalDensity(along direction: Vector, at value: Double) -> Double
}

/// The law of a transformed density at one level: the original's, asked at rotated points.
struct TransformedLaw<Original: ProjectedLaw>: Law {
  /// The original's law at K(a c, b).
  let original: Original
  let turn: PlaneTransform
  let scale: Double
  let level: NoiseLevel

  /// Qᵀ (x − a t).
  private func inner(_ point: Vector) -> Vector {
    turn.unturned(point - level.signal * turn.translation)
  }

  func evaluate(at point: Vector) -> LawValue {
    let value = original.evaluate(at: inner(point))
    return LawValue(
      logDensity: value.logDensity, score: turn.turned(value.score), hessian: turn(value.hessian))
  }

  func posterior(at point: Vector) -> Posterior {
    let posterior = original.posterior(at: inner(point))
    return Posterior(
      mean: turn(scale * posterior.mean),
      covariance: turn((scale * scale) * posterior.covariance))
  }

  func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    let place = value - level.signal * turn.translation[axis.rawValue]
    let direction = turn.unturned(axis == .x ? Vector(1, 0) : Vector(0, 1))
    for own in Axis.allCases where abs(direction[own.rawValue]) == 1 {
      return original.marginalDensity(own, at: direction[own.rawValue] * place)
    }
    return original.marginalDensity(along: direction, at: place)
  }

  func partProbabilities(at point: Vector) -> [Double] {
    original.partProbabilities(at: inner(point))
  }

  func dispersion(at point: Vector) -> Double? { original.dispersion(at: inner(point)) }

  func sample(count: Int, stream: NoiseStream) -> Cloud {
    var cloud = original.sample(count: count, stream: stream)
    for index in 0..<count {
      cloud[index] = turn.turned(cloud[index]) + level.signal * turn.translation
    }
    return cloud
  }

  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    let scores = original.scores(at: turnedBack(x, y))
    for index in x.indices {
      let score = turn.turned(scores[index])
      (scoreX[index], scoreY[index]) = (Float(score.x), Float(score.y))
    }
  }

  func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    let cloud = turnedBack(x, y)
    cloud.x.withUnsafeBufferPointer { x in
      cloud.y.withUnsafeBufferPointer { y in original.logDensities(x: x, y: y, into: result) }
    }
  }

  private func turnedBack(
    _ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>
  ) -> Cloud {
    var cloud = Cloud(count: x.count)
    for index in x.indices {
      cloud[index] = inner(Vector(Double(x[index]), Double(y[index])))
    }
    return cloud
  }
}
