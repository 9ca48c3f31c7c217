import DiffusionCore
import Testing

/// A short training and a short sampling run: the same bits on every path, for any number of threads,
/// in debug and release builds, today and later.
@Suite struct KernelsRunTests {
  /// Fifty steps towards F(x, y) = −(x, y) with a wave of the embedding in it.
  private func train(
    _ activation: Activation, parallel: Parallel, path: KernelPath
  ) -> (network: MultilayerPerceptron, average: [Float], losses: [Double]) {
    let shape = PerceptronShape(conditioning: 6, hidden: [24, 17], activation: activation)
    var network = MultilayerPerceptron(shape: shape, stream: NoiseStream(seed: 1, stream: 0))
    var average = network.parameters
    var adam = Adam(parameterCount: network.parameterCount)
    var losses: [Double] = []
    for step in 1...50 as ClosedRange<UInt64> {
      var batch = PlainBatch(
        count: 200, conditioning: shape.conditioning, stream: NoiseStream(seed: 1, stream: step))
      batch.weight = [Float](repeating: 1.0 / 200, count: 200)
      for index in 0..<200 {
        batch.targetX[index] = batch.embedding[6 * index] * 0.5 - batch.x[index]
        batch.targetY[index] = -batch.y[index]
      }
      var gradient = [Float](repeating: 0, count: network.parameterCount)
      losses.append(batch.accumulate(network, &gradient, parallel: parallel, path: path))
      adam.step(
        parameters: &network.parameters, average: &average, gradient: gradient,
        learningRate: 1e-2, path: path)
    }
    return (network, average, losses)
  }

  /// Forty steps with the trained network and a mixture as scores.
  private func sample(_ network: MultilayerPerceptron, path: KernelPath) -> Cloud {
    let mixture = randomMixture(20, isIsotropic: false)
    let field = network.conditioned(on: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    var cloud = NoiseStream(seed: 2, stream: 0).normals(count: 300, path: path)
    for step in 1...40 as ClosedRange<UInt64> {
      var score = Cloud(count: cloud.count)
      score.fill(from: cloud) { x, y, scoreX, scoreY in
        if step % 2 == 0 {
          field.evaluate(x: x, y: y, outX: scoreX, outY: scoreY, path: path)
        } else {
          mixture.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY, path: path)
        }
      }
      cloud.x.withUnsafeMutableBufferPointer { x in
        cloud.y.withUnsafeMutableBufferPointer { y in
          withOptional(score.x, score.y) {
            NoiseStream(seed: 2, stream: step).step(
              block: 0, x: x, y: y, scoreX: $0, scoreY: $1, a: 1, b: 0.01, c: 0.14, path: path)
          }
        }
      }
    }
    return cloud
  }

  @Test(
    arguments: [
      (Activation.silu, 930_100_931_315_485_174 as UInt64),
      (.tanh, 14_915_349_818_922_753_123), (.gelu, 5_221_983_995_621_077_018),
      (.relu, 13_374_754_391_548_872_689),
    ])
  func `training and sampling give the stored digests`(
    activation: Activation, digest: UInt64
  ) {
    for path in KernelPath.available {
      for threads in [1, 2] {
        let trained = train(activation, parallel: Parallel(threads: threads), path: path)
        #expect(trained.losses[49] < 0.5 * trained.losses[0])
        let cloud = sample(trained.network, path: path)
        let parameters = Cloud(x: trained.network.parameters, y: trained.average)
        #expect(
          cloud.digest ^ (parameters.digest &* 3) == digest, "\(path) \(threads) threads")
      }
    }
  }
}

extension Cloud {
  /// Lets `body` write this cloud from another one of the same size.
  fileprivate mutating func fill(
    from other: Cloud,
    _ body: (
      UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>,
      UnsafeMutableBufferPointer<Float>
    ) -> Void
  ) {
    x.withUnsafeMutableBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        other.x.withUnsafeBufferPointer { otherX in
          other.y.withUnsafeBufferPointer { otherY in body(otherX, otherY, x, y) }
        }
      }
    }
  }
}
