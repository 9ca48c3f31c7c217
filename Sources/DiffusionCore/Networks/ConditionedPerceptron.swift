/// A multilayer perceptron for one conditioning vector: a field in the plane.
///
/// A value that does not change: several threads may evaluate it at once.
public struct ConditionedPerceptron: Sendable {
  public let network: MultilayerPerceptron
  public let embedding: [Float]

  init(_ network: MultilayerPerceptron, embedding: [Float]) {
    precondition(embedding.count == network.shape.conditioning)
    self.network = network
    self.embedding = embedding
  }

  /// F(x, y) at every particle; any count.
  public func evaluate(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    outX: UnsafeMutableBufferPointer<Float>, outY: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count == outX.count && x.count == outY.count)
    let twin = PlainPerceptron<Float>(shape: network.shape, parameters: network.parameters)
    for index in x.indices {
      (outX[index], outY[index]) = twin.output(x: x[index], y: y[index], embedding: embedding)
    }
  }
}
