/// A linear measurement y = C x + v of a datum, v ~ N(0, s_y² I), or many with an unknown in C.
///
/// Source: methods.md §10.
public struct Observation: Equatable, Sendable {
  /// The rows of C, one or two.
  public var matrix: [Vector]
  /// y, a number for each row.
  public var value: [Double]
  /// s_y > 0.
  public var noise: Double
  /// What of C is to be found; `matrix` is then C at the true value.
  public var unknown: UnknownOperator?
  /// The φ that the measurements were drawn with.
  public var truth = 1.0
  /// y of every datum that was measured; `value` is the first.
  public var measurements: [[Double]]

  /// - Precondition: one or two rows, a value for each, noise > 0.
  public init(matrix: [Vector], value: [Double], noise: Double) {
    precondition((1...2).contains(matrix.count) && value.count == matrix.count && noise > 0)
    self.matrix = matrix
    self.value = value
    self.noise = noise
    measurements = [value]
  }

  /// Measurements of data drawn from a density: one, or `count` that share an unknown.
  public init(
    matrix: [Vector], noise: Double, count: Int = 1, of data: any Density, stream: NoiseStream
  ) {
    let points = data.law(at: .clean).sample(count: count, stream: stream.child(0))
    let errors = stream.child(1).normals(count: count)
    let drawn = (0..<count).map { index in
      matrix.enumerated().map { row, c in
        c.dot(points[index]) + noise * errors[index][row]
      }
    }
    self.init(matrix: matrix, value: drawn[0], noise: noise)
    measurements = drawn
  }

  /// C x.
  public func apply(_ x: Vector) -> [Double] { matrix.map { $0.dot(x) } }

  /// Cᵀ C.
  public var gram: SymmetricMatrix {
    matrix.reduce(.zero) { $0 + SymmetricMatrix(outer: $1) }
  }

  /// Cᵀ v.
  public func transposed(_ v: [Double]) -> Vector {
    zip(matrix, v).reduce(Vector.zero) { $0 + $1.1 * $1.0 }
  }

  /// log N(y; C x, s_y² I).
  public func logLikelihood(of x: Vector) -> Double {
    let residual = zip(value, apply(x)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let constant = Elementary.log(2 * .pi * noise * noise) * Double(value.count)
    return -0.5 * (residual / (noise * noise) + constant)
  }

  /// ∇ₓ log N(y; C x, s_y² I) = Cᵀ (y − C x)/s_y².
  public func likelihoodScore(at x: Vector) -> Vector {
    (1 / (noise * noise)) * transposed(zip(value, apply(x)).map { $0 - $1 })
  }
}
