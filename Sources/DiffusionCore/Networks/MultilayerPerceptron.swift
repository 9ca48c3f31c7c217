/// A multilayer perceptron from the plane to the plane with a conditioning vector, Float32.
///
/// Layer after layer z = W a + b, a = f(z), the last one without f. Each z is a bias followed by
/// fused multiply-adds over the inputs in order. So the bits do not depend on the processor, on the
/// thread count or on how the batch is cut.
public struct MultilayerPerceptron: Sendable, Equatable {
  public let shape: PerceptronShape
  /// Weights and biases, in the order of `PerceptronShape.layers`; the first layer's inputs are
  /// the conditioning vector, then x and y.
  public var parameters: [Float]

  /// Weights drawn from N(0, 1 / inputs), biases 0.
  ///
  /// `outputScale` multiplies the weights of the last layer; 0 starts from F = 0.
  public init(shape: PerceptronShape, stream: NoiseStream, outputScale: Double = 1) {
    self.shape = shape
    parameters = [Float](repeating: 0, count: shape.parameterCount)
    for (index, layer) in shape.layers.enumerated() {
      let noise = stream.child(UInt64(index)).normals(count: layer.inputs * layer.outputs).x
      let isLast = index == shape.hidden.count
      let deviation = (1 / Double(layer.inputs)).squareRoot() * (isLast ? outputScale : 1)
      for (offset, value) in noise.enumerated() {
        parameters[layer.weights + offset] = Float(Double(value) * deviation)
      }
    }
  }

  /// - Precondition: `parameters` holds `shape.parameterCount` elements.
  public init(shape: PerceptronShape, parameters: [Float]) {
    precondition(parameters.count == shape.parameterCount)
    self.shape = shape
    self.parameters = parameters
  }

  public var parameterCount: Int { parameters.count }

  /// The network for one conditioning vector, which is folded into the first layer's bias once.
  ///
  /// - Precondition: `embedding` holds `shape.conditioning` elements.
  public func conditioned(on embedding: [Float]) -> ConditionedPerceptron {
    ConditionedPerceptron(self, embedding: embedding)
  }
}
