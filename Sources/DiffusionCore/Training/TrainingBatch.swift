/// One batch of score matching, as the perceptron sees it.
///
/// σ² |s_θ + n/σ|² = (σβ)² |F − T|² with T = −(n + σ α (x − m))/(σβ), so that every kind of
/// prediction is a weighted least-squares fit of F. Each objective is of this form with an n of its
/// own: the noise itself, −σ s for the exact score s, or ± (2/δ) eᵢ (see `Objective`).
package struct TrainingBatch: Sendable {
  /// Rows.
  package let count: Int
  private let plan: TrainingPlan
  private let data: TrainingData
  /// The law whose score is the target, for the explicit objective.
  private let exact: (any Density)?
  private let frequencies: [Float]
  /// Columns of `count` numbers each, the embedding's rows behind them.
  private var storage: [Float]

  package init(plan: TrainingPlan, data: TrainingData, embedding: NoiseEmbedding) {
    self.plan = plan
    self.data = data
    exact = plan.objective == .explicit ? data.density : nil
    count = plan.batch * plan.objective.rowsPerDatum
    frequencies = embedding.frequencies
    storage = .init(
      repeating: 0, count: count * (TrainingColumns.Column.allCases.count + embedding.size))
  }

  /// Draws a batch and adds the gradient of its weighted loss.
  ///
  /// Every shard of the batch has streams of its own, so that threads draw what they work on.
  ///
  /// - Returns: the weighted loss, a mean over the batch.
  package mutating func gradient(
    of network: ScoreNetwork, stream: NoiseStream, into gradient: inout [Float],
    _ parallel: Parallel
  ) -> Double {
    let (count, frequencies, plan, data, exact) = (count, frequencies, plan, data, exact)
    return storage.withUnsafeMutableBufferPointer { storage in
      let columns = TrainingColumns(storage: storage, count: count)
      let squares = gradient.withUnsafeMutableBufferPointer { gradient in
        network.perceptron.accumulateGradient(
          x: columns[.inputX], y: columns[.inputY], embedding: columns.features(0..<count),
          targetX: columns[.targetX], targetY: columns[.targetY], weight: columns[.weight],
          gradient: gradient, parallel: parallel
        ) { shard, rows in
          let stream = stream.child(UInt64(shard))
          columns.drawLevels(rows, plan, stream.child(3), frequencies: frequencies)
          columns.fill(rows, data, exact, network, plan, stream)
        }
      }
      return plan.objective == .hyvarinen ? squares - columns.completedSquares(plan) : squares
    }
  }

  /// The last batch, row by row, for tests: noise level, input of the perceptron, target and weight.
  package var rows: [(sigma: Float, input: SIMD2<Float>, target: SIMD2<Float>, weight: Float)] {
    func column(_ column: TrainingColumns.Column) -> ArraySlice<Float> {
      storage[column.rawValue * count..<(column.rawValue + 1) * count]
    }
    let input = zip(column(.inputX), column(.inputY)).map { SIMD2($0, $1) }
    let target = zip(column(.targetX), column(.targetY)).map { SIMD2($0, $1) }
    return zip(zip(column(.sigma), column(.weight)), zip(input, target)).map {
      ($0.0, $1.0, $1.1, $0.1)
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

  private func column(_ column: Column, _ rows: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    let start = column.rawValue * count
    return storage.extracting(start + rows.lowerBound..<start + rows.upperBound)
  }

  subscript(_ column: Column) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(self.column(column, 0..<count))
  }

  private func embedding(_ rows: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    let start = Column.allCases.count * count
    let size = count == 0 ? 0 : (storage.count - start) / count
    return storage.extracting(start + rows.lowerBound * size..<start + rows.upperBound * size)
  }

  func features(_ rows: Range<Int>) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(embedding(rows))
  }

  /// Noise levels and what tells the network of them: one log σ from each of equal shares of its
  /// range, which quiets the gradient.
  func drawLevels(
    _ rows: Range<Int>, _ plan: TrainingPlan, _ stream: NoiseStream, frequencies: [Float]
  ) {
    let logSigma = column(.logSigma, rows)
    stream.fillUniforms(block: 0, into: logSigma)
    let start = Float(Elementary.log(plan.sigmaMin))
    let share = (Float(Elementary.log(plan.sigmaMax)) - start) / Float(count)
    let group = plan.objective.rowsPerLevel
    for (offset, i) in rows.enumerated() {
      // The last level may have fewer rows, and has a share as much smaller.
      let size = Float(min(group, count - i))
      logSigma[offset] =
        offset % group == 0
        ? start + share * (Float(i) + size * logSigma[offset]) : logSigma[offset - 1]
    }
    Kernels.exponential(UnsafeBufferPointer(logSigma), into: column(.sigma, rows))
    Kernels.fourierFeatures(
      of: UnsafeBufferPointer(logSigma), frequencies: frequencies, into: embedding(rows))
  }

  /// Draws data and noise, and writes inputs, targets and weights.
  func fill(
    _ rows: Range<Int>, _ data: TrainingData, _ exact: (any Density)?, _ network: ScoreNetwork,
    _ plan: TrainingPlan, _ stream: NoiseStream
  ) {
    let count = rows.count / plan.objective.rowsPerDatum
    let clean = data.draw(count: count, stream: stream.child(1))
    let noise = stream.child(2).normals(count: count)
    let sigmas = column(.sigma, rows)
    let writer = writer(rows, network, plan)
    switch plan.objective {
    case .denoising:
      for i in 0..<count {
        let sigma = Double(sigmas[i])
        writer.write(i, sigma, clean[i] + sigma * noise[i] - network.mean, noise[i])
      }
    case .explicit:
      guard let exact else { return }
      for first in stride(from: 0, to: count, by: plan.objective.rowsPerLevel) {
        let group = first..<min(first + plan.objective.rowsPerLevel, count)
        let sigma = Double(sigmas[first])
        var points = Cloud(count: group.count)
        for i in group { points[i - first] = clean[i] + sigma * noise[i] }
        let scores = exact.law(at: .additive(sigma: sigma)).scores(at: points)
        for i in group {
          writer.write(i, sigma, points[i - first] - network.mean, -sigma * scores[i - first])
        }
      }
    case .hyvarinen:
      let step = plan.differenceStep
      for i in 0..<count {
        let sigma = Double(sigmas[4 * i])
        let offset = clean[i] + sigma * noise[i] - network.mean
        for (row, direction) in Self.directions.enumerated() {
          writer.write(
            4 * i + row, sigma, offset + step * sigma * direction, (2 / step) * direction)
        }
      }
    }
  }

  private static let directions = [Vector(1, 0), Vector(-1, 0), Vector(0, 1), Vector(0, -1)]

  /// What completing the squares of the Hyvärinen loss has added: the mean of λ (2/h)².
  func completedSquares(_ plan: TrainingPlan) -> Double {
    let size = 2 / plan.differenceStep
    let sum = self[.sigma].reduce(0.0) { $0 + plan.weighting.factor(sigma: Double($1)) }
    return size * size * sum / Double(count)
  }

  private func writer(
    _ rows: Range<Int>, _ network: ScoreNetwork, _ plan: TrainingPlan
  ) -> RowWriter {
    RowWriter(
      inputX: column(.inputX, rows), inputY: column(.inputY, rows),
      targetX: column(.targetX, rows), targetY: column(.targetY, rows),
      weight: column(.weight, rows), network: network, weighting: plan.weighting, count: count)
  }
}

/// Writes rows of a shard.
private struct RowWriter {
  let inputX, inputY, targetX, targetY, weight: UnsafeMutableBufferPointer<Float>
  let network: ScoreNetwork
  let weighting: Weighting
  /// Rows of the whole batch.
  let count: Int

  /// The row that fits σ s_θ to −n at m + offset.
  @inline(__always)
  func write(_ i: Int, _ sigma: Double, _ offset: Vector, _ noise: Vector) {
    let parts = network.coefficients(sigma: sigma)
    let gain = sigma * parts.network
    let target = (-1 / gain) * (noise + sigma * parts.linear * offset)
    inputX[i] = Float(parts.input * offset.x)
    inputY[i] = Float(parts.input * offset.y)
    targetX[i] = Float(target.x)
    targetY[i] = Float(target.y)
    weight[i] = Float(gain * gain * weighting.factor(sigma: sigma) / Double(count))
  }
}
