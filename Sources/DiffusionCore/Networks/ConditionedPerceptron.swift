internal import DiffusionKernels

/// A multilayer perceptron for one conditioning vector: a field in the plane.
///
/// A value that does not change: several threads may evaluate it at once.
public struct ConditionedPerceptron: Sendable {
  /// Particles that go through all layers together, so that their activations stay in the cache.
  private static let tile = 64

  private let network: MultilayerPerceptron
  private let layers: [PerceptronShape.Layer]
  /// The first layer's biases with the conditioning vector's share.
  private let firstBiases: [Float]
  /// Rows of a tile's buffers.
  private let height: Int

  init(_ network: MultilayerPerceptron, embedding: [Float], path: KernelPath = .best) {
    precondition(embedding.count == network.shape.conditioning)
    self.network = network
    layers = network.shape.layers
    height = max(2, network.shape.hidden.max() ?? 0)
    firstBiases = Self.fold(embedding, into: layers[0], of: network.parameters, path: path)
  }

  /// b + W e, the sum in order.
  private static func fold(
    _ embedding: [Float], into layer: PerceptronShape.Layer, of parameters: [Float],
    path: KernelPath
  ) -> [Float] {
    // The kernel takes whole vectors: the embedding is the first column of sixteen.
    let lanes = Int(DIFFUSION_LANES)
    let size = (embedding.count + layer.outputs) * lanes
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { columns in
      columns.initialize(repeating: 0)
      for (index, value) in embedding.enumerated() { columns[index * lanes] = value }
      let sums = columns.base + embedding.count * lanes
      parameters.withUnsafeBufferPointer { parameters in
        var product = diffusion_matrices(
          rows: layer.outputs, columns: lanes, terms: embedding.count,
          a: parameters.base + layer.weights, a_stride: layer.inputs, b: columns.base,
          b_stride: lanes, c: sums, c_stride: lanes, bias: parameters.base + layer.biases)
        path.kernels.multiply(&product, diffusion_product_bias)
      }
      return (0..<layer.outputs).map { sums[$0 * lanes] }
    }
  }

  /// F(x, y) at every particle; any count.
  public func evaluate(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    outX: UnsafeMutableBufferPointer<Float>, outY: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count == outX.count && x.count == outY.count)
    let size = height * Self.tile
    withUnsafeTemporaryAllocation(byteCount: 2 * size * 4, alignment: 64) { scratch in
      let buffer = scratch.bindMemory(to: Float.self)
      for start in stride(from: 0, to: x.count, by: Self.tile) {
        let range = start..<min(start + Self.tile, x.count)
        evaluateTile(
          x: x.extracting(range), y: y.extracting(range), outX: outX.extracting(range),
          outY: outY.extracting(range), scratch: (buffer.base, buffer.base + size), path: path)
      }
    }
  }

  private func evaluateTile(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    outX: UnsafeMutableBufferPointer<Float>, outY: UnsafeMutableBufferPointer<Float>,
    scratch: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>), path: KernelPath
  ) {
    let kernels = path.kernels
    let stride = Self.tile
    let columns = wholeLanes(x.count)
    var (inputs, outputs) = scratch
    for row in 0..<2 {
      let source = row == 0 ? x : y
      (inputs + row * stride).update(from: source.base, count: x.count)
      (inputs + row * stride + x.count).update(repeating: 0, count: columns - x.count)
    }
    network.parameters.withUnsafeBufferPointer { parameters in
      firstBiases.withUnsafeBufferPointer { firstBiases in
        for (index, layer) in layers.enumerated() {
          // Of the first layer only x and y are left, the last two inputs.
          let terms = index == 0 ? 2 : layer.inputs
          let weights = parameters.base + layer.weights + layer.inputs - terms
          var product = diffusion_matrices(
            rows: layer.outputs, columns: columns, terms: terms, a: weights,
            a_stride: layer.inputs, b: inputs, b_stride: stride, c: outputs, c_stride: stride,
            bias: index == 0 ? firstBiases.base : parameters.base + layer.biases)
          kernels.multiply(&product, diffusion_product_bias)
          if index + 1 < layers.count {
            kernels.activate(
              network.shape.activation.code, layer.outputs, columns, stride, outputs)
          }
          swap(&inputs, &outputs)
        }
      }
    }
    outX.base.update(from: inputs, count: x.count)
    outY.base.update(from: inputs + stride, count: x.count)
  }
}

/// The next multiple of the kernels' vector length.
func wholeLanes(_ count: Int) -> Int { (count + 15) / 16 * 16 }

extension Activation {
  var code: diffusion_activation {
    switch self {
    case .silu: diffusion_silu
    case .tanh: diffusion_tanh
    case .gelu: diffusion_gelu
    case .relu: diffusion_relu
    }
  }
}
