/// One batch of denoising score matching, as the perceptron sees it.
///
/// σ² |s_θ + n/σ|² = (σβ)² |F − T|² with T = −(n + σ α (x − m))/(σβ), so that every kind of
/// prediction is a weighted least-squares fit of F.
struct TrainingBatch: Sendable {
  let count: Int
  private let frequencies: [Float]
  /// Columns of `count` numbers each, the embedding's rows behind them.
  private var storage: [Float]

  init(count: Int, embedding: NoiseEmbedding) {
    self.count = count
    frequencies = embedding.frequencies
    storage = .init(
      repeating: 0, count: count * (TrainingColumns.Column.allCases.count + embedding.size))
  }

  /// Draws a batch and adds the gradient of its weighted loss.
  ///
  /// Every shard of the batch has streams of its own, so that threads draw what they work on.
  ///
  /// - Parameter draw: clean data, as many as it is asked for.
  /// - Returns: the weighted loss, a mean over the batch.
  mutating func gradient(
    of network: ScoreNetwork, _ plan: TrainingPlan, stream: NoiseStream,
    into gradient: inout [Float], _ parallel: Parallel,
    draw: @escaping @Sendable (_ count: Int, _ stream: NoiseStream) -> Cloud
  ) -> Double {
    let (count, frequencies) = (count, frequencies)
    return storage.withUnsafeMutableBufferPointer { storage in
      let columns = TrainingColumns(storage: storage, count: count)
      return gradient.withUnsafeMutableBufferPointer { gradient in
        network.perceptron.accumulateGradient(
          x: columns[.inputX], y: columns[.inputY], embedding: columns.features(0..<count),
          targetX: columns[.targetX], targetY: columns[.targetY], weight: columns[.weight],
          gradient: gradient, parallel: parallel
        ) { shard, samples in
          let stream = stream.child(UInt64(shard))
          let clean = draw(samples.count, stream.child(1))
          columns.drawLevels(samples, plan, stream.child(3), frequencies: frequencies)
          columns.fill(samples, clean: clean, network, plan, stream.child(2))
        }
      }
    }
  }
}

/// The memory of a batch; shards are written by several threads, each its own.
private struct TrainingColumns: @unchecked Sendable {
  enum Column: Int, CaseIterable {
    case logSigma, sigma, inputX, inputY, targetX, targetY, weight
  }

  let storage: UnsafeMutableBufferPointer<Float>
  let count: Int

  private func column(_ column: Column, _ samples: Range<Int>) -> UnsafeMutableBufferPointer<Float>
  {
    let start = column.rawValue * count
    return storage.extracting(start + samples.lowerBound..<start + samples.upperBound)
  }

  subscript(_ column: Column) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(self.column(column, 0..<count))
  }

  private func rows(_ samples: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    let start = Column.allCases.count * count
    let size = count == 0 ? 0 : (storage.count - start) / count
    return storage.extracting(
      start + samples.lowerBound * size..<start + samples.upperBound * size)
  }

  func features(_ samples: Range<Int>) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rows(samples))
  }

  /// Noise levels and what tells the network of them: one log σ from each of equal shares of its
  /// range, which quiets the gradient.
  func drawLevels(
    _ samples: Range<Int>, _ plan: TrainingPlan, _ stream: NoiseStream, frequencies: [Float]
  ) {
    let logSigma = column(.logSigma, samples)
    stream.fillUniforms(block: 0, into: logSigma)
    let start = Float(Elementary.log(plan.sigmaMin))
    let share = (Float(Elementary.log(plan.sigmaMax)) - start) / Float(count)
    for (offset, i) in samples.enumerated() {
      logSigma[offset] = start + share * (Float(i) + logSigma[offset])
    }
    Kernels.exponential(UnsafeBufferPointer(logSigma), into: column(.sigma, samples))
    Kernels.fourierFeatures(
      of: UnsafeBufferPointer(logSigma), frequencies: frequencies, into: rows(samples))
  }

  /// Draws noise and writes inputs, targets and weights.
  func fill(
    _ samples: Range<Int>, clean: Cloud, _ network: ScoreNetwork, _ plan: TrainingPlan,
    _ stream: NoiseStream
  ) {
    let noise = stream.normals(count: samples.count)
    let sigmas = column(.sigma, samples)
    let (inputX, inputY) = (column(.inputX, samples), column(.inputY, samples))
    let (targetX, targetY) = (column(.targetX, samples), column(.targetY, samples))
    let weight = column(.weight, samples)
    for i in 0..<samples.count {
      let sigma = Double(sigmas[i])
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
