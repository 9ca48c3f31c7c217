import DiffusionCore

/// Operations on numbers as the kernels do them: a fused multiply-add is two, a division or a root one.
///
/// By these the rates of different sizes are made comparable; what a size does besides its matrices
/// would make small ones look slow otherwise.
enum Arithmetic {
  /// Two normal numbers: a logarithm, a sine and a cosine, a root.
  static let normalPair = 70.0
  static let exponential = 19.0
  /// x ← x + b s + c z in the plane.
  static let step = 8.0
  static let silu = exponential + 3
  static let siluDerivative = 4.0
  /// Adam and the average, for one parameter.
  static let adam = 17.0
  /// One component of full covariance: its exponent, its weight, its part of the sums.
  static let component = 13 + exponential + 13

  /// A particle-step of reverse diffusion with a network whose embedding is folded into a bias.
  static func learnedStep(_ shape: PerceptronShape) -> Double {
    let folded = shape.hidden[0] * shape.conditioning
    let activations = shape.hidden.reduce(0, +)
    return 2 * Double(weights(shape) - folded) + silu * Double(activations) + normalPair + step
  }

  /// A training step: draws, forward, twice as much backward, the optimiser.
  static func trainingStep(_ shape: PerceptronShape, batch: Int) -> Double {
    let activations = Double(shape.hidden.reduce(0, +))
    let drawn = 2 * normalPair + exponential + normalPair / 2 * Double(shape.conditioning)
    let sample = 6 * Double(weights(shape)) + (silu + siluDerivative) * activations + drawn
    return Double(batch) * sample + adam * Double(shape.parameterCount)
  }

  /// A particle-step of reverse diffusion with a mixture's exact score.
  static func mixtureStep(components: Int) -> Double {
    component * Double(components) + normalPair + step
  }

  private static func weights(_ shape: PerceptronShape) -> Int {
    shape.layers.reduce(0) { $0 + $1.inputs * $1.outputs }
  }
}
