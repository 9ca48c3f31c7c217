/// A point of the plane, or a vector in it, in Float64: what exact quantities are stated in.
public typealias Vector = SIMD2<Double>

/// One coordinate axis of the plane.
public enum Axis: Int, CaseIterable, Sendable {
  case x, y
}

extension SIMD2<Double> {
  /// Σ aᵢ bᵢ.
  @inlinable
  public func dot(_ other: Self) -> Double { x * other.x + y * other.y }

  /// The Euclidean length.
  @inlinable
  public var length: Double { dot(self).squareRoot() }
}

/// A symmetric 2×2 matrix [[xx, xy], [xy, yy]]: covariances, precisions, Hessians.
public struct SymmetricMatrix: Hashable, Sendable {
  public var xx: Double
  public var xy: Double
  public var yy: Double

  @inlinable
  public init(xx: Double, xy: Double, yy: Double) {
    self.xx = xx
    self.xy = xy
    self.yy = yy
  }

  /// `value` times the identity.
  @inlinable
  public init(diagonal value: Double) { self.init(xx: value, xy: 0, yy: value) }

  /// The outer product v vᵀ.
  @inlinable
  public init(outer v: Vector) { self.init(xx: v.x * v.x, xy: v.x * v.y, yy: v.y * v.y) }

  public static let zero = Self(diagonal: 0)
  public static let identity = Self(diagonal: 1)

  @inlinable public var trace: Double { xx + yy }
  @inlinable public var determinant: Double { xx * yy - xy * xy }

  /// The inverse; infinite entries for a singular matrix.
  @inlinable
  public var inverse: Self {
    let d = determinant
    return Self(xx: yy / d, xy: -xy / d, yy: xx / d)
  }

  /// The eigenvalues, the smaller first.
  public var eigenvalues: (Double, Double) {
    let middle = (xx + yy) / 2
    let half = (xx - yy) / 2
    let radius = (half * half + xy * xy).squareRoot()
    guard middle > 0 else { return (middle - radius, middle + radius) }
    // The smaller one from the determinant: no cancellation for a positive definite matrix.
    let larger = middle + radius
    return (larger == 0 ? 0 : determinant / larger, larger)
  }

  /// The symmetric positive semidefinite root of a positive semidefinite matrix.
  ///
  /// M^½ = (M + √det M · I) / √(tr M + 2 √det M).
  public var squareRoot: Self {
    let root = max(0, determinant).squareRoot()
    let scale = (trace + 2 * root).squareRoot()
    guard scale > 0 else { return .zero }
    return Self(xx: (xx + root) / scale, xy: xy / scale, yy: (yy + root) / scale)
  }

  @inlinable
  public static func + (a: Self, b: Self) -> Self {
    Self(xx: a.xx + b.xx, xy: a.xy + b.xy, yy: a.yy + b.yy)
  }
  @inlinable
  public static func - (a: Self, b: Self) -> Self {
    Self(xx: a.xx - b.xx, xy: a.xy - b.xy, yy: a.yy - b.yy)
  }
  @inlinable
  public static func * (s: Double, m: Self) -> Self {
    Self(xx: s * m.xx, xy: s * m.xy, yy: s * m.yy)
  }
  @inlinable
  public static func * (m: Self, v: Vector) -> Vector {
    Vector(m.xx * v.x + m.xy * v.y, m.xy * v.x + m.yy * v.y)
  }
}
