/// The law of a mixture of Gaussians at one noise level: every field of methods.md §1 in closed form.
public struct GaussianMixtureLaw: Law {
  public let level: NoiseLevel
  let components: [NoisedComponent]
  let partOfComponent: [Int]
  let partCount: Int
  /// Whether all covariances are equal, so that log ratios can be formed from differences of means.
  let sharesCovariance: Bool
  /// Whether some component has no density, and so the law has none.
  let isSingular: Bool
  /// The same in Float for batches; nil where Float would not do.
  private let kernel: MixtureKernel?
  private let cumulativeWeights: CumulativeWeights

  init(of mixture: GaussianMixture, at level: NoiseLevel) {
    self.level = level
    components = mixture.components.map { NoisedComponent($0, at: level) }
    partOfComponent = mixture.partOfComponent
    partCount = mixture.parts.weights.count
    let first = mixture.components[0].covariance
    sharesCovariance = mixture.components.allSatisfy { $0.covariance == first }
    isSingular = components.contains { $0.isSingular }
    kernel = Self.kernel(of: components)
    cumulativeWeights = CumulativeWeights(mixture.components.map(\.weight))
  }

  public func evaluate(at point: Vector) -> LawValue {
    guard let (logDensity, responsibilities) = weigh(point) else { return .none }
    let score = score(at: point, responsibilities)
    // Σ rₖ(−Pₖ + gₖ gₖᵀ) − s sᵀ, centred so that the outer products do not cancel.
    var hessian = SymmetricMatrix.zero
    for (component, r) in zip(components, responsibilities) where r > 0 {
      let deviation = component.gradient(component.whitened(point)) - score
      hessian = hessian + r * (SymmetricMatrix(outer: deviation) - component.precision)
    }
    return LawValue(logDensity: logDensity, score: score, hessian: hessian)
  }

  public func posterior(at point: Vector) -> Posterior {
    if level.noise == 0 {
      return Posterior(mean: (1 / level.signal) * point, covariance: .zero)
    }
    guard let (_, responsibilities) = weigh(point) else {
      return Posterior(mean: Vector(repeating: .nan), covariance: .init(diagonal: .nan))
    }
    var mean = Vector.zero
    for (component, r) in zip(components, responsibilities) where r > 0 {
      mean += r * component.posteriorMean(at: point)
    }
    var covariance = SymmetricMatrix.zero
    for (component, r) in zip(components, responsibilities) where r > 0 {
      let deviation = component.posteriorMean(at: point) - mean
      covariance =
        covariance + r * (component.posteriorCovariance + SymmetricMatrix(outer: deviation))
    }
    return Posterior(mean: mean, covariance: covariance)
  }

  public func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    marginalDensity(along: axis == .x ? Vector(1, 0) : Vector(0, 1), at: value)
  }

  /// The density of d · x for a unit vector d.
  func marginalDensity(along direction: Vector, at value: Double) -> Double {
    var density = 0.0
    for component in components {
      let variance = direction.dot(component.covariance * direction)
      guard variance > 0 else { continue }
      let u = (value - component.mean.dot(direction)) / variance.squareRoot()
      density += Elementary.exp(component.logWeight - 0.5 * u * u) / variance.squareRoot()
    }
    return density * Elementary.inverseSquareRootOf2Pi
  }

  public func partProbabilities(at point: Vector) -> [Double] {
    var result = [Double](repeating: 0, count: partCount)
    guard partCount > 0 else { return result }
    let values = responsibilities(at: point)
    for (part, r) in zip(partOfComponent, values) { result[part] += r }
    return result
  }

  public func dispersion(at point: Vector) -> Double? {
    guard let (_, responsibilities) = weigh(point) else { return nil }
    var sum = 0.0
    for (component, r) in zip(components, responsibilities) where r > 0 {
      let u = component.whitened(point)
      sum += r * u.dot(u)
    }
    return sum / 2
  }
}

// MARK: - Responsibilities

extension GaussianMixtureLaw {
  /// P(component | x) for every component, with sum 1; NaN where the law has no density.
  public func responsibilities(at point: Vector) -> [Double] {
    weigh(point)?.responsibilities ?? Array(repeating: .nan, count: components.count)
  }

