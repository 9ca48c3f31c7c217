/// What the network's output means; every choice gives the same score when it is perfect.
public enum Prediction: String, CaseIterable, Sendable {
  /// The noise n: s = −F/σ.
  case epsilon
  /// The score itself.
  case score
  /// The clean datum, in units of its deviation: D = m + σ_d F.
  case x0
  /// The mixture of noise and datum with unit variance at every level: D = m + c_skip (x − m) + c_out F.
  case v

  /// The setting of a scene, `model.predict`.
  public static let parameter = Parameter(
    "predict", .choice(allCases.map { $0.rawValue }), default: "v",
    "what the output means: ε, the score, x₀ or v")
}

/// A noise-conditional score model: a multilayer perceptron behind the preconditioning of its inputs
/// and output.
///
/// s(x, σ) = α (x − m) + β F(c_in (x − m); σ) for additive noise σ, with m and σ_d the mean and
/// deviation of the data, c_in = 1/√(σ_d² + σ²), and α, β by `Prediction`. Any level K(a, b) follows
/// by s_{a,b}(y) = s(y/a, b/a)/a. Sources: methods.md §0, §9; Karras et al. 2022 for `v`.
public struct ScoreNetwork: ScoreModel, Equatable {
  public var perceptron: MultilayerPerceptron
  public let prediction: Prediction
  /// m, the mean of the data.
  public let mean: Vector
  /// σ_d, the root mean square deviation of a coordinate.
  public let deviation: Double
  public let embedding: NoiseEmbedding

  public init(
    perceptron: MultilayerPerceptron, prediction: Prediction, mean: Vector, deviation: Double
  ) {
    self.perceptron = perceptron
    self.prediction = prediction
    self.mean = mean
    self.deviation = deviation
    embedding = NoiseEmbedding(size: perceptron.shape.conditioning)
  }

  /// α, β and c_in at additive noise σ.
  public func coefficients(sigma: Double) -> (linear: Double, network: Double, input: Double) {
    let total = deviation * deviation + sigma * sigma
    let input = 1 / total.squareRoot()
    switch prediction {
    case .epsilon: return (0, -1 / sigma, input)
    case .score: return (0, 1, input)
    case .x0: return (-1 / (sigma * sigma), deviation / (sigma * sigma), input)
    // (D − x)/σ² with c_skip = σ_d²/(σ_d² + σ²), c_out = σ σ_d/√(σ_d² + σ²), without the cancellation.
    case .v: return (-1 / total, deviation / sigma * input, input)
    }
  }

  public func field(at level: NoiseLevel) -> any ScoreField {
    // The network is asked at no less noise than it was trained with; the clean data have no score.
    let sigma = max(level.sigma, ScoreNetwork.smallestSigma)
    let parts = coefficients(sigma: sigma)
    return NetworkField(
      network: perceptron.conditioned(on: embedding.features(sigma: sigma)),
      inputScale: Float(parts.input / level.signal),
      inputShift: (Float(-parts.input * mean.x), Float(-parts.input * mean.y)),
      linear: Float(parts.linear / (parts.input * level.signal)),
      output: Float(parts.network / level.signal))
  }

  /// The least noise that training draws and a level is evaluated at.
  public static let smallestSigma = 0.005
}

/// A score network at one noise level.
private struct NetworkField: ScoreField {
  let network: ConditionedPerceptron
  let inputScale: Float
  let inputShift: (Float, Float)
  /// α / (c_in a): the linear part in terms of the network's input.
  let linear: Float
  let output: Float

  func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    let count = x.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * NoiseStream.blockSize) { room in
      for start in stride(from: 0, to: count, by: NoiseStream.blockSize) {
        let length = min(NoiseStream.blockSize, count - start)
        let inputX = UnsafeMutableBufferPointer(rebasing: room[0..<length])
        let inputY = UnsafeMutableBufferPointer(rebasing: room[length..<2 * length])
        for i in 0..<length {
          inputX[i] = inputScale * x[start + i] + inputShift.0
          inputY[i] = inputScale * y[start + i] + inputShift.1
        }
        let outX = UnsafeMutableBufferPointer(rebasing: scoreX[start..<start + length])
        let outY = UnsafeMutableBufferPointer(rebasing: scoreY[start..<start + length])
        network.evaluate(
          x: UnsafeBufferPointer(inputX), y: UnsafeBufferPointer(inputY), outX: outX, outY: outY)
        for i in 0..<length {
          outX[i] = linear * inputX[i] + output * outX[i]
          outY[i] = linear * inputY[i] + output * outY[i]
        }
      }
    }
  }
}
