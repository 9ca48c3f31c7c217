/// One batch of denoising score matching, as the perceptron sees it.
///
/// σ² |s_θ + n/σ|² = (σβ)² |F − T|² with T = −(n + σ α (x − m))/(σβ), so that every kind of
/// prediction is a weighted least-squares fit of F.
struct TrainingBatch: Sendable {
  let count: Int
  private let embedding: NoiseEmbedding
  /// Columns of `count` numbers each, the embedding's rows behind them.
  private var storage: [Float]

  private enum Column: Int, CaseIterable {
    case inputX, inputY, targetX, targetY, weight
  }

  init(count: Int, embedding: NoiseEmbedding) {
    self.count = count
    self.embedding = embedding
    storage = .init(repeating: 0, count: count * (Column.allCases.count + embedding.size))
  }

  /// Draws noise levels and noise and writes inputs, targets and weights.
  mutating func fill(
    clean: Cloud, network: ScoreNetwork, plan: TrainingPlan, stream: NoiseStream
  ) {
    let noise = stream.child(2).normals(count: count)
    var generator = RandomSource(stream.child(3))
    let low = Elementary.log(plan.sigmaMin)
    let span = Elementary.log(plan.sigmaMax) - low
    for i in 0..<count {
      // Stratified: one level from each of `count` equal shares of log σ, which quiets the gradient.
      let logSigma = low + span * (Double(i) + generator.uniform()) / Double(count)
      let sigma = Elementary.exp(logSigma)
      let parts = network.coefficients(sigma: sigma)
      let offset = clean[i] + sigma * noise[i] - network.mean
      let gain = sigma * parts.network
      let target = -(noise[i] + sigma * parts.linear * offset) / gain
      let weight = gain * gain * plan.weighting.factor(sigma: sigma) / Double(count)
      set(.inputX, i, parts.input * offset.x)
      set(.inputY, i, parts.input * offset.y)
      set(.targetX, i, target.x)
      set(.targetY, i, target.y)
      set(.weight, i, weight)
      writeFeatures(i, logSigma: logSigma)
    }
  }

  private mutating func set(_ column: Column, _ row: Int, _ value: Double) {
    storage[column.rawValue * count + row] = Float(value)
  }

  private mutating func writeFeatures(_ row: Int, logSigma: Double) {
    let start = Column.allCases.count * count + row * embedding.size
    storage.withUnsafeMutableBufferPointer {
      embedding.write(
        logSigma: logSigma,
        into: UnsafeMutableBufferPointer(rebasing: $0[start..<start + embedding.size]))
    }
  }

  /// Adds the gradient of the weighted loss.
  ///
  /// - Returns: the weighted loss, a mean over the batch.
  func gradient(
    of perceptron: MultilayerPerceptron, into gradient: inout [Float], _ parallel: Parallel
  ) -> Double {
    storage.withUnsafeBufferPointer { all in
      func column(_ column: Column) -> UnsafeBufferPointer<Float> {
        let start = column.rawValue * count
        return UnsafeBufferPointer(rebasing: all[start..<start + count])
      }
      let features = UnsafeBufferPointer(rebasing: all[(Column.allCases.count * count)...])
      return gradient.withUnsafeMutableBufferPointer {
        perceptron.accumulateGradient(
          x: column(.inputX), y: column(.inputY), embedding: features, targetX: column(.targetX),
          targetY: column(.targetY), weight: column(.weight), gradient: $0, parallel: parallel)
      }
    }
  }
}

extension Weighting {
  /// λ(σ)/σ².
  func factor(sigma: Double) -> Double {
    switch self {
    case .sigmaSquared: 1
    case .denoising: sigma * sigma
    case .uniform: 1 / (sigma * sigma)
    }
  }
}
