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
      // Five lines more, or buffers would begin at the same place of a page and loads from one would
      // wait for stores to another.
      counts += [
        layer.inputs * stride, samples * transposedStride, layer.outputs * stride,
      ]
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
