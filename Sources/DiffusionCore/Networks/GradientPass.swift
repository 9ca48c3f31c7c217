internal import DiffusionKernels

/// The samples that a gradient is summed over.
struct GradientBatch: @unchecked Sendable {
  var x, y, embedding, targetX, targetY, weight: UnsafeBufferPointer<Float>
}

/// One gradient: forwards and backwards through the layers, shard by shard.
///
/// A shard's activations have one row a neuron, so that lanes run over samples; for the gradient of
/// the weights, which is a sum over samples, they are transposed first.
struct GradientPass: @unchecked Sendable {
  private let network: MultilayerPerceptron
  private let batch: GradientBatch
  private let kernels: diffusion_kernels
  private let layers: [PerceptronShape.Layer]
  /// The transposes of all weights but the first layer's, rows padded to whole vectors.
  private let transposed: [[Float]]

  init(network: MultilayerPerceptron, batch: GradientBatch, path: KernelPath) {
    let kernels = path.kernels
    let layers = network.shape.layers
    self.network = network
    self.batch = batch
    self.kernels = kernels
    self.layers = layers
    transposed = layers.enumerated().map { index, layer in
      guard index > 0 else { return [] }
      let stride = wholeLanes(layer.outputs)
      return [Float](unsafeUninitializedCapacity: layer.inputs * stride) { result, count in
        network.parameters.withUnsafeBufferPointer { parameters in
          kernels.transpose(
            layer.outputs, layer.inputs, parameters.base + layer.weights, layer.inputs,
            result.base, stride)
        }
        count = layer.inputs * stride
      }
    }
  }

  /// Adds the gradient of the whole batch; returns the loss.
  func run(into gradient: UnsafeMutableBufferPointer<Float>, parallel: Parallel) -> Double {
    let shardSize = MultilayerPerceptron.shardSize
    let shards = (batch.x.count + shardSize - 1) / shardSize
    let workers = max(1, min(parallel.threads, shards))
    // The first worker adds to the result as it goes; the others' sums wait for their turn.
    let direct = shards / workers
    let size = gradient.count
    let waiting = UnsafeMutableBufferPointer<Float>.allocate(capacity: (shards - direct) * size)
    defer { waiting.deallocate() }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: shards) { losses in
      let target = GradientTarget(
        gradient: gradient, waiting: waiting, losses: losses, direct: direct)
      parallel.forEach(count: workers) { worker in
        let workspace = GradientWorkspace(shape: network.shape)
        for shard in shards * worker / workers..<shards * (worker + 1) / workers {
          target.losses[shard] = run(shard: shard, workspace: workspace, target: target)
        }
      }
      if shards > direct {
        parallel.forEach(count: workers) { worker in
          let range = size * worker / workers..<size * (worker + 1) / workers
          for shard in 0..<shards - direct {
            kernels.add(
              range.count, target.waiting.base + shard * size + range.lowerBound,
              target.gradient.base + range.lowerBound)
          }
        }
      }
      return losses.reduce(0, +)
    }
  }

  /// Where the sums of the shards go.
  private struct GradientTarget: @unchecked Sendable {
    var gradient, waiting: UnsafeMutableBufferPointer<Float>
    var losses: UnsafeMutableBufferPointer<Double>
    /// Shards that are added to the gradient at once.
    var direct: Int
  }

  private func run(shard: Int, workspace: GradientWorkspace, target: GradientTarget) -> Double {
    let shardSize = MultilayerPerceptron.shardSize
    let start = shard * shardSize
    let count = min(shardSize, batch.x.count - start)
    return network.parameters.withUnsafeBufferPointer { parameters in
      gatherInputs(start: start, count: count, workspace: workspace)
      forward(parameters.base, count: count, workspace: workspace)
      let loss = squaredError(start: start, count: count, workspace: workspace)
      if shard < target.direct {
        backward(count: count, workspace: workspace, gradient: target.gradient.base, isAdded: true)
      } else {
        let sums = target.waiting.base + (shard - target.direct) * parameters.count
        backward(count: count, workspace: workspace, gradient: sums, isAdded: false)
      }
      return loss
    }
  }

  /// Rows x, y and the conditioning inputs, and their transpose.
  private func gatherInputs(start: Int, count: Int, workspace: GradientWorkspace) {
    let columns = wholeLanes(count)
    let width = network.shape.conditioning
    let inputs = workspace.values[0]
    let stride = workspace.stride
    for (row, source) in [batch.x, batch.y].enumerated() {
      (inputs + row * stride).update(from: source.base + start, count: count)
      (inputs + row * stride + count).update(repeating: 0, count: columns - count)
    }
    if width > 0 {
      kernels.transpose(
        count, width, batch.embedding.base + start * width, width, inputs + 2 * stride, stride)
    }
    transpose(0, count: columns, workspace: workspace)
  }

  private func transpose(_ layer: Int, count: Int, workspace: GradientWorkspace) {
    kernels.transpose(
      layers[layer].inputs, count, workspace.values[layer], workspace.stride,
      workspace.transposed[layer], workspace.transposedStrides[layer])
  }

  private func forward(
    _ parameters: UnsafePointer<Float>, count: Int, workspace: GradientWorkspace
  ) {
    let columns = wholeLanes(count)
    let stride = workspace.stride
    for (index, layer) in layers.enumerated() {
      let inputs = workspace.values[index]
      let sums = workspace.sums[index]
      var product = diffusion_matrices(
        rows: layer.outputs, columns: columns, terms: layer.inputs,
        a: parameters + layer.weights, a_stride: layer.inputs, b: inputs, b_stride: stride,
        c: sums, c_stride: stride, bias: parameters + layer.biases)
      if index == 0 {
        // The conditioning inputs first, then x and y.
        product.terms = layer.inputs - 2
        product.a += 2
        product.b += 2 * stride
        kernels.multiply(&product, diffusion_product_bias)
        product.terms = 2
        product.a = parameters + layer.weights
        product.b = UnsafePointer(inputs)
        kernels.multiply(&product, diffusion_product_continue)
      } else {
        kernels.multiply(&product, diffusion_product_bias)
      }
      if index + 1 < layers.count {
        kernels.activate(
          network.shape.activation.code, layer.outputs, columns, stride, sums,
          workspace.values[index + 1])
        transpose(index + 1, count: columns, workspace: workspace)
      }
    }
  }

  /// The loss of a shard; the outputs become its derivatives with respect to them.
  private func squaredError(start: Int, count: Int, workspace: GradientWorkspace) -> Double {
    let outputs = workspace.sums[layers.count - 1]
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { lanes in
      lanes.initialize(repeating: 0)
      if let sums = lanes.baseAddress {
        kernels.squared_error(
          count, outputs, outputs + workspace.stride, batch.targetX.base + start,
          batch.targetY.base + start, batch.weight.base + start, sums)
      }
      return lanes.reduce(0, +)
    }
  }

  /// From the last layer to the first: δ of a layer gives the gradient of its parameters, and
  /// through the transposed weights and f′ the δ of the layer before.
  private func backward(
    count: Int, workspace: GradientWorkspace, gradient: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    let columns = wholeLanes(count)
    let stride = workspace.stride
    for (index, layer) in layers.enumerated().reversed() {
      let delta = workspace.sums[index]
      var product = diffusion_matrices(
        rows: layer.outputs, columns: layer.inputs, terms: count, a: delta, a_stride: stride,
        b: workspace.transposed[index], b_stride: workspace.transposedStrides[index],
        c: gradient + layer.weights, c_stride: layer.inputs, bias: nil)
      kernels.multiply(&product, isAdded ? diffusion_product_add : diffusion_product_set)
      kernels.row_sums(
        layer.outputs, columns, delta, stride, gradient + layer.biases, isAdded ? 1 : 0)
      guard index > 0 else { break }
      transposed[index].withUnsafeBufferPointer { weights in
        var product = diffusion_matrices(
          rows: layer.inputs, columns: columns, terms: layer.outputs, a: weights.base,
          a_stride: wholeLanes(layer.outputs), b: delta, b_stride: stride,
          c: workspace.sums[index - 1], c_stride: stride, bias: nil)
        kernels.multiply(&product, diffusion_product_times)
      }
    }
  }
}

