/// Sliced W2: the root mean square, over directions in the plane, of the W2 distance of projections.
///
/// Directions π j/n for j = 0 … n − 1; clouds of the same size are coupled by rank (methods.md §14).
public struct SlicedWasserstein: Sendable {
  private let directions: [(Float, Float)]

  public init(directions count: Int = 64) {
    directions = (0..<count).map { j in
      let angle = Double.pi * Double(j) / Double(count)
      return (Float(Elementary.cos(angle)), Float(Elementary.sin(angle)))
    }
  }

  /// The distance between two clouds, in the units of the plane.
  ///
  /// Of the larger cloud only as many particles are used as the smaller one has; NaN for empty ones.
  public func distance(_ a: Cloud, _ b: Cloud) -> Double {
    let count = min(a.count, b.count)
    guard count > 0 else { return .nan }
    var sorter = FloatSorter(count: count)
    var total = 0.0
    for direction in directions {
      let first = sorter.sorted(project(a, direction, count))
      let second = sorter.sorted(project(b, direction, count))
      var sum = 0.0
      for i in 0..<count {
        let difference = Double(first[i] - second[i])
        sum += difference * difference
      }
      total += sum / Double(count)
    }
    return (total / Double(directions.count)).squareRoot()
  }

  private func project(_ cloud: Cloud, _ direction: (Float, Float), _ count: Int) -> [Float] {
    (0..<count).map { direction.0 * cloud.x[$0] + direction.1 * cloud.y[$0] }
  }
}

/// Sorts Floats by three passes of a radix sort over their bits.
struct FloatSorter {
  private var keys: [UInt32]
  private var spare: [UInt32]

  init(count: Int) {
    keys = .init(repeating: 0, count: count)
    spare = keys
  }

  /// The values in rising order; as many as the sorter was made for.
  mutating func sorted(_ values: [Float]) -> [Float] {
    // A Float's bits order like its value once negative ones are flipped and the others offset.
    for i in keys.indices {
      let bits = values[i].bitPattern
      keys[i] = bits ^ (bits >> 31 == 1 ? .max : 0x8000_0000)
    }
    for shift in [0, 11, 22] as [UInt32] {
      var starts = [Int](repeating: 0, count: 2049)
      for key in keys { starts[Int((key >> shift) & 2047) + 1] += 1 }
      for digit in 0..<2048 { starts[digit + 1] += starts[digit] }
      for key in keys {
        let digit = Int((key >> shift) & 2047)
        spare[starts[digit]] = key
        starts[digit] += 1
      }
      swap(&keys, &spare)
    }
    return keys.map { Float(bitPattern: $0 ^ ($0 >> 31 == 1 ? 0x8000_0000 : .max)) }
  }
}
