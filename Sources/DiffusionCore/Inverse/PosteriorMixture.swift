extension GaussianMixture {
  /// The law of x given y = C x + v, which is a mixture of Gaussians again.
  ///
  /// R_k = C S_k Cᵀ + s_y² I, w′_k ∝ w_k N(y; C μ_k, R_k), μ′_k = μ_k + S_k Cᵀ R_k⁻¹ (y − C μ_k),
  /// S′_k = S_k − S_k Cᵀ R_k⁻¹ C S_k. Parts are those of the data, with their posterior weights; a
  /// weight below the range of Float64 becomes the least in it. Source: methods.md §10.
  ///
  /// - Parameters:
  ///   - observation: C, y and s_y.
  ///   - spread: deviation γ ≥ 0 of noise on x before it is measured: the law is then
  ///     ∝ p(x) (likelihood ∗ N(0, γ² I))(x).
  public func posterior(given observation: Observation, spread: Double = 0) -> GaussianMixture {
    posteriorAndEvidence(given: observation, spread: spread).posterior
  }

  /// log p(y), the logarithm of the density of the measurement.
  public func logEvidence(of observation: Observation) -> Double {
    posteriorAndEvidence(given: observation, spread: 0).logEvidence
  }

  func posteriorAndEvidence(
    given observation: Observation, spread: Double
  ) -> (posterior: GaussianMixture, logEvidence: Double) {
    let likelihood = Likelihood(observation, spread: spread)
    let conditioned = components.map {
      likelihood.condition(mean: $0.mean, covariance: $0.covariance)
    }
    let logs = zip(components, conditioned).map { Elementary.log($0.weight) + $1.logEvidence }
    let largest = logs.reduce(-Double.infinity, max)
    let weights = logs.map { Elementary.exp($0 - largest) }
    let total = weights.reduce(0, +)
    let updated = zip(weights, conditioned).map {
      Component(
        weight: max($0, .leastNormalMagnitude), mean: $1.mean, covariance: $1.covariance)
    }
    return (
      GaussianMixture(updated, partName: parts.name, partOfComponent: partOfComponent),
      largest + Elementary.log(total)
    )
  }

  /// The mixture under noise of deviation γ, as a mixture: S_k + γ² I.
  public func blurred(by gamma: Double) -> GaussianMixture {
    GaussianMixture(
      components.map {
        Component(
          weight: $0.weight, mean: $0.mean,
          covariance: $0.covariance + SymmetricMatrix(diagonal: gamma * gamma))
      }, partName: parts.name, partOfComponent: partOfComponent)
  }

  /// The mean of mixtures with the same parts, each with the same weight.
  static func average(of mixtures: [GaussianMixture]) -> GaussianMixture {
    GaussianMixture(
      mixtures.flatMap(\.components), partName: mixtures[0].parts.name,
      partOfComponent: mixtures.flatMap(\.partOfComponent))
  }
}

// MARK: - The highest point

extension GaussianMixture {
  /// Components that the search for the mode starts from.
  private static let largestSearch = 32

  /// The point of the largest density: the best end of ascents from the highest components.
  ///
  /// Newton's step where the density is log-concave and the gradient elsewhere, each halved until the
  /// density rises. A component without a width is higher than anything: the heaviest of them wins.
  public var mode: Vector {
    let points = components.filter { $0.covariance.determinant <= 0 }
    if let heaviest = points.max(by: { $0.weight < $1.weight }) { return heaviest.mean }
    let law = noised(at: .clean)
    let starts = components.map { (mean: $0.mean, height: Self.logHeight($0)) }
      .sorted { $0.height > $1.height }.prefix(Self.largestSearch)
    let ends = starts.map { ascend(from: $0.mean, law) }
    return ends.max { $0.logDensity < $1.logDensity }?.point ?? mean
  }

  private static func logHeight(_ component: Component) -> Double {
    Elementary.log(component.weight) - 0.5 * Elementary.log(component.covariance.determinant)
  }

  private func ascend(
    from start: Vector, _ law: GaussianMixtureLaw
  ) -> (point: Vector, logDensity: Double) {
    var point = start
    var here = law.evaluate(at: point)
    for _ in 0..<200 {
      let curvature = (-1) * here.hessian
      let isConcave = curvature.xx > 0 && curvature.determinant > 0
      var step =
        isConcave
        ? curvature.inverse * here.score : smallestDeviation * smallestDeviation * here.score
      var next = law.evaluate(at: point + step)
      while !(next.logDensity > here.logDensity), step.length > 1e-13 * (1 + point.length) {
        step *= 0.5
        next = law.evaluate(at: point + step)
      }
      guard next.logDensity > here.logDensity else { break }
      (point, here) = (point + step, next)
    }
    // Where rounding hides any rise the gradient still has digits: one more of Newton's steps.
    let curvature = (-1) * here.hessian
    if curvature.xx > 0, curvature.determinant > 0 { point += curvature.inverse * here.score }
    return (point, here.logDensity)
  }
}
