/// The optimiser Adam (Kingma and Ba 2015, with bias correction), fused with an exponential moving
/// average of the parameters.
public struct Adam: Sendable, Equatable {
  /// Decay of the first moment.
  public static let beta1 = 0.9
  /// Decay of the second moment.
  public static let beta2 = 0.999
  /// Added to the root of the second moment.
  public static let epsilon = 1e-8

  /// First moments.
  public private(set) var first: [Float]
  /// Second moments.
  public private(set) var second: [Float]
  /// Steps taken.
  public private(set) var steps: Int
  /// β₁ and β₂ to the power of `steps`, kept as products so that no power is taken.
  private var power1: Double
  private var power2: Double

  public init(parameterCount: Int) {
    first = [Float](repeating: 0, count: parameterCount)
    second = [Float](repeating: 0, count: parameterCount)
    steps = 0
    power1 = 1
    power2 = 1
  }

  /// The state after `steps` steps, as it was saved.
  ///
  /// - Precondition: `first` and `second` are equally long, `steps` ≥ 0.
  public init(first: [Float], second: [Float], steps: Int) {
    precondition(first.count == second.count && steps >= 0)
    self.first = first
    self.second = second
    self.steps = steps
    power1 = 1
    power2 = 1
    for _ in 0..<steps {
      power1 *= Self.beta1
      power2 *= Self.beta2
    }
  }

  /// One step θ ← θ − η m̂ / (√v̂ + ε), and average ← average + (1 − d) (θ − average).
  ///
  /// η is `learningRate`; with m = `decay`, in step k = 0, 1 … d = min(m, (1 + k) / (10 + k)), so
  /// that an average of few steps does not hang on to the start.
  ///
  /// - Precondition: all arrays hold as many elements as the state.
  public mutating func step(
    parameters: inout [Float], average: inout [Float], gradient: [Float], learningRate: Double,
    decay: Double = 0.999, path: KernelPath = .best
  ) {
    precondition(parameters.count == first.count && average.count == first.count)
    precondition(gradient.count == first.count)
    let warm = min(decay, Double(1 + steps) / Double(10 + steps))
    steps += 1
    power1 *= Self.beta1
    power2 *= Self.beta2
    let coefficients = AdamCoefficients(
      rate: Float(learningRate / (1 - power1)),
      rootScale: Float(1 / (1 - power2).squareRoot()),
      averaging: Float(1 - warm))
    PlainAdam.step(
      coefficients, parameters: &parameters, average: &average, gradient: gradient, first: &first,
      second: &second)
  }
}

/// The numbers of one step that are the same for all parameters.
package struct AdamCoefficients {
  /// η / (1 − β₁ᵗ).
  package var rate: Float
  /// 1 / √(1 − β₂ᵗ).
  package var rootScale: Float
  /// 1 − d.
  package var averaging: Float

  package init(rate: Float, rootScale: Float, averaging: Float) {
    self.rate = rate
    self.rootScale = rootScale
    self.averaging = averaging
  }
}
