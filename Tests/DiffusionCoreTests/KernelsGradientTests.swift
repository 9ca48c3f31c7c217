import DiffusionCore
import Testing

/// A network, a batch, and its loss and gradient in Float64.
private struct GradientCase {
  var shape: PerceptronShape
  var count: Int

  func batch() -> PlainBatch {
    PlainBatch(
      count: count, conditioning: shape.conditioning, stream: NoiseStream(seed: 3, stream: 7))
  }

  var network: PlainPerceptron<Double> {
    let network = MultilayerPerceptron(shape: shape, stream: NoiseStream(seed: 5, stream: 11))
    var parameters = network.parameters.map { Double($0) }
    // Biases too, so that their gradient is taken where nothing is zero.
    for (index, value) in NoiseStream(seed: 5, stream: 12).normals(count: parameters.count).x
      .enumerated()
    {
      parameters[index] += 0.1 * Double(value)
    }
    return PlainPerceptron(shape: shape, parameters: parameters)
  }
}

@Suite struct KernelsGradientTests {
  static let shapes = Activation.allCases.flatMap { activation in
    [
      PerceptronShape(conditioning: 0, hidden: [1], activation: activation),
      PerceptronShape(conditioning: 3, hidden: [5, 4], activation: activation),
      PerceptronShape(conditioning: 6, hidden: [9, 5, 7], activation: activation),
    ]
  }

  /// Central differences err by h²|L‴|/6 + ε L / h: with h = 1e-5 both are near 1e-10 relative to
  /// the loss's own size, well below the 1e-6 that is asked for.
  @Test(arguments: shapes)
  func `the gradient is the derivative of the loss`(shape: PerceptronShape) {
    let example = GradientCase(shape: shape, count: 7)
    let batch = example.batch()
    var network = example.network
    let x = batch.x.map { Double($0) }
    let y = batch.y.map { Double($0) }
    let embedding = batch.embedding.map { Double($0) }
    let targetX = batch.targetX.map { Double($0) }
    let targetY = batch.targetY.map { Double($0) }
    let weight = batch.weight.map { Double($0) }
    func loss() -> Double {
      network.loss(
        x: x, y: y, embedding: embedding, targetX: targetX, targetY: targetY, weight: weight)
    }
    let (whole, gradient) = network.shardGradient(
      x: x, y: y, embedding: embedding, targetX: targetX, targetY: targetY, weight: weight)
    #expect(abs(loss() - whole) <= 1e-14 * whole)
    let size = gradient.reduce(0) { max($0, abs($1)) }
    let h = 1e-5
    for index in gradient.indices {
      let value = network.parameters[index]
      network.parameters[index] = value + h
      let above = loss()
      network.parameters[index] = value - h
      let below = loss()
      network.parameters[index] = value
      #expect(abs((above - below) / (2 * h) - gradient[index]) <= 1e-6 * size)
    }
  }
}
