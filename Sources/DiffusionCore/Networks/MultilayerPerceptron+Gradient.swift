extension MultilayerPerceptron {
  /// Samples that are summed on their own, in order, before the sums of all shards are added in
  /// order: so the gradient has the same bits for any thread count.
  public static let shardSize = 128

  /// The weighted squared error L = Σᵢ wᵢ |F(xᵢ, yᵢ, eᵢ) − tᵢ|² of a batch; adds ∂L/∂parameters to
  /// `gradient`.
  ///
  /// `embedding` holds one row of `shape.conditioning` numbers a sample, `gradient` holds
  /// `parameterCount` elements that are added to, all others one element a sample.
  ///
  /// - Parameter prepare: called with each shard's number and samples before they are read, on the
  ///   thread that has taken the shard: the place to draw them. It may write these samples only.
  /// - Returns: L; the mean loss of a batch of n is given by weights 1 / n.
  public func accumulateGradient(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    embedding: UnsafeBufferPointer<Float>,
    targetX: UnsafeBufferPointer<Float>, targetY: UnsafeBufferPointer<Float>,
    weight: UnsafeBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>,
    parallel: Parallel = .serial, path: KernelPath = .best,
    prepare: @escaping @Sendable (_ shard: Int, _ samples: Range<Int>) -> Void = { _, _ in }
  ) -> Double {
    let count = x.count
    precondition(y.count == count && embedding.count == count * shape.conditioning)
    precondition(targetX.count == count && targetY.count == count && weight.count == count)
    precondition(gradient.count == parameterCount)
    let batch = GradientBatch(
      x: x, y: y, embedding: embedding, targetX: targetX, targetY: targetY, weight: weight,
      prepare: prepare)
    let pass = GradientPass(network: self, batch: batch, path: path)
    return pass.run(into: gradient, parallel: parallel)
  }
}