/// The buffers of one shard, for one thread.
final class GradientWorkspace {
  /// The inputs of every layer, a row each.
  let values: [UnsafeMutablePointer<Float>]
  /// The transposes of `values`, a row a sample.
  let transposed: [UnsafeMutablePointer<Float>]
  let transposedStrides: [Int]
  /// z of every layer, then f′(z), then δ; of the last layer F, then δ.
  let sums: [UnsafeMutablePointer<Float>]
  /// Between rows of samples; an odd number of cache lines, so that the rows do not all fall into
  /// the same sets of the cache, as `transposedStrides` are.
  let stride: Int
  private let memory: UnsafeMutableRawPointer

  init(shape: PerceptronShape) {
    let layers = shape.layers
    let samples = MultilayerPerceptron.shardSize
    let stride = Self.oddLines(samples)
    let strides = layers.map { Self.oddLines($0.inputs) }
    var counts: [Int] = []
    for (layer, transposedStride) in zip(layers, strides) {
      counts += [layer.inputs * stride, samples * transposedStride, layer.outputs * stride]
    }
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: counts.reduce(0, +) * MemoryLayout<Float>.stride, alignment: 64)
    var next = memory.bindMemory(to: Float.self, capacity: counts.reduce(0, +))
    let buffers = counts.map { count in
      defer { next += count }
      return next
    }
    self.memory = memory
    self.stride = stride
    transposedStrides = strides
    values = layers.indices.map { buffers[3 * $0] }
    transposed = layers.indices.map { buffers[3 * $0 + 1] }
    sums = layers.indices.map { buffers[3 * $0 + 2] }
  }

  deinit { memory.deallocate() }

  private static func oddLines(_ count: Int) -> Int {
    let lines = (count + 15) / 16
    return 16 * (lines | 1)
  }
}