  /// log p and the responsibilities; nil where the law has no density or the point is not finite.
  ///
  /// The largest term is taken out of the sum, so points where every component underflows are exact.
  private func weigh(_ point: Vector) -> (logDensity: Double, responsibilities: [Double])? {
    guard !isSingular else { return nil }
    var best = 0
    var bestLog = -Double.infinity
    var logs = [Double](repeating: 0, count: components.count)
    for index in components.indices {
      let u = components[index].whitened(point)
      logs[index] = components[index].logFactor - 0.5 * u.dot(u)
      if logs[index] > bestLog {
        bestLog = logs[index]
        best = index
      }
    }
    guard bestLog.isFinite else { return nil }
    if sharesCovariance { refine(&logs, at: point, against: best) }
    var sum = 0.0
    for index in logs.indices {
      logs[index] = Elementary.exp(sharesCovariance ? logs[index] : logs[index] - bestLog)
      sum += logs[index]
    }
    for index in logs.indices { logs[index] /= sum }
    return (bestLog + Elementary.log(sum), logs)
  }

  /// Replaces the logarithms by their differences from the best one, formed without cancellation.
  ///
  /// With one covariance |u_k|² − |u_m|² = (u_k − u_m)·(u_k + u_m), and u_k − u_m does not depend on
  /// the point: far away, where the squares agree in all their digits, the ratio is still right.
  private func refine(_ logs: inout [Double], at point: Vector, against best: Int) {
    let reference = components[best]
    let u = reference.whitened(point)
    for index in components.indices {
      let other = components[index]
      let difference = reference.whitenedMean - other.whitenedMean
      let sum = u + other.whitened(point)
      logs[index] = (other.logWeight - reference.logWeight) - 0.5 * difference.dot(sum)
    }
  }

  private func score(at point: Vector, _ responsibilities: [Double]) -> Vector {
    var score = Vector.zero
    for (component, r) in zip(components, responsibilities) where r > 0 {
      score += r * component.gradient(component.whitened(point))
    }
    return score
  }
}

// MARK: - Batches

extension GaussianMixtureLaw {
  public func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    if let kernel {
      return kernel.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
    }
    for index in x.indices {
      let point = Vector(Double(x[index]), Double(y[index]))
      let value = weigh(point).map { score(at: point, $0.responsibilities) }
      scoreX[index] = Float(value?.x ?? .nan)
      scoreY[index] = Float(value?.y ?? .nan)
    }
  }

  public func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    if let kernel { return kernel.logDensities(x: x, y: y, into: result) }
    for index in x.indices {
      let point = Vector(Double(x[index]), Double(y[index]))
      result[index] = Float(weigh(point)?.logDensity ?? -.infinity)
    }
  }

  public func sample(count: Int, stream: NoiseStream) -> Cloud {
    var cloud = stream.normals(count: count)
    let uniforms = stream.uniforms(count: count)
    components.withUnsafeBufferPointer { components in
      cloud.x.withUnsafeMutableBufferPointer { x in
        cloud.y.withUnsafeMutableBufferPointer { y in
          for index in 0..<count {
            let pick = cumulativeWeights.index(at: Double(uniforms[index]))
            (x[index], y[index]) = components[pick].transformed(x[index], y[index])
          }
        }
      }
    }
    return cloud
  }

  /// The mixture in Float, unless a precision leaves Float's range or is so ill-conditioned that the
  /// quadratic form would lose more than half of Float's digits.
  private static func kernel(of components: [NoisedComponent]) -> MixtureKernel? {
    let fits = components.allSatisfy { component in
      let (smaller, larger) = component.covariance.eigenvalues
      return !component.isSingular && larger < 1e30 && smaller > 1e-30 && larger < 4096 * smaller
    }
    guard fits else { return nil }
    return MixtureKernel(
      means: components.map(\.mean), precisions: components.map(\.precision),
      logWeights: components.map(\.logFactor))
  }
}

extension LawValue {
  /// What a law without a density gives: log 0, and no derivatives.
  static let none = LawValue(
    logDensity: -.infinity, score: Vector(repeating: .nan), hessian: .init(diagonal: .nan))
}
