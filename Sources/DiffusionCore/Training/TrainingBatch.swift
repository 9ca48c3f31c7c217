/// One batch of denoising score matching, as the perceptron sees it.
///
/// σ² |s_θ + n/σ|² = (σβ)² |F − T|² with T = −(n + σ α (x − m))/(σβ), so that every kind of
/// prediction is a weighted least-squares fit of F.
struct TrainingBatch: Sendable {
  let count: Int
  private let embedding: NoiseEmbedding
  private var inputX: [Float]
  private var inputY: [Float]
  private var features: [Float]
  private var targetX: [Float]
  private var targetY: [Float]
  private var weight: [Float]
  private var lossScale: [Double]

  init(count: Int, embedding: NoiseEmbedding) {
    self.count = count
    self.embedding = embedding
    let zeros = [Float](repeating: 0, count: count)
    (inputX, inputY, targetX, targetY, weight) = (zeros, zeros, zeros, zeros, zeros)
    features = .init(repeating: 0, count: count * embedding.size)
    lossScale = .init(repeating: 0, count: count)
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
      let share = (Double(i) + generator.uniform()) / Double(count)
      let sigma = Elementary.exp(low + span * share)
      let parts = network.coefficients(sigma: sigma)
      let normal = noise[i]
      let offset = clean[i] + sigma * normal - network.mean
      inputX[i] = Float(parts.input * offset.x)
      inputY[i] = Float(parts.input * offset.y)
      let gain = sigma * parts.network
      let target = -(normal + sigma * parts.linear * offset) / gain
      targetX[i] = Float(target.x)
      targetY[i] = Float(target.y)
      weight[i] = Float(gain * gain * plan.weighting.factor(sigma: sigma) / Double(count))
      lossScale[i] = gain * gain
      features.withUnsafeMutableBufferPointer { all in
        let row = all[i * embedding.size..<(i + 1) * embedding.size]
        embedding.write(
          logSigma: low + span * share, into: UnsafeMutableBufferPointer(rebasing: row))
      }
    }
  }

  /// Adds the gradient of the weighted loss.
  ///
  /// - Returns: the loss with the σ² weighting, a mean over the batch.
  func gradient(
    of perceptron: MultilayerPerceptron, into gradient: inout [Float], _ parallel: Parallel
  ) -> Double {
    perceptron.accumulateGradient(
      x: inputX, y: inputY, embedding: features, targetX: targetX, targetY: targetY,
      weight: weight, gradient: &gradient, parallel: parallel)
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
