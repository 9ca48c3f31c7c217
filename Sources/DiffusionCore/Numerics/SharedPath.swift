/// The Brownian path of one run of steps, followed in steps of another size.
///
/// A run of steps draws its path W interval by interval: over an interval of length Δ it moves by √Δ ξ.
/// Steps that cover several intervals take the sum of their moves; within an interval the path is
/// filled in by Brownian bridges, halving the steps in it again and again (Lévy's construction). So
/// runs of unlike steps see one path, and their difference is that of the steps alone.
public struct SharedPath: Sendable {
  /// Where the intervals of the path end, rising, and where the steps that follow it do.
  private let intervals: [Double]
  private let steps: [Double]

  /// - Parameters:
  ///   - times: of the steps that follow the path, all rising or all falling; they may repeat.
  ///   - reference: of the steps that drew it, going the same way.
  /// - Returns: nil where both are the same.
  public init?(of times: [Double], along reference: [Double]) {
    guard times != reference, let first = reference.first, let last = reference.last else {
      return nil
    }
    let sign = last < first ? -1.0 : 1
    (intervals, steps) = (reference.map { sign * $0 }, times.map { sign * $0 })
  }

  /// The normal number of a step as a sum of independent ones.
  ///
  /// - Parameters:
  ///   - step: from 0; its move of the path is √length times the number.
  ///   - drawn: the numbers ξ of the path's own steps.
  ///   - bridges: a stream for what is filled in; the same for all runs along the path.
  ///   - own: for a step of no length and for times that the path does not cover.
  /// - Returns: streams with coefficients whose squares add up to 1.
  public func noise(
    of step: Int, drawn: (Int) -> NoiseStream, bridges: NoiseStream, own: NoiseStream
  ) -> [WeightedStream] {
    let (start, end) = (steps[step], steps[step + 1])
    var parts: [WeightedStream] = []
    var covered = 0.0
    for index in intervals.indices.dropLast() {
      let (low, high) = (max(start, intervals[index]), min(end, intervals[index + 1]))
      guard low < high else { continue }
      covered += high - low
      parts += move(from: low, in: index, drawn(index), bridges.child(UInt64(index)))
    }
    let length = end - start
    guard covered > 0 else { return [WeightedStream(stream: own, weight: 1)] }
    let outside = max(0, intervals[0] - start) + max(0, end - intervals[intervals.count - 1])
    if outside > 0 { parts.append(WeightedStream(stream: own, weight: outside.squareRoot())) }
    for index in parts.indices { parts[index].weight /= length.squareRoot() }
    return parts
  }

  /// The path's move from a place in an interval to the next cut of it.
  private func move(
    from start: Double, in interval: Int, _ drawn: NoiseStream, _ bridge: NoiseStream
  ) -> [WeightedStream] {
    let (low, high) = (intervals[interval], intervals[interval + 1])
    let cuts = [low] + Set(steps.filter { $0 > low && $0 < high }).sorted() + [high]
    let part = cuts.firstIndex(of: start) ?? 0
    var found = [WeightedStream(stream: drawn, weight: (high - low).squareRoot())]
    var (first, last, node) = (0, cuts.count - 1, UInt64(1))
    while last - first > 1 {
      let middle = (first + last) / 2
      let (left, right) = (cuts[middle] - cuts[first], cuts[last] - cuts[middle])
      let isLeft = part < middle
      let share = (isLeft ? left : right) / (left + right)
      for index in found.indices { found[index].weight *= share }
      let spread = (left * right / (left + right)).squareRoot()
      found.append(
        WeightedStream(stream: bridge.child(node), weight: isLeft ? spread : -spread))
      (first, last) = isLeft ? (first, middle) : (middle, last)
      node = 2 &* node &+ (isLeft ? 0 : 1)
    }
    return found
  }
}

/// A stream of normal numbers and what they are multiplied by.
public struct WeightedStream: Equatable, Sendable {
  public var stream: NoiseStream
  public var weight: Double

  public init(stream: NoiseStream, weight: Double) {
    (self.stream, self.weight) = (stream, weight)
  }
}
