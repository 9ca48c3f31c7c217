/// A linear measurement y = C x + v of a datum, v ~ N(0, s_y² I).
///
/// Source: methods.md §10.
public struct Observation: Equatable, Sendable {
  /// The rows of C, one or two.
  public var matrix: [Vector]
  /// y, a number for each row.
  public var value: [Double]
  /// s_y > 0.
  public var noise: Double

  /// - Precondition: one or two rows, a value for each, noise > 0.
  public init(matrix: [Vector], value: [Double], noise: Double) {
    precondition((1...2).contains(matrix.count) && value.count == matrix.count && noise > 0)
    self.matrix = matrix
    self.value = value
    self.noise = noise
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

extension Observation {
  /// The setting of a scene, `observation`.
  public static let parameters: [Parameter] = [
    Parameter(
      "matrix", .list(of: .list(of: .number(.any), count: 2...2), count: 1...2), required: true,
      "C of y = C x + v: one or two rows [a, b]"),
    Parameter(
      "value", .list(of: .number(.any), count: 1...2), required: true,
      "y, a number for each row of the matrix"),
    Parameter(
      "noise", .number(NumberRange(1e-6, 1e6)), required: true, "s_y, the deviation of v"),
  ]

  /// The observation of checked settings.
  ///
  /// - Throws: `SettingError` where rows and values differ in number.
  public init(_ settings: Settings) throws {
    let rows = settings.list("matrix").map { Vector($0.list[0].number, $0.list[1].number) }
    let value = settings.numbers("value")
    guard rows.count == value.count else {
      throw SettingError(
        path: [.name("value")],
        message: "\(value.count) numbers for \(rows.count) rows of the matrix",
        hint: "give one number for each row")
    }
    guard rows.allSatisfy({ $0.length > 0 }) else {
      throw SettingError(
        path: [.name("matrix")], message: "a row of zeros measures nothing",
        hint: "give each row a number other than 0")
    }
    self.init(matrix: rows, value: value, noise: settings.number("noise"))
  }
}
