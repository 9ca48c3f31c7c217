/// A family of measurements C(φ) with one number φ that many measurements share.
///
/// Source: methods.md §10, GPnP-EM.
public enum UnknownOperator: Equatable, Sendable {
  /// C = φ C₀ with the rows of C₀.
  case gain(of: [Vector])
  /// C = [cos φ, sin φ]: the direction of a projection, in radians.
  case angle

  /// The rows of C(φ).
  public func matrix(_ phi: Double) -> [Vector] {
    switch self {
    case .gain(let rows): rows.map { phi * $0 }
    case .angle:
      [Vector(Elementary.cos(phi), Elementary.sin(phi))]
    }
  }

  /// φ as the symbol of a reading.
  public var symbol: String {
    switch self {
    case .gain: "gain φ"
    case .angle: "angle φ"
    }
  }
}

/// What the M-step needs of the data under the current φ: sums over measurements of moments given y.
struct OperatorMoments: Sendable {
  /// Σ E[x xᵀ | y].
  var square = SymmetricMatrix.zero
  /// Σ y_r E[x | y] for each row r of C.
  var products: [Vector]

  init(rows: Int) { products = .init(repeating: .zero, count: rows) }

  /// Adds a measurement whose datum has these moments.
  mutating func add(_ y: [Double], mean: Vector, square: SymmetricMatrix) {
    self.square = self.square + square
    for (row, value) in y.enumerated() { products[row] += value * mean }
  }

  /// The φ that maximises −Σ E|y − C(φ) x|², which no s_y changes.
  func best(for unknown: UnknownOperator) -> Double {
    switch unknown {
    case .gain(let rows):
      let size = rows.reduce(0) { $0 + $1.dot(square * $1) }
      let match = zip(rows, products).reduce(0) { $0 + $1.0.dot($1.1) }
      return match / size
    case .angle: return bestAngle
    }
  }

  /// The minimum of cᵀA c − 2 b·c on the circle: the best of 360 directions, then Newton.
  private var bestAngle: Double {
    func cost(_ phi: Double) -> Double {
      let c = Vector(Elementary.cos(phi), Elementary.sin(phi))
      return c.dot(square * c) - 2 * products[0].dot(c)
    }
    let step = 2 * Double.pi / 360
    let start = (0..<360).min { cost(Double($0) * step) < cost(Double($1) * step) } ?? 0
    var phi = Double(start) * step
    for _ in 0..<20 {
      let c = Vector(Elementary.cos(phi), Elementary.sin(phi))
      let turned = Vector(-c.y, c.x)
      let slope = 2 * (turned.dot(square * c) - products[0].dot(turned))
      let bend =
        2 * (turned.dot(square * turned) - c.dot(square * c) + products[0].dot(c))
      guard bend > 0, abs(slope / bend) < step else { break }
      phi -= slope / bend
    }
    return phi > .pi ? phi - 2 * .pi : phi
  }
}
