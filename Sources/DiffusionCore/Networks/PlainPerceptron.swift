/// The plain twin of the network kernels, for Float (the same bits) and Double (the reference).
package struct PlainPerceptron<Scalar: PlainScalar> {
  package let shape: PerceptronShape
  package var parameters: [Scalar]

  package init(shape: PerceptronShape, parameters: [Scalar]) {
    precondition(parameters.count == shape.parameterCount)
    self.shape = shape
    self.parameters = parameters
  }

  /// z = W a + b of one layer: bias first, then the inputs in order.
  private func affine(_ layer: PerceptronShape.Layer, _ inputs: [Scalar], isFirst: Bool) -> [Scalar]
  {
    (0..<layer.outputs).map { output in
      var sum = parameters[layer.biases + output]
      let row = layer.weights + output * layer.inputs
      // The first layer takes x and y last, after what is the same for all particles.
      let order = isFirst ? Array(2..<layer.inputs) + [0, 1] : Array(0..<layer.inputs)
      for input in order { sum = fusedMultiplyAdd(parameters[row + input], inputs[input], sum) }
      return sum
    }
  }

  /// The inputs of every layer, the derivatives f′(z) of every hidden layer, and the outputs.
  private func forward(
    _ inputs: [Scalar]
  ) -> (inputs: [[Scalar]], derivatives: [[Scalar]], output: [Scalar]) {
    var all = [inputs]
    var derivatives: [[Scalar]] = []
    for (index, layer) in shape.layers.enumerated() {
      let z = affine(layer, all[index], isFirst: index == 0)
      guard index < shape.hidden.count else { return (all, derivatives, z) }
      let values = z.map { shape.activation.value($0) }
      all.append(values.map(\.value))
      derivatives.append(values.map(\.derivative))
    }
    return (all, derivatives, [])
  }

  package func output(x: Scalar, y: Scalar, embedding: [Scalar]) -> (Scalar, Scalar) {
    let output = forward([x, y] + embedding).output
    return (output[0], output[1])
  }

  /// Loss and gradient of at most one shard of samples.
  ///
  /// Weights: a chain of fused multiply-adds over the samples in order, from 0. Biases: sixteen sums,
  /// sample i in sum i mod 16, then added pairwise.
  package func shardGradient(
    x: [Scalar], y: [Scalar], embedding: [Scalar], targetX: [Scalar], targetY: [Scalar],
    weight: [Scalar]
  ) -> (loss: Double, gradient: [Scalar]) {
    var gradient = [Scalar](repeating: 0, count: parameters.count)
    var biasLanes = [[Scalar]](
      repeating: [Scalar](repeating: 0, count: 16), count: parameters.count)
    var lossLanes = [Double](repeating: 0, count: 16)
    let width = shape.conditioning
    let layers = shape.layers
    for sample in x.indices {
      let row = embedding[sample * width..<(sample + 1) * width]
      let (inputs, derivatives, output) = forward([x[sample], y[sample]] + row)
      let residualX = output[0] - targetX[sample]
      let residualY = output[1] - targetY[sample]
      let square = fusedMultiplyAdd(residualY, residualY, residualX * residualX)
      lossLanes[sample % 16] += Double(weight[sample] * square)
      let factor = weight[sample] + weight[sample]
      var delta = [factor * residualX, factor * residualY]
      for index in layers.indices.reversed() {
        let layer = layers[index]
        for output in 0..<layer.outputs {
          let row = layer.weights + output * layer.inputs
          for input in 0..<layer.inputs {
            gradient[row + input] = fusedMultiplyAdd(
              delta[output], inputs[index][input], gradient[row + input])
          }
          biasLanes[layer.biases + output][sample % 16] += delta[output]
        }
        guard index > 0 else { break }
        delta = (0..<layer.inputs).map { input in
          var sum: Scalar = 0
          for output in 0..<layer.outputs {
            sum = fusedMultiplyAdd(
              parameters[layer.weights + output * layer.inputs + input], delta[output], sum)
          }
          return sum * derivatives[index - 1][input]
        }
      }
    }
    for layer in layers {
      for bias in layer.biases..<layer.biases + layer.outputs {
        gradient[bias] = Self.pairwiseSum(biasLanes[bias])
      }
    }
    return (lossLanes.reduce(0, +), gradient)
  }

  /// The sum of sixteen numbers: the halves are added until one is left.
  private static func pairwiseSum(_ lanes: [Scalar]) -> Scalar {
    var lanes = lanes
    while lanes.count > 1 {
      let half = lanes.count / 2
      lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
    }
    return lanes[0]
  }
}
