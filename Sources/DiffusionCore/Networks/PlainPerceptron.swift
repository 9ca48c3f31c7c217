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
  private func affine(_ layer: PerceptronShape.Layer, _ inputs: [Scalar]) -> [Scalar] {
    (0..<layer.outputs).map { output in
      let row = layer.weights + output * layer.inputs
      return inputs.indices.reduce(parameters[layer.biases + output]) { sum, input in
        fusedMultiplyAdd(parameters[row + input], inputs[input], sum)
      }
    }
  }

  /// The inputs of every layer, the derivatives f′(z) of every hidden layer, and the outputs.
  private func forward(
    _ inputs: [Scalar]
  ) -> (inputs: [[Scalar]], derivatives: [[Scalar]], output: [Scalar]) {
    var all = [inputs]
    var derivatives: [[Scalar]] = []
    for (index, layer) in shape.layers.enumerated() {
      let z = affine(layer, all[index])
      guard index < shape.hidden.count else { return (all, derivatives, z) }
      let values = z.map { shape.activation.value($0) }
      all.append(values.map(\.value))
      derivatives.append(values.map(\.derivative))
    }
    return (all, derivatives, [])
  }

  package func output(x: Scalar, y: Scalar, embedding: [Scalar]) -> (Scalar, Scalar) {
    let output = forward(embedding + [x, y]).output
    return (output[0], output[1])
  }

  /// Σ w |F − t|², without its gradient.
  package func loss(
    x: [Scalar], y: [Scalar], embedding: [Scalar], targetX: [Scalar], targetY: [Scalar],
    weight: [Scalar]
  ) -> Scalar {
    let width = shape.conditioning
    return x.indices.reduce(0) { sum, sample in
      let row = Array(embedding[sample * width..<(sample + 1) * width])
      let output = output(x: x[sample], y: y[sample], embedding: row)
      let residual = (output.0 - targetX[sample], output.1 - targetY[sample])
      return sum + weight[sample] * (residual.0 * residual.0 + residual.1 * residual.1)
    }
  }

  /// Loss and gradient of at most one shard of samples.
  ///
  /// Weights: a chain of fused multiply-adds over the samples in order, from 0. Biases and the
  /// weights of x and y: sixteen such chains, sample i in chain i mod 16, then added pairwise.
  package func shardGradient(
    x: [Scalar], y: [Scalar], embedding: [Scalar], targetX: [Scalar], targetY: [Scalar],
    weight: [Scalar]
  ) -> (loss: Double, gradient: [Scalar]) {
    var chains = GradientChains<Scalar>(shape: shape)
    var lossLanes = [Double](repeating: 0, count: 16)
    let width = shape.conditioning
    for sample in x.indices {
      let row = Array(embedding[sample * width..<(sample + 1) * width])
      let (inputs, derivatives, output) = forward(row + [x[sample], y[sample]])
      let residualX = output[0] - targetX[sample]
      let residualY = output[1] - targetY[sample]
      let square = fusedMultiplyAdd(residualY, residualY, residualX * residualX)
      lossLanes[sample % 16] += Double(weight[sample] * square)
      let factor = weight[sample] + weight[sample]
      var delta = [factor * residualX, factor * residualY]
      for (index, layer) in shape.layers.enumerated().reversed() {
        chains.add(sample: sample, layer: layer, delta: delta, inputs: inputs[index])
        if index > 0 { delta = propagate(delta, through: layer, derivatives[index - 1]) }
      }
    }
    return (lossLanes.reduce(0, +), chains.sums)
  }

  /// δ of the layer before: Wᵀ δ, the outputs in order, times f′.
  private func propagate(
    _ delta: [Scalar], through layer: PerceptronShape.Layer, _ derivatives: [Scalar]
  ) -> [Scalar] {
    (0..<layer.inputs).map { input in
      let sum = delta.indices.reduce(0 as Scalar) { sum, output in
        fusedMultiplyAdd(
          parameters[layer.weights + output * layer.inputs + input], delta[output], sum)
      }
      return sum * derivatives[input]
    }
  }
}

/// The sums over samples that a gradient is, one chain a parameter or sixteen.
private struct GradientChains<Scalar: PlainScalar> {
  private var chains: [[Scalar]]

  init(shape: PerceptronShape) {
    chains = [[Scalar]](repeating: [0], count: shape.parameterCount)
    let sixteen = [Scalar](repeating: 0, count: 16)
    let layers = shape.layers
    for layer in layers {
      for output in 0..<layer.outputs { chains[layer.biases + output] = sixteen }
    }
    for output in 0..<layers[0].outputs {
      let next = layers[0].weights + (output + 1) * layers[0].inputs
      chains[next - 2] = sixteen
      chains[next - 1] = sixteen
    }
  }

  mutating func add(
    sample: Int, layer: PerceptronShape.Layer, delta: [Scalar], inputs: [Scalar]
  ) {
    for output in 0..<layer.outputs {
      let row = layer.weights + output * layer.inputs
      for input in 0..<layer.inputs { add(sample, row + input, delta[output], inputs[input]) }
      add(sample, layer.biases + output, delta[output], 1)
    }
  }

  private mutating func add(_ sample: Int, _ parameter: Int, _ a: Scalar, _ b: Scalar) {
    let chain = sample % chains[parameter].count
    chains[parameter][chain] = fusedMultiplyAdd(a, b, chains[parameter][chain])
  }

  /// The sum of each parameter's chains: the halves are added until one is left.
  var sums: [Scalar] {
    chains.map { chains in
      var chains = chains
      while chains.count > 1 {
        let half = chains.count / 2
        chains = (0..<half).map { chains[$0] + chains[$0 + half] }
      }
      return chains[0]
    }
  }
}
