/// Particles in the plane: two contiguous arrays, so that kernels stream over them.
public struct Cloud: Equatable, Sendable {
  public var x: [Float]
  public var y: [Float]

  /// - Precondition: `x` and `y` are equally long.
  public init(x: [Float], y: [Float]) {
    precondition(x.count == y.count)
    self.x = x
    self.y = y
  }

  /// `count` particles at the origin.
  public init(count: Int) {
    self.init(x: .init(repeating: 0, count: count), y: .init(repeating: 0, count: count))
  }

  public var count: Int { x.count }

  /// The first `count` particles, or all if there are fewer.
  public func prefix(_ count: Int) -> Cloud {
    Cloud(x: Array(x.prefix(count)), y: Array(y.prefix(count)))
  }

  public subscript(index: Int) -> Vector {
    get { Vector(Double(x[index]), Double(y[index])) }
    set {
      x[index] = Float(newValue.x)
      y[index] = Float(newValue.y)
    }
  }

  /// Multiplies every coordinate.
  public mutating func scale(by factor: Float) {
    for i in x.indices {
      x[i] *= factor
      y[i] *= factor
    }
  }

  /// Whether every coordinate is a finite number.
  public var isFinite: Bool {
    // x − x is 0 for a finite x and NaN otherwise, and a sum keeps a NaN.
    var sum = 0 as Float
    for i in x.indices { sum += (x[i] - x[i]) + (y[i] - y[i]) }
    return sum == 0
  }

  /// FNV-1a over the bits of every coordinate: equal digests, equal particles.
  public var digest: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for values in [x, y] {
      for value in values { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3 }
    }
    return hash
  }
}
