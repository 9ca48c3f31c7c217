internal import DiffusionKernels

/// The optimiser Adam (Kingma and Ba 2015, with bias correction), fused with an exponential moving
/// average of the parameters.
///
/// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
public struct Adam: Sendable, Equatable {
  /// First moments.
  public private(set) var first: [Float]
  /// Second moments.
  public private(set) var second: [Float]
  private var schedule: AdamSchedule

  /// Before the first step.
  public init(parameterCount: Int) {
    first = [Float](repeating: 0, count: parameterCount)
    second = first
    schedule = AdamSchedule()
  }

  /// The state after `steps` steps, as it was saved.
  ///
  /// - Precondition: `first` and `second` are equally long, `steps` ≥ 0.
  public init(first: [Float], second: [Float], steps: Int) {
    precondition(first.count == second.count && steps >= 0)
    self.first = first
    self.second = second
    schedule = AdamSchedule(steps: steps)
  }

  /// Steps taken.
  public var steps: Int { schedule.steps }

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
    let next = schedule.next(learningRate: learningRate, decay: decay)
    var step = diffusion_adam(
      rate: next.rate, root_scale: next.rootScale, averaging: next.averaging)
    path.kernels.adam(
      gradient.count, &step, gradient, &parameters, &average, &first, &second)
  }
}

/// The numbers of each step that are the same for all parameters.
struct AdamSchedule: Sendable, Equatable {
  private(set) var steps = 0
  /// β₁ and β₂ to the power of `steps`, kept as products so that no power is taken.
  private var power1 = 1.0
  private var power2 = 1.0

  init(steps: Int = 0) {
    for _ in 0..<steps { advance() }
  }

  private mutating func advance() {
    steps += 1
    power1 *= 0.9
    power2 *= 0.999
  }

  /// η / (1 − β₁ᵗ), 1 / √(1 − β₂ᵗ) and 1 − d of the next step.
  mutating func next(
    learningRate: Double, decay: Double
  ) -> (rate: Float, rootScale: Float, averaging: Float) {
    let warm = min(decay, Double(1 + steps) / Double(10 + steps))
    advance()
    return (
      Float(learningRate / (1 - power1)), Float(1 / (1 - power2).squareRoot()), Float(1 - warm)
    )
  }
}
