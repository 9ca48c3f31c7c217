/// Derivatives by central differences of sixth order, error h⁶ f⁗‴/140 and rounding 1e-16 |f|/h.
enum Differences {
  /// f′(x).
  static func slope(at x: Double, step h: Double, _ f: (Double) -> Double) -> Double {
    let first = f(x + h) - f(x - h)
    let second = f(x + 2 * h) - f(x - 2 * h)
    let third = f(x + 3 * h) - f(x - 3 * h)
    return (45 * first - 9 * second + third) / (60 * h)
  }

  /// ∇f(x).
  static func gradient(at x: Vector, step h: Double, _ f: (Vector) -> Double) -> Vector {
    Vector(
      slope(at: 0, step: h) { f(x + Vector($0, 0)) },
      slope(at: 0, step: h) { f(x + Vector(0, $0)) })
  }
}
