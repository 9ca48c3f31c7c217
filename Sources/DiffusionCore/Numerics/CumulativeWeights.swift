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
  func index(at u: Double) -> Int {
    var low = 0
    var high = sums.count - 1
    let target = u * sums[high]
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
