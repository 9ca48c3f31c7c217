import DiffusionCore

/// Denoising score matching, one step a call.
struct TrainingWork {
  private var network: MultilayerPerceptron
  private var average: [Float]
  private var adam: Adam
  private var gradient: [Float]
  private var sample: TrainingBatch
  private var steps: UInt64 = 0
  private let settings: WorkSettings

  init(shape: PerceptronShape, batch: Int, settings: WorkSettings) {
    sample = TrainingBatch(count: batch)
    network = MultilayerPerceptron(shape: shape, stream: NoiseStream(seed: 1, stream: 1))
    average = network.parameters
    adam = Adam(parameterCount: network.parameterCount)
    gradient = [Float](repeating: 0, count: network.parameterCount)
    self.settings = settings
  }

  mutating func step() {
    steps += 1
    gradient.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    _ = sample.accumulate(
      NoiseStream(seed: 2, stream: steps), network, &gradient, settings)
    adam.step(
      parameters: &network.parameters, average: &average, gradient: gradient,
      learningRate: 1e-3, path: settings.path)
  }
}

/// A batch of noised data: x = x₀ + σ ε scaled by c_in, the embedding of σ, and the target −ε.
private final class TrainingBatch {
  private let columns: BatchColumns

  init(count: Int) { columns = BatchColumns(count: count) }

  deinit { columns.memory.deallocate() }

  /// Draws the batch, each shard on the thread that takes it, and adds its gradient.
  func accumulate(
    _ stream: NoiseStream, _ network: MultilayerPerceptron, _ gradient: inout [Float],
    _ settings: WorkSettings
  ) -> Double {
    let columns = columns
    return gradient.withUnsafeMutableBufferPointer { gradient in
      network.accumulateGradient(
        x: columns[.x], y: columns[.y], embedding: columns.embedding,
        targetX: columns[.targetX], targetY: columns[.targetY], weight: columns[.weight],
        gradient: gradient, parallel: settings.parallel, path: settings.path
      ) { shard, samples in
        columns.draw(samples, stream.child(UInt64(shard)), path: settings.path)
      }
    }
  }
}

/// The memory of a batch; shards are written by several threads, each its own.
private struct BatchColumns: @unchecked Sendable {
  enum Column: Int, CaseIterable {
    case x, y, targetX, targetY, weight, sigma, logSigma, component
  }

  let memory: UnsafeMutableBufferPointer<Float>
  private let count: Int
  /// Means, deviations and cumulative weights of the mixture's components.
  private let meanX = FixedWork.means.map { Float($0.x) }
  private let meanY = FixedWork.means.map { Float($0.y) }
  private let deviations = FixedWork.deviations.map { Float($0) }
  private let cumulative = FixedWork.weights.indices.map {
    Float(FixedWork.weights[...$0].reduce(0, +))
  }

  init(count: Int) {
    self.count = count
    let size = Column.allCases.count + 2 * FixedWork.frequencies.count
    memory = .allocate(capacity: count * size)
    memory.initialize(repeating: 1 / Float(count))
  }

  private func column(_ column: Column, _ samples: Range<Int>) -> UnsafeMutableBufferPointer<Float>
  {
    let start = column.rawValue * count
    return memory.extracting(start + samples.lowerBound..<start + samples.upperBound)
  }

  subscript(_ column: Column) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(self.column(column, 0..<count))
  }

  var embedding: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(memory.extracting(Column.allCases.count * count..<memory.count))
  }

  func draw(_ samples: Range<Int>, _ stream: NoiseStream, path: KernelPath) {
    let (x, y) = (column(.x, samples), column(.y, samples))
    let (targetX, targetY) = (column(.targetX, samples), column(.targetY, samples))
    let component = column(.component, samples)
    let sigma = drawLevels(samples, stream.child(1), path: path)
    stream.child(2).fillNormals(block: 0, x: x, y: y, path: path)
    stream.child(3).fillNormals(block: 0, x: targetX, y: targetY, path: path)
    stream.fillUniforms(block: 0, into: component, path: path)
    for i in component.indices {
      // The number of cumulative weights that are not above the draw; no branch to be guessed.
      var k = 0
      for j in 0..<7 { k += component[i] >= cumulative[j] ? 1 : 0 }
      x[i] = meanX[k] + deviations[k] * x[i]
      y[i] = meanY[k] + deviations[k] * y[i]
    }
    Self.addNoise(x, targetX, sigma)
    Self.addNoise(y, targetY, sigma)
  }

  private func drawLevels(
    _ samples: Range<Int>, _ stream: NoiseStream, path: KernelPath
  ) -> UnsafeMutableBufferPointer<Float> {
    let (logSigma, sigma) = (column(.logSigma, samples), column(.sigma, samples))
    let lower: Float = -4.6051702
    let upper: Float = 2.3025851
    stream.fillUniforms(block: 0, into: logSigma, path: path)
    for i in logSigma.indices { logSigma[i] = lower + (upper - lower) * logSigma[i] }
    Kernels.exponential(UnsafeBufferPointer(logSigma), into: sigma, path: path)
    let start = Column.allCases.count * count
    let size = 2 * FixedWork.frequencies.count
    Kernels.fourierFeatures(
      of: UnsafeBufferPointer(logSigma), frequencies: FixedWork.frequencies,
      into: memory.extracting(
        start + samples.lowerBound * size..<start + samples.upperBound * size), path: path)
    return sigma
  }

  /// x ← (x + σ ε) / √(1 + σ²), ε ← −ε; written so that the compiler can use vectors.
  private static func addNoise(
    _ x: UnsafeMutableBufferPointer<Float>, _ noise: UnsafeMutableBufferPointer<Float>,
    _ sigma: UnsafeMutableBufferPointer<Float>
  ) {
    for i in x.indices {
      let level = sigma[i]
      x[i] = (x[i] + level * noise[i]) / (1 + level * level).squareRoot()
      noise[i] = -noise[i]
    }
  }
}
