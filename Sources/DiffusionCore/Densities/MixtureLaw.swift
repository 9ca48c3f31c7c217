/// The law of a mixture of any densities at one level: its members' laws, weighed at each point.
struct MixtureLaw: Law {
  let level: NoiseLevel
  private let members: [any Law]
  private let weights: [Double]
  private let logWeights: [Double]
  private let division: PartDivision
  /// The members' laws under noise of the smallest deviation, which tell to what a point belongs
  /// where no member has a density; empty where there is noise.
  ///
  /// Less noise would leave the word to the faint broad cell that an energy's grid has for its rest.
  private let nearby: [any Law]

  init(of mixture: MixtureDensity, at level: NoiseLevel) {
    self.level = level
    members = mixture.members.map { $0.density.law(at: level) }
    weights = mixture.members.map(\.weight)
    logWeights = weights.map { Elementary.log($0) }
    division = mixture.division
    let near = NoiseLevel(
      time: level.time, signal: level.signal,
      noise: level.signal * mixture.smallestDeviation)
    nearby =
      level.noise > 0 || mixture.isSmooth
      ? [] : mixture.members.map { $0.density.law(at: near) }
  }

  /// log p and the share of each member; NaN shares where no member has a density.
  private func weigh(_ logs: [Double]) -> (logDensity: Double, shares: [Double]) {
    let best = logs.reduce(-.infinity, max)
    guard best.isFinite else { return (-.infinity, logs.map { _ in .nan }) }
    let shares = logs.map { Elementary.exp($0 - best) }
    let sum = shares.reduce(0, +)
    return (best + Elementary.log(sum), shares.map { $0 / sum })
  }

  private func shares(_ laws: [any Law], at point: Vector) -> [Double] {
    weigh(zip(logWeights, laws).map { $0 + $1.evaluate(at: point).logDensity }).shares
  }

  func evaluate(at point: Vector) -> LawValue {
    let values = members.map { $0.evaluate(at: point) }
    let (logDensity, shares) = weigh(zip(logWeights, values).map { $0 + $1.logDensity })
    guard logDensity.isFinite else { return .none }
    let score = zip(shares, values).reduce(Vector.zero) {
      $1.0 > 0 ? $0 + $1.0 * $1.1.score : $0
    }
    // Centred, so that the outer products do not cancel.
    let hessian = zip(shares, values).reduce(SymmetricMatrix.zero) { sum, next in
      guard next.0 > 0 else { return sum }
      return sum + next.0 * (next.1.hessian + SymmetricMatrix(outer: next.1.score - score))
    }
    return LawValue(logDensity: logDensity, score: score, hessian: hessian)
  }

  func posterior(at point: Vector) -> Posterior {
    guard level.noise > 0 else {
      return Posterior(mean: (1 / level.signal) * point, covariance: .zero)
    }
    let shares = shares(members, at: point)
    guard shares[0].isFinite else {
      return Posterior(mean: Vector(repeating: .nan), covariance: .init(diagonal: .nan))
    }
    let posteriors = members.map { $0.posterior(at: point) }
    let mean = zip(shares, posteriors).reduce(Vector.zero) {
      $1.0 > 0 ? $0 + $1.0 * $1.1.mean : $0
    }
    let covariance = zip(shares, posteriors).reduce(SymmetricMatrix.zero) { sum, next in
      guard next.0 > 0 else { return sum }
      return sum + next.0 * (next.1.covariance + SymmetricMatrix(outer: next.1.mean - mean))
    }
    return Posterior(mean: mean, covariance: covariance)
  }

  func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    zip(weights, members).reduce(0) { $0 + $1.0 * $1.1.marginalDensity(axis, at: value) }
  }

  func partProbabilities(at point: Vector) -> [Double] {
    var laws = members
    var shares = shares(laws, at: point)
    if shares[0].isNaN, !nearby.isEmpty {
      laws = nearby
      shares = self.shares(laws, at: point)
    }
    var result = [Double](repeating: 0, count: division.parts.weights.count)
    for (index, share) in shares.enumerated() {
      let first = division.firsts[index]
      guard share > 0, division.keepsOwn[index] else {
        result[first] = share
        continue
      }
      for (part, own) in laws[index].partProbabilities(at: point).enumerated() {
        result[first + part] = share * own
      }
    }
    return result
  }

  /// Each member's own under its share, so that the mean over the law is 1 again.
  func dispersion(at point: Vector) -> Double? {
    var sum = 0.0
    for (share, law) in zip(shares(members, at: point), members) {
      guard let own = law.dispersion(at: point) else { return nil }
      if !(share == 0) { sum += share * own }
    }
    return sum
  }

  /// Every member draws as many, and each particle is taken from the one that its own uniform number
  /// picks.
  func sample(count: Int, stream: NoiseStream) -> Cloud {
    let choices = stream.uniforms(count: count)
    let cumulative = CumulativeWeights(weights)
    let draws = members.enumerated().map {
      $1.sample(count: count, stream: stream.child(UInt64($0 + 1)))
    }
    var cloud = Cloud(count: count)
    for index in 0..<count {
      let own = draws[cumulative.index(at: Double(choices[index]))]
      (cloud.x[index], cloud.y[index]) = (own.x[index], own.y[index])
    }
    return cloud
  }
}

// MARK: - Batches

extension MixtureLaw {
  func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    let all = memberLogs(x, y)
    for index in x.indices {
      let best = all.reduce(-Float.infinity) { max($0, $1[index]) }
      let sum = all.reduce(0.0) { $0 + Elementary.exp(Double($1[index] - best)) }
      result[index] = best.isFinite ? Float(Double(best) + Elementary.log(sum)) : -.infinity
    }
  }

  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    let all = memberLogs(x, y)
    var sums = Cloud(count: x.count)
    var masses = [Float](repeating: 0, count: x.count)
    var bests = [Float](repeating: -.infinity, count: x.count)
    for logs in all {
      for index in x.indices { bests[index] = max(bests[index], logs[index]) }
    }
    for (law, logs) in zip(members, all) {
      law.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
      for index in x.indices {
        let share = Float(Elementary.exp(Double(logs[index] - bests[index])))
        // Where a member has no mass it need not have a score.
        guard !(share == 0) else { continue }
        masses[index] += share
        sums.x[index] += share * scoreX[index]
        sums.y[index] += share * scoreY[index]
      }
    }
    for index in x.indices {
      (scoreX[index], scoreY[index]) = (
        sums.x[index] / masses[index], sums.y[index] / masses[index]
      )
    }
  }

  /// log (weight · p) of every member at every particle.
  private func memberLogs(
    _ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>
  ) -> [[Float]] {
    zip(members, logWeights).map { law, logWeight in
      var logs = [Float](repeating: 0, count: x.count)
      logs.withUnsafeMutableBufferPointer { law.logDensities(x: x, y: y, into: $0) }
      for index in logs.indices { logs[index] += Float(logWeight) }
      return logs
    }
  }
}
