/// Mean and covariance of points.
public struct Moments: Equatable, Sendable {
  public var mean: Vector
  /// Normalised by N − 1.
  public var covariance: SymmetricMatrix

  public init(mean: Vector, covariance: SymmetricMatrix) {
    self.mean = mean
    self.covariance = covariance
  }

  public init(_ cloud: Cloud) {
    self.init(count: cloud.count) { cloud[$0] }
  }

  public init(_ points: Points) {
    self.init(count: points.count) { points[$0] }
  }

  private init(count: Int, _ point: (Int) -> Vector) {
    var sum = Vector.zero
    for i in 0..<count { sum += point(i) }
    let mean = sum / Double(max(1, count))
    var second = SymmetricMatrix.zero
    for i in 0..<count { second = second + SymmetricMatrix(outer: point(i) - mean) }
    self.init(mean: mean, covariance: (1 / Double(max(1, count - 1))) * second)
  }

  /// The Fréchet distance to other moments, squared: W2² of the Gaussians that have them.
  ///
  /// |Δm|² + tr(S₁ + S₂) − 2 tr (S₁S₂)^½ with tr M^½ = √(tr M + 2 √det M) (methods.md §14, E4).
  public func frechetSquared(to other: Moments) -> Double {
    let (p, q) = (covariance, other.covariance)
    let traceOfProduct = p.xx * q.xx + 2 * p.xy * q.xy + p.yy * q.yy
    let determinant = max(0, p.determinant * q.determinant).squareRoot()
    let root = max(0, traceOfProduct + 2 * determinant).squareRoot()
    let shift = mean - other.mean
    return shift.dot(shift) + p.trace + q.trace - 2 * root
  }
}
