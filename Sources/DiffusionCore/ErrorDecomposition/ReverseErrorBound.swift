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

  static func meanSquare(_ a: Cloud, _ b: Cloud) -> Double {
    (0..<a.count).reduce(0.0) { sum, index in
      let difference = a[index] - b[index]
      return sum + difference.dot(difference)
    } / Double(max(1, a.count))
  }
}
