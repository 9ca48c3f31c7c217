import DiffusionCore

func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// An array that `body` fills.
func filled(_ count: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
  var values = [Float](repeating: 0, count: count)
  values.withUnsafeMutableBufferPointer { body($0) }
  return values
}

/// `count` numbers spread at random over a range.
func spread(_ count: Int, over range: ClosedRange<Float>, seed: UInt64 = 17) -> [Float] {
  NoiseStream(seed: seed, stream: 0).uniforms(count: count).map {
    range.lowerBound + (range.upperBound - range.lowerBound) * $0
  }
}

func withOptional(
  _ first: [Float]?, _ second: [Float]?,
  _ body: (UnsafeBufferPointer<Float>?, UnsafeBufferPointer<Float>?) -> Void
) {
  (first ?? []).withUnsafeBufferPointer { one in
    (second ?? []).withUnsafeBufferPointer { two in
      body(first == nil ? nil : one, second == nil ? nil : two)
    }
  }
}

/// A cloud after one affine step with fixed coefficients.
func affine(_ start: Cloud, _ score: Cloud?, _ noise: Cloud?, path: KernelPath) -> Cloud {
  var cloud = start
  cloud.x.withUnsafeMutableBufferPointer { x in
    cloud.y.withUnsafeMutableBufferPointer { y in
      withOptional(score?.x, noise?.x) { scoreX, noiseX in
        withOptional(score?.y, noise?.y) { scoreY, noiseY in
          Kernels.affineStep(
            x: x, y: y, scoreX: scoreX, scoreY: scoreY, noiseX: noiseX, noiseY: noiseY, a: 0.9,
            b: 0.3, c: -1.7, path: path)
        }
      }
    }
  }
  return cloud
}

func randomMixture(_ count: Int, isIsotropic: Bool) -> MixtureKernel {
  var random = RandomSource(NoiseStream(seed: 21, stream: UInt64(count)))
  var means: [Vector] = []
  var covariances: [SymmetricMatrix] = []
  var weights: [Double] = []
  for _ in 0..<count {
    means.append(Vector(4 * random.normal(), 4 * random.normal()))
    weights.append(0.1 + random.uniform())
    let xx = 0.05 + random.uniform()
    let yy = 0.05 + random.uniform()
    let xy = (random.uniform() - 0.5) * (xx * yy).squareRoot()
    covariances.append(
      isIsotropic ? SymmetricMatrix(diagonal: xx) : SymmetricMatrix(xx: xx, xy: xy, yy: yy))
  }
  return MixtureKernel(means: means, covariances: covariances, weights: weights)
}

/// A network whose biases are not zero.
func randomNetwork(_ shape: PerceptronShape) -> MultilayerPerceptron {
  var network = MultilayerPerceptron(shape: shape, stream: NoiseStream(seed: 5, stream: 11))
  for (index, value) in NoiseStream(seed: 5, stream: 12).normals(count: network.parameterCount).x
    .enumerated()
  {
    network.parameters[index] += 0.1 * value
  }
  return network
}

/// Random inputs, targets and weights of a batch.
struct PlainBatch {
  var x, y, embedding, targetX, targetY, weight: [Float]

  init(count: Int, conditioning: Int, stream: NoiseStream) {
    let points = stream.child(1).normals(count: count)
    let targets = stream.child(2).normals(count: count)
    (x, y, targetX, targetY) = (points.x, points.y, targets.x, targets.y)
    embedding = stream.child(3).normals(count: count * conditioning).x
    weight = stream.child(4).uniforms(count: count)
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

extension PlainPerceptron<Float> {
  /// Shard after shard, as `accumulateGradient` adds them.
  func gradient(of batch: PlainBatch, addedTo start: [Float]) -> (loss: Double, gradient: [Float]) {
    var gradient = start
    var loss = 0.0
    let size = MultilayerPerceptron.shardSize
    for first in stride(from: 0, to: batch.x.count, by: size) {
      let range = first..<min(first + size, batch.x.count)
      let width = shape.conditioning
      let shard = shardGradient(
        x: Array(batch.x[range]), y: Array(batch.y[range]),
        embedding: Array(batch.embedding[range.lowerBound * width..<range.upperBound * width]),
        targetX: Array(batch.targetX[range]), targetY: Array(batch.targetY[range]),
        weight: Array(batch.weight[range]))
      for index in gradient.indices { gradient[index] += shard.gradient[index] }
      loss += shard.loss
    }
    return (loss, gradient)
  }
}
