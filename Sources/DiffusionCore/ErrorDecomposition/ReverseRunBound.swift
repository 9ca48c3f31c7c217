/// What a step of the reverse SDE holds fixed while it lasts.
public enum HeldDrift: Sendable {
  /// Drift and score: Euler–Maruyama.
  case all
  /// The score alone; what is linear in the particle is solved exactly.
  case score
}

/// What bounds the errors of a whole reverse run before it is made, from its schedule alone.
///
/// The two integrals of `ReverseErrorBound` over all steps, each on draws of the exact laws. Of many
/// steps some forty are looked at, each for its neighbours too. Source: methods.md §13.
public struct ReverseRunBound: Sendable {
  private let density: any Density
  private let process: any DiffusionProcess
  private let stops: [NoiseLevel]
  private let stream: NoiseStream

  private static let nodes = 40
  private static let samples = 256

  /// - Parameters:
  ///   - stops: the level before the first step and after each.
  ///   - stream: of the draws: the same gives the same bound.
  public init(
    of density: any Density, along process: any DiffusionProcess, over stops: [NoiseLevel],
    stream: NoiseStream
  ) {
    (self.density, self.process, self.stops, self.stream) = (density, process, stops, stream)
  }

  /// ½ ∫ g² E|s_θ(x, t) − s(x, t)|² dt, in nats.
  public func scoreError(of model: any ScoreModel) -> Double {
    sum { from, _, stream in
      let exact = density.law(at: from)
      let draws = exact.sample(count: Self.samples, stream: stream)
      return ReverseErrorBound.meanSquare(
        model.field(at: from).scores(at: draws), exact.scores(at: draws))
    }
  }

  /// ½ ∫ g² E|s(x_k, t_k) − s(x_t, t)|² dt over the noising, in nats, t_k the start of t's step.
  ///
  /// Where the step holds the linear drift −f x too, its change over g² is added to the score's.
  public func stepError(holding held: HeldDrift) -> Double {
    sum { from, to, stream in
      let step = process.interval(from: from, to: to)
      let pull = held == .all ? step.drift / step.diffusion : 0
      let earlier = density.law(at: from)
      // The integrand grows from 0 through the step: the middles of its halves.
      let middle = process.level(at: (from.time + to.time) / 2)
      let halves = [(from, middle), (middle, to)].enumerated().map { index, half in
        let now = density.law(at: process.level(at: (half.0.time + half.1.time) / 2))
        let share = process.interval(from: half.0, to: half.1).diffusion / step.diffusion
        return share * change(from: earlier, to: now, pull, stream.child(UInt64(index)))
      }
      return halves.reduce(0, +)
    }
  }

  /// E|s(x_k, t_k) − s(x_t, t) + r (x_k − x_t)|².
  private func change(
    from earlier: any Law, to now: any Law, _ pull: Double, _ stream: NoiseStream
  ) -> Double {
    let interval = process.interval(from: earlier.level, to: now.level)
    let draws = now.sample(count: Self.samples, stream: stream.child(0))
    let noise = stream.child(1).normals(count: Self.samples)
    var noised = draws
    for index in 0..<draws.count {
      noised[index] =
        interval.forwardSignal * draws[index] + interval.forwardNoise * noise[index]
    }
    let (before, after) = (earlier.scores(at: noised), now.scores(at: draws))
    return (0..<draws.count).reduce(0.0) { sum, index in
      let difference = before[index] - after[index] + pull * (noised[index] - draws[index])
      return sum + difference.dot(difference)
    } / Double(draws.count)
  }

  /// Σ ½ G · value over the steps, the value asked for at the middle one of each group.
  private func sum(
    _ value: (_ from: NoiseLevel, _ to: NoiseLevel, _ stream: NoiseStream) -> Double
  ) -> Double {
    let steps = Array(zip(stops, stops.dropFirst()))
    let size = max(1, (steps.count + Self.nodes - 1) / Self.nodes)
    var sum = 0.0
    for start in stride(from: 0, to: steps.count, by: size) {
      let group = steps[start..<min(steps.count, start + size)]
      let half = group.reduce(0) { $0 + process.interval(from: $1.0, to: $1.1).diffusion / 2 }
      let (from, to) = steps[start + group.count / 2]
      guard half > 0 else { continue }
      sum += half * value(from, to, stream.child(UInt64(start)))
    }
    return sum
  }
}
