/// Points of the plane in Float64, for numbers that a person asks for.
public struct Points: Equatable, Sendable {
  public var x: [Double]
  public var y: [Double]

  /// - Precondition: `x` and `y` are equally long.
  public init(x: [Double], y: [Double]) {
    precondition(x.count == y.count)
    self.x = x
    self.y = y
  }

  public init(_ vectors: [Vector]) {
    self.init(x: vectors.map { $0.x }, y: vectors.map { $0.y })
  }

  /// The particles of a cloud, without rounding.
  public init(_ cloud: Cloud) {
    self.init(x: cloud.x.map { Double($0) }, y: cloud.y.map { Double($0) })
  }

  public var count: Int { x.count }

  /// The first `count` points, or all if there are fewer.
  public func prefix(_ count: Int) -> Points {
    Points(x: Array(x.prefix(count)), y: Array(y.prefix(count)))
  }

  public subscript(index: Int) -> Vector { Vector(x[index], y[index]) }
}
