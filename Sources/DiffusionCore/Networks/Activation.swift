/// The function between two layers of a network.
public enum Activation: String, CaseIterable, Sendable {
  /// x / (1 + e⁻ˣ).
  case silu
  case tanh
  /// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): the tanh form (Hendrycks and Gimpel 2016), which
  /// equals x / (1 + e⁻ᵘ) with u = 2 √(2/π) (x + 0.044715 x³).
  case gelu
  /// max(0, x), with derivative 0 at 0.
  case relu

  /// f(z) and f′(z).
  package func value<Scalar: PlainScalar>(_ z: Scalar) -> (value: Scalar, derivative: Scalar) {
    switch self {
    case .silu:
      let s = Scalar.logistic(z)
      let value = z * s
      return (value, fusedMultiplyAdd(value, 1 - s, s))
    case .tanh:
      let value = Scalar.hyperbolicTangent(z)
      return (value, fusedMultiplyAdd(-value, value, 1))
    case .gelu:
      let linear: Scalar = 1.5957691216057308
      let cubic: Scalar = 0.07135481627159
      let square = z * z
      let u = z * fusedMultiplyAdd(cubic, square, linear)
      let s = Scalar.logistic(u)
      let value = z * s
      let slope = fusedMultiplyAdd(3 * cubic, square, linear)
      return (value, fusedMultiplyAdd(value * (1 - s), slope, s))
    case .relu:
      return (z < 0 ? 0 : z, z > 0 ? 1 : 0)
    }
  }
}
