/// Sliced W2: the root mean square, over directions in the plane, of the W2 distance of projections.
///
/// Directions π j/n for j = 0 … n − 1; clouds of the same size are coupled by rank, others by their
/// quantile functions (methods.md §14).
public struct SlicedWasserstein: Sendable {
  private let exactDirections: [Vector]
  private let directions: [(Float, Float)]

  public init(directions count: Int = 64) {
    exactDirections = (0..<count).map { j in
      let angle = Double.pi * Double(j) / Double(count)
      return Vector(Elementary.cos(angle), Elementary.sin(angle))
    }
    directions = exactDirections.map { (Float($0.x), Float($0.y)) }
  }

  /// The distance between two clouds, in the units of the plane; NaN for empty ones.
  ///
  /// For clouds of the same size in Float, fast enough for every frame; otherwise as for points.
  public func distance(_ a: Cloud, _ b: Cloud) -> Double {
    guard a.count == b.count else { return distance(Points(a), Points(b)) }
    let count = a.count
    guard count > 0 else { return .nan }
    let sorter = FloatSorter(count: count)
    var total = 0.0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { room in
      let first = UnsafeMutableBufferPointer(rebasing: room[..<count])
      let second = UnsafeMutableBufferPointer(rebasing: room[count...])
      for direction in directions {
        project(a, direction, into: first)
        project(b, direction, into: second)
        sorter.sort(first)
        sorter.sort(second)
        var sum = 0.0
        for i in 0..<count {
          let difference = Double(first[i] - second[i])
          sum += difference * difference
        }
        total += sum / Double(count)
      }
    }
    return (total / Double(directions.count)).squareRoot()
  }

  /// The distance between two sets of points, in the units of the plane; NaN for empty ones.
  public func distance(_ a: Points, _ b: Points) -> Double {
    guard a.count > 0, b.count > 0 else { return .nan }
    let total = exactDirections.reduce(0.0) { sum, direction in
      func project(_ points: Points) -> [Double] {
        zip(points.x, points.y).map { direction.x * $0 + direction.y * $1 }.sorted()
      }
      return sum + Self.quantileCost(project(a), project(b))
    }
    return (total / Double(exactDirections.count)).squareRoot()
  }

  /// ∫₀¹ (F⁻¹(u) − G⁻¹(u))² du of two sorted lists: W2² on a line.
  private static func quantileCost(_ a: [Double], _ b: [Double]) -> Double {
    // In units of 1/(nm), so that the ends of the steps of both functions are whole numbers.
    let (n, m) = (a.count, b.count)
    var (i, j, place) = (0, 0, 0)
    var sum = 0.0
    while i < n, j < m {
      let next = min((i + 1) * m, (j + 1) * n)
      let difference = a[i] - b[j]
      sum += Double(next - place) * difference * difference
      place = next
      if next == (i + 1) * m { i += 1 }
      if next == (j + 1) * n { j += 1 }
    }
    return sum / (Double(n) * Double(m))
  }

  /// The coordinates of the particles along a direction.
  private func project(
    _ cloud: Cloud, _ direction: (Float, Float), into values: UnsafeMutableBufferPointer<Float>
  ) {
    cloud.x.withUnsafeBufferPointer { x in
      cloud.y.withUnsafeBufferPointer { y in
        for i in values.indices { values[i] = direction.0 * x[i] + direction.1 * y[i] }
      }
    }
  }
}

/// `sliced_w2`.
public enum SlicedDistance: Metric {
  public static let card = MetricCard(
    name: "sliced_w2", title: "sliced W2",
    meaning: "root mean square over 64 directions of the W2 distance of the projections",
    unit: "plane", range: "0 …", better: .lower, spread: .power(1.0 / 3),
    source: "Bonneel et al. 2015; methods.md §14")

  public static func value(of comparison: Comparison) -> Double? {
    SlicedWasserstein().distance(comparison.points, comparison.reference)
  }
}

/// Sorts Floats by three passes of a radix sort over their bits, in room that is taken once.
final class FloatSorter {
  private static let digits = 2048
  private let count: Int
  /// Keys, then as many places to move them to.
  private let keys: UnsafeMutableBufferPointer<UInt32>
  /// Where the next key of a digit goes, for each of the three passes.
  private let places: UnsafeMutableBufferPointer<Int32>

  /// - Precondition: `count` values, fewer than 2³¹.
  init(count: Int) {
    precondition(count <= Int(Int32.max))
    self.count = count
    keys = .allocate(capacity: 2 * count)
    keys.initialize(repeating: 0)
    places = .allocate(capacity: 3 * Self.digits)
    places.initialize(repeating: 0)
  }

  deinit {
    keys.deallocate()
    places.deallocate()
  }

  /// Puts the values in rising order; as many as the sorter was made for.
  func sort(_ values: UnsafeMutableBufferPointer<Float>) {
    precondition(values.count == count)
    countDigits(values)
    var source = UnsafeMutableBufferPointer(rebasing: keys[..<count])
    var target = UnsafeMutableBufferPointer(rebasing: keys[count...])
    for pass in 0..<3 {
      let next = UnsafeMutableBufferPointer(
        rebasing: places[pass * Self.digits..<(pass + 1) * Self.digits])
      let shift = UInt32(11 * pass)
      for i in 0..<count {
        let key = source[i]
        let digit = Int((key >> shift) & 2047)
        target[Int(next[digit])] = key
        next[digit] &+= 1
      }
      swap(&source, &target)
    }
    for i in 0..<count {
      let key = source[i]
      values[i] = Float(bitPattern: key ^ (key >> 31 == 1 ? 0x8000_0000 : .max))
    }
  }

  /// Makes the keys, and from how often each digit occurs where the first key that has it goes.
  private func countDigits(_ values: UnsafeMutableBufferPointer<Float>) {
    places.update(repeating: 0)
    // A Float's bits order like its value once negative ones are flipped and the others offset.
    for i in 0..<count {
      let bits = values[i].bitPattern
      let key = bits ^ (bits >> 31 == 1 ? .max : 0x8000_0000)
      keys[i] = key
      places[Int(key & 2047)] &+= 1
      places[Self.digits + Int((key >> 11) & 2047)] &+= 1
      places[2 * Self.digits + Int(key >> 22)] &+= 1
    }
    for pass in 0..<3 {
      var start: Int32 = 0
      for digit in pass * Self.digits..<(pass + 1) * Self.digits {
        let here = places[digit]
        places[digit] = start
        start &+= here
      }
    }
  }
}
