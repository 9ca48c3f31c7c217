/// One batch of denoising score matching, as the perceptron sees it.
///
/// σ² |s_θ + n/σ|² = (σβ)² |F − T|² with T = −(n + σ α (x − m))/(σβ), so that every kind of
/// prediction is a weighted least-squares fit of F.
struct TrainingBatch: Sendable {
  let count: Int
  private let frequencies: [Float]
  /// Columns of `count` numbers each, the embedding's rows behind them.
  private var storage: [Float]

  private enum Column: Int, CaseIterable {
    case logSigma, sigma, inputX, inputY, targetX, targetY, weight
  }

  init(count: Int, embedding: NoiseEmbedding) {
    self.count = count
    frequencies = embedding.frequencies
    storage = .init(repeating: 0, count: count * (Column.allCases.count + embedding.size))
  }

  /// Draws noise levels and noise and writes inputs, targets and weights.
  mutating func fill(
    clean: Cloud, network: ScoreNetwork, plan: TrainingPlan, stream: NoiseStream
  ) {
    let noise = stream.child(2).normals(count: count)
    let uniforms = stream.child(3).uniforms(count: count)
    storage.withUnsafeMutableBufferPointer { storage in
      func column(_ column: Column) -> UnsafeMutableBufferPointer<Float> {
        storage.extracting(column.rawValue * count..<(column.rawValue + 1) * count)
      }
      let logSigma = column(.logSigma)
      let sigma = column(.sigma)
      Self.stratify(uniforms, from: plan.sigmaMin, to: plan.sigmaMax, into: logSigma)
      Kernels.exponential(UnsafeBufferPointer(logSigma), into: sigma)
      Kernels.fourierFeatures(
        of: UnsafeBufferPointer(logSigma), frequencies: frequencies,
        into: storage.extracting(Column.allCases.count * count..<storage.count))
      let (inputX, inputY) = (column(.inputX), column(.inputY))
      let (targetX, targetY, weight) = (column(.targetX), column(.targetY), column(.weight))
      for i in 0..<count {
        let sigma = Double(sigma[i])
        let parts = network.coefficients(sigma: sigma)
        let offset = clean[i] + sigma * noise[i] - network.mean
        let gain = sigma * parts.network
        let target = (-1 / gain) * (noise[i] + sigma * parts.linear * offset)
        inputX[i] = Float(parts.input * offset.x)
        inputY[i] = Float(parts.input * offset.y)
        targetX[i] = Float(target.x)
        targetY[i] = Float(target.y)
        weight[i] = Float(gain * gain * plan.weighting.factor(sigma: sigma) / Double(count))
      }
    }
  }

  /// One log σ from each of equal shares of its range, which quiets the gradient.
  private static func stratify(
    _ uniforms: [Float], from low: Double, to high: Double,
    into logSigma: UnsafeMutableBufferPointer<Float>
  ) {
    let start = Float(Elementary.log(low))
    let share = (Float(Elementary.log(high)) - start) / Float(uniforms.count)
    for i in uniforms.indices { logSigma[i] = start + share * (Float(i) + uniforms[i]) }
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
