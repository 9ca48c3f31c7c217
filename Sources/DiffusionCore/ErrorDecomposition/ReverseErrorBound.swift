/// The three parts of the bound on how far a reverse run's law p̂ is from the exact law q.
///
/// KL(q ‖ p̂) ≤ KL(q_T ‖ prior) + ½ ∫ g² E|s_θ − s|² dt + ½ ∫ g² E|s(x_{t_k}, t_k) − s(x_t, t)|² dt,
/// expectations over the noising; for OU g² = 2, so that the factor is 1. By Girsanov's theorem, with
/// the linear part of the drift integrated exactly. Source: methods.md §13, lecture notes S3.
public struct ReverseErrorBound: Equatable, Sendable {
  /// The integral of the score's own error so far.
  public internal(set) var score = 0.0
  /// The integral of what the score changes within a step so far.
  public internal(set) var steps = 0.0

  public init() {}

  /// What bounds a run with some of the errors switched on.
  ///
  /// Two errors of the drift add up as |a + b|² ≤ 2 (|a|² + |b|²); one alone has no factor.
  ///
  /// - Parameter start: KL(q_T ‖ prior) for a run from the prior, 0 for one from q_T.
  public func total(start: Double, score isLearned: Bool, steps isCoarse: Bool) -> Double {
    let (a, b) = (isLearned ? score : 0, isCoarse ? steps : 0)
    return start + (a > 0 && b > 0 ? 2 : 1) * (a + b)
  }

  /// Adds E|s_θ(x, t) − s(x, t)|² at a level, times ½ G.
  ///
  /// - Parameter samples: draws of the exact law at the level.
  mutating func addScore(
    _ model: any ScoreModel, against exact: any Law, over samples: Cloud, half diffusion: Double
  ) {
    score +=
      diffusion
      * Self.meanSquare(model.field(at: exact.level).scores(at: samples), exact.scores(at: samples))
  }

  /// Adds E|s(x_{t_k}, t_k) − s(x_t, t)|² over the noising, times ½ G.
  ///
  /// - Parameters:
  ///   - samples: draws of the exact law `now`; they are noised to `earlier` by the exact transition.
  mutating func addSteps(
    from earlier: any Law, to now: any Law, along process: any DiffusionProcess,
    over samples: Cloud, noise: Cloud, half diffusion: Double
  ) {
    let interval = process.interval(from: earlier.level, to: now.level)
    var noised = samples
    for index in 0..<samples.count {
      noised[index] =
        interval.forwardSignal * samples[index] + interval.forwardNoise * noise[index]
    }
    steps += diffusion * Self.meanSquare(earlier.scores(at: noised), now.scores(at: samples))
  }

  private static func meanSquare(_ a: Cloud, _ b: Cloud) -> Double {
    (0..<a.count).reduce(0.0) { sum, index in
      let difference = a[index] - b[index]
      return sum + difference.dot(difference)
    } / Double(max(1, a.count))
  }
}

/// KL(p ‖ q) = ∫ p log(p/q) by quadrature over cells, in the form ∫ p log(p/q) − p + q whose integrand
/// is nowhere negative.
///
/// - Parameter grid: a grid that holds nearly all of both laws, with cells narrower than their modes.
public func divergence(_ p: any Law, from q: any Law, on grid: PlaneGrid) -> Double {
  (0..<grid.count).reduce(0.0) { sum, cell in
    let point = grid.centre(cell)
    let (first, second) = (p.evaluate(at: point).logDensity, q.evaluate(at: point).logDensity)
    let rest = Elementary.exp(second)
    guard first > -.infinity else { return sum + rest * grid.area }
    let mass = Elementary.exp(first)
    return sum + (mass * (first - second) - mass + rest) * grid.area
  }
}

/// KL(p ‖ q) from draws of both, by the distances to the k-th neighbours.
///
/// (d/n) Σ log(ν_k/ρ_k) + log(m/(n − 1)), with ρ_k the distance of a draw of p to its k-th neighbour
/// among the others and ν_k to that among the draws of q. Biased low for large values. Source: Wang,
/// Kulkarni & Verdú 2009; methods.md §14.
public func neighbourDivergence(_ p: Cloud, from q: Cloud, neighbours: Int = 5) -> Double {
  guard p.count > neighbours, q.count >= neighbours else { return .nan }
  var sum = 0.0
  for index in 0..<p.count {
    let own = neighbourDistance(p.x[index], p.y[index], p, except: index, neighbours)
    let other = neighbourDistance(p.x[index], p.y[index], q, except: -1, neighbours)
    // Squared distances, and d/2 = 1 in the plane; equal points are told apart by a tiny distance.
    sum += Elementary.log(max(Double(other), 1e-30)) - Elementary.log(max(Double(own), 1e-30))
  }
  return sum / Double(p.count)
    + Elementary.log(Double(q.count) / Double(p.count - 1))
}

/// The squared distance of a point to the k-th nearest particle.
private func neighbourDistance(
  _ x: Float, _ y: Float, _ cloud: Cloud, except skipped: Int, _ neighbours: Int
) -> Float {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: neighbours) { nearest in
    nearest.initialize(repeating: .infinity)
    for index in 0..<cloud.count {
      let (u, v) = (cloud.x[index] - x, cloud.y[index] - y)
      let distance = u * u + v * v
      guard distance < nearest[neighbours - 1], index != skipped else { continue }
      var place = neighbours - 1
      while place > 0, nearest[place - 1] > distance {
        nearest[place] = nearest[place - 1]
        place -= 1
      }
      nearest[place] = distance
    }
    return nearest[neighbours - 1]
  }
}
