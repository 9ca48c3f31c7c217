internal import DiffusionKernels

/// The samples that a gradient is summed over.
struct GradientBatch: @unchecked Sendable {
  var x, y, embedding, targetX, targetY, weight: UnsafeBufferPointer<Float>
  /// Writes the samples of a shard.
  var prepare: @Sendable (_ shard: Int, _ samples: Range<Int>) -> Void
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
    batch.prepare(shard, start..<start + count)
    return network.parameters.withUnsafeBufferPointer { parameters in
      gatherInputs(start: start, count: count, workspace: workspace)
      forward(parameters.base, count: count, workspace: workspace)
      let loss = squaredError(start: start, count: count, workspace: workspace)
      let isAdded = shard < target.direct
      let sums =
        isAdded
        ? target.gradient.base
        : target.waiting.base + (shard - target.direct) * parameters.count
      backward(start: start, count: count, workspace: workspace, gradient: sums, isAdded: isAdded)
      return loss
    }
  }

  /// A row for each conditioning input, then x and y.
  private func gatherInputs(start: Int, count: Int, workspace: GradientWorkspace) {
    let columns = wholeLanes(count)
    let width = network.shape.conditioning
    let stride = workspace.stride
    let rows = workspace.values[0] + width * stride
    for (row, source) in [batch.x, batch.y].enumerated() {
      (rows + row * stride).update(from: source.base + start, count: count)
      (rows + row * stride + count).update(repeating: 0, count: columns - count)
    }
    guard width > 0 else { return }
    kernels.transpose(
      count, width, batch.embedding.base + start * width, width, workspace.values[0], stride)
  }

  /// The embedding with rows of whole vectors, as the batch has it or copied.
  private func paddedEmbedding(
    start: Int, count: Int, workspace: GradientWorkspace
  ) -> (rows: UnsafePointer<Float>, stride: Int) {
    let width = network.shape.conditioning
    let rows = batch.embedding.base + start * width
    guard width != wholeLanes(width) else { return (rows, width) }
    let stride = workspace.transposedStrides[0]
    for sample in 0..<count {
      (workspace.transposed[0] + sample * stride).update(from: rows + sample * width, count: width)
    }
    return (UnsafePointer(workspace.transposed[0]), stride)
  }

  private func forward(
    _ parameters: UnsafePointer<Float>, count: Int, workspace: GradientWorkspace
  ) {
    let columns = wholeLanes(count)
    let stride = workspace.stride
    for (index, layer) in layers.enumerated() {
      let sums = workspace.sums[index]
      var product = diffusion_matrices(
        rows: layer.outputs, columns: columns, terms: layer.inputs,
        a: parameters + layer.weights, a_stride: layer.inputs, b: workspace.values[index],
        b_stride: stride, c: sums, c_stride: stride, bias: parameters + layer.biases)
      kernels.multiply(&product, diffusion_product_bias)
      guard index + 1 < layers.count else { break }
      kernels.differentiate(
        network.shape.activation.code, layer.outputs, columns, stride, sums,
        workspace.values[index + 1], workspace.transposed[index + 1],
        workspace.transposedStrides[index + 1])
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
    start: Int, count: Int, workspace: GradientWorkspace, gradient: UnsafeMutablePointer<Float>,
    isAdded: Bool
  ) {
    let columns = wholeLanes(count)
    let stride = workspace.stride
    for (index, layer) in layers.enumerated().reversed() {
      let delta = workspace.sums[index]
      let inputs =
        index == 0
        ? paddedEmbedding(start: start, count: count, workspace: workspace)
        : (UnsafePointer(workspace.transposed[index]), workspace.transposedStrides[index])
      var product = diffusion_matrices(
        rows: layer.outputs, columns: index == 0 ? layer.inputs - 2 : layer.inputs, terms: count,
        a: delta, a_stride: stride, b: inputs.0, b_stride: inputs.1,
        c: gradient + layer.weights, c_stride: layer.inputs, bias: nil)
      kernels.multiply(&product, isAdded ? diffusion_product_add : diffusion_product_set)
      guard index > 0 else {
        // x and y are two columns: sums over lanes of samples take less than a padded product.
        let x = workspace.values[0] + (layer.inputs - 2) * stride
        kernels.plane_sums(
          layer.outputs, columns, delta, stride, x, x + stride, gradient + layer.biases,
          gradient + layer.weights + layer.inputs - 2, layer.inputs, isAdded ? 1 : 0)
        break
      }
      kernels.row_sums(
        layer.outputs, columns, delta, stride, gradient + layer.biases, isAdded ? 1 : 0)
      propagate(through: index, columns: columns, workspace: workspace)
    }
  }

  /// δ of the layer before: Wᵀ δ times f′, which its place holds.
  private func propagate(through index: Int, columns: Int, workspace: GradientWorkspace) {
    let layer = layers[index]
    transposed[index].withUnsafeBufferPointer { weights in
      var product = diffusion_matrices(
        rows: layer.inputs, columns: columns, terms: layer.outputs, a: weights.base,
        a_stride: wholeLanes(layer.outputs), b: workspace.sums[index],
        b_stride: workspace.stride, c: workspace.sums[index - 1], c_stride: workspace.stride,
        bias: nil)
      kernels.multiply(&product, diffusion_product_times)
    }
  }
}
