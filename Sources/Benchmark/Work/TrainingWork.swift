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
    sample.draw(NoiseStream(seed: 2, stream: steps), path: settings.path)
    gradient.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    _ = sample.accumulate(
      network, &gradient, parallel: settings.parallel, path: settings.path)
    adam.step(
      parameters: &network.parameters, average: &average, gradient: gradient,
      learningRate: 1e-3, path: settings.path)
  }
}

/// A batch of noised data: x = x₀ + σ ε scaled by c_in, the embedding of σ, and the target −ε.
private struct TrainingBatch {
  private let count: Int
  private var x, y, targetX, targetY, weight, embedding: [Float]
  private var sigma, logSigma, component: [Float]
  private var data, noise: Cloud

  init(count: Int) {
    self.count = count
    let zeros = [Float](repeating: 0, count: count)
    (x, y, targetX, targetY, sigma, logSigma, component) = (
      zeros, zeros, zeros, zeros, zeros, zeros, zeros
    )
    weight = [Float](repeating: 1 / Float(count), count: count)
    embedding = [Float](repeating: 0, count: count * 2 * FixedWork.frequencies.count)
    (data, noise) = (Cloud(count: count), Cloud(count: count))
  }

  /// Means, deviations and cumulative weights of the mixture's components.
  private let meanX = FixedWork.means.map { Float($0.x) }
  private let meanY = FixedWork.means.map { Float($0.y) }
  private let deviations = FixedWork.deviations.map { Float($0) }
  private let cumulative = FixedWork.weights.indices.map {
    Float(FixedWork.weights[...$0].reduce(0, +))
  }

  mutating func draw(_ stream: NoiseStream, path: KernelPath) {
    let levels = stream.child(1)
    Self.fill(&data, stream.child(2), path)
    Self.fill(&noise, stream.child(3), path)
    component.withUnsafeMutableBufferPointer { stream.fillUniforms(block: 0, into: $0, path: path) }
    let lower: Float = -4.6051702
    let upper: Float = 2.3025851
    logSigma.withUnsafeMutableBufferPointer { logSigma in
      levels.fillUniforms(block: 0, into: logSigma, path: path)
      for i in logSigma.indices { logSigma[i] = lower + (upper - lower) * logSigma[i] }
      let values = UnsafeBufferPointer(logSigma)
      sigma.withUnsafeMutableBufferPointer {
        Kernels.exponential(values, into: $0, path: path)
      }
      embedding.withUnsafeMutableBufferPointer {
        Kernels.fourierFeatures(
          of: values, frequencies: FixedWork.frequencies, into: $0, path: path)
      }
    }
    combine()
  }

  private static func fill(_ cloud: inout Cloud, _ stream: NoiseStream, _ path: KernelPath) {
    cloud.x.withUnsafeMutableBufferPointer { x in
      cloud.y.withUnsafeMutableBufferPointer {
        stream.fillNormals(block: 0, x: x, y: $0, path: path)
      }
    }
  }

  private mutating func combine() {
    for i in 0..<count {
      // The number of cumulative weights that are not above the draw; no branch to be guessed.
      var k = 0
      for j in 0..<7 { k += component[i] >= cumulative[j] ? 1 : 0 }
      x[i] = meanX[k] + deviations[k] * data.x[i]
      y[i] = meanY[k] + deviations[k] * data.y[i]
    }
    Self.addNoise(&x, noise.x, sigma, target: &targetX)
    Self.addNoise(&y, noise.y, sigma, target: &targetY)
  }

  /// x ← (x + σ ε) / √(1 + σ²), target −ε; written so that the compiler can use vectors.
  private static func addNoise(
    _ x: inout [Float], _ noise: [Float], _ sigma: [Float], target: inout [Float]
  ) {
    x.withUnsafeMutableBufferPointer { x in
      target.withUnsafeMutableBufferPointer { target in
        noise.withUnsafeBufferPointer { noise in
          sigma.withUnsafeBufferPointer { sigma in
            for i in x.indices {
              let level = sigma[i]
              x[i] = (x[i] + level * noise[i]) / (1 + level * level).squareRoot()
              target[i] = -noise[i]
            }
          }
        }
      }
    }
  }

  func accumulate(
    _ network: MultilayerPerceptron, _ gradient: inout [Float], parallel: Parallel,
    path: KernelPath
  ) -> Double {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        embedding.withUnsafeBufferPointer { embedding in
          targetX.withUnsafeBufferPointer { targetX in
            targetY.withUnsafeBufferPointer { targetY in
              weight.withUnsafeBufferPointer { weight in
                gradient.withUnsafeMutableBufferPointer { gradient in
                  network.accumulateGradient(
                    x: x, y: y, embedding: embedding, targetX: targetX, targetY: targetY,
                    weight: weight, gradient: gradient, parallel: parallel, path: path)
                }
              }
            }
          }
        }
      }
    }
  }
}
