/// Marginals along any direction, for laws that are shown rotated.

extension EnergyDensity: ProjectedDensity {
  func projectedLaw(at level: NoiseLevel) -> EnergyLaw<Potential> {
    EnergyLaw(of: self, at: level)
  }
}

extension EnergyLaw: ProjectedLaw {
  /// In closed form with noise; without, by quadrature along the line.
  ///
  /// Over 40 deviations, for the tails of a funnel.
  func marginalDensity(along direction: Vector, at value: Double) -> Double {
    if let noised { return noised.marginalDensity(along: direction, at: value) }
    let across = Vector(-direction.y, direction.x)
    let deviation = level.signal * density.covariance.eigenvalues.1.squareRoot()
    let middle = level.signal * density.mean.dot(across)
    return LineIntegral.adaptive(
      from: middle - 40 * deviation, to: middle + 40 * deviation, panels: 256
    ) { place in
      let clean = (1 / level.signal) * (value * direction + place * across)
      let mass = Elementary.exp(density.logDensity(at: clean))
      return mass.isNaN ? 0 : mass / (level.signal * level.signal)
    }
  }
}

extension PenalizedGaussian: ProjectedDensity {
  func projectedLaw(at level: NoiseLevel) -> PenalizedGaussianLaw {
    PenalizedGaussianLaw(self, at: level)
  }
}

extension PenalizedGaussianLaw: ProjectedLaw {
  /// d · x = s₁ c₁ + s₂ c₂ + b n for the coordinates c along the two directions.
  ///
  /// A normal c₂ counts as noise; a kinked one is integrated over, kink by kink.
  func marginalDensity(along direction: Vector, at value: Double) -> Double {
    let shares = lines.map { $0.direction.dot(direction) }
    if let own = shares.firstIndex(where: { abs($0) == 1 }) {
      return along(lines[own].law, share: shares[own], at: value, noise: level.noise)
    }
    let (first, second) = (lines[0].law, lines[1].law)
    guard second.slope > 0 else {
      let spread = level.signal * shares[1] * second.deviation
      return along(
        first, share: shares[0], at: value - level.signal * shares[1] * second.center,
        noise: (level.noise * level.noise + spread * spread).squareRoot())
    }
    func integrand(_ place: Double) -> Double {
      Elementary.exp(second.logDensity(at: place))
        * along(
          first, share: shares[0], at: value - level.signal * shares[1] * place,
          noise: level.noise)
    }
    let reach = 40 * second.variance.squareRoot() + abs(second.mean)
    return LineIntegral.adaptive(from: -reach, to: 0, panels: 24, integrand)
      + LineIntegral.adaptive(from: 0, to: reach, panels: 24, integrand)
  }

  /// The density of a s c + b n for c of a kinked law.
  private func along(
    _ law: KinkedNormal, share: Double, at value: Double, noise: Double
  ) -> Double {
    let noised = NoisedKink(
      law, at: share < 0 ? -value : value, signal: level.signal * abs(share), noise: noise)
    return Elementary.exp(noised.logDensity)
  }
}
