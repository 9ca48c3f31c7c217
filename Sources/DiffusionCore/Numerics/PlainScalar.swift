/// The arithmetic that the plain twins of the kernels are written in: Float gives the very bits of
/// the kernels, Double gives the reference that gradients are tested against.
package protocol PlainScalar: BinaryFloatingPoint, Sendable {
  /// 1 / (1 + e⁻ˣ) without libm.
  static func logistic(_ x: Self) -> Self
  /// tanh x without libm.
  static func hyperbolicTangent(_ x: Self) -> Self
}

extension Float: PlainScalar {
  package static func logistic(_ x: Float) -> Float { PlainMath.logistic(x) }
  package static func hyperbolicTangent(_ x: Float) -> Float { PlainMath.hyperbolicTangent(x) }
}

extension Double: PlainScalar {
  package static func logistic(_ x: Double) -> Double { 1 / (1 + Elementary.exp(-x)) }

  package static func hyperbolicTangent(_ x: Double) -> Double {
    let e = Elementary.exp(-2 * abs(x))
    return (x < 0 ? -1 : 1) * (1 - e) / (1 + e)
  }
}

@inline(__always)
package func fusedMultiplyAdd<Scalar: PlainScalar>(_ a: Scalar, _ b: Scalar, _ c: Scalar) -> Scalar
{
  c.addingProduct(a, b)
}
