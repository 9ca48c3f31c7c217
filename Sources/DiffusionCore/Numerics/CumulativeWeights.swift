/// Weights summed up from the first, to pick one of them by a uniform number.
struct CumulativeWeights: Sendable {
  private let sums: [Double]

  init(_ weights: some Sequence<Double>) {
    var sum = 0.0
    sums = weights.map {
      sum += $0
      return sum
    }
  }

  /// The first index whose sum is above `u` times the whole, for u in [0, 1).
  ///
  /// Halves the range without a branch, as each outcome is as good as random. Numbers that are not
  /// negative are in the order of their bit patterns, whose difference has its sign in the top bit.
  func index(at u: Double) -> Int {
    sums.withUnsafeBufferPointer { sums in
      let target = Int64(bitPattern: (u * sums[sums.count - 1]).bitPattern)
      var first = 0
      var count = sums.count &- 1
      while count > 0 {
        let half = (count &+ 1) / 2
        let sum = Int64(bitPattern: sums[first &+ half &- 1].bitPattern)
        let isAbove = Int((target &- sum) >> 63)
        first &+= half & ~isAbove
        count &-= half
      }
      return first
    }
  }
}
