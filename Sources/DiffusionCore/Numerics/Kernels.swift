internal import DiffusionKernels

/// The batch kernels on buffers of particles.
///
/// Callers keep to blocks of at most `NoiseStream.blockSize` particles where several kernels follow
/// each other, so that data stay in the cache.
public enum Kernels {
  /// x ← a x + b s + c z in both coordinates, in place: one step of a sampler with score s and
  /// noise z, each of which may be absent.
  ///
  /// The terms are added from left to right, each by a fused multiply-add.
  ///
  /// - Precondition: all buffers are equally long; score (and noise) are given for both coordinates
  ///   or for none.
  public static func affineStep(
    x: UnsafeMutableBufferPointer<Float>, y: UnsafeMutableBufferPointer<Float>,
    scoreX: UnsafeBufferPointer<Float>? = nil, scoreY: UnsafeBufferPointer<Float>? = nil,
    noiseX: UnsafeBufferPointer<Float>? = nil, noiseY: UnsafeBufferPointer<Float>? = nil,
    a: Float, b: Float = 0, c: Float = 0, path: KernelPath = .best
  ) {
    precondition(x.count == y.count)
    precondition((scoreX == nil) == (scoreY == nil) && (noiseX == nil) == (noiseY == nil))
    affineStep(x, score: scoreX, noise: noiseX, a: a, b: b, c: c, path: path)
    affineStep(y, score: scoreY, noise: noiseY, a: a, b: b, c: c, path: path)
  }

  /// x ← a x + b s + c z in one coordinate.
  private static func affineStep(
    _ x: UnsafeMutableBufferPointer<Float>, score: UnsafeBufferPointer<Float>?,
    noise: UnsafeBufferPointer<Float>?, a: Float, b: Float, c: Float, path: KernelPath
  ) {
    precondition(score.map { $0.count == x.count } ?? true)
    precondition(noise.map { $0.count == x.count } ?? true)
    path.kernels.affine_step(x.count, x.base, score?.base, noise?.base, a, b, c)
  }

  /// exp of every element, arguments moved into [−87, 87]; error below 2.5 ulp.
  public static func exponential(
    _ values: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(values.count == result.count)
    path.kernels.exponential(values.count, values.base, result.base)
  }

  /// ln of every element, each positive and not subnormal; error below 2 ulp.
  public static func logarithm(
    _ values: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(values.count == result.count)
    path.kernels.logarithm(values.count, values.base, result.base)
  }

  /// tanh of every element; error below 3 ulp.
  public static func hyperbolicTangent(
    _ values: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(values.count == result.count)
    path.kernels.hyperbolic_tangent(values.count, values.base, result.base)
  }

  /// sin and cos of every element in radians, |x| ≤ 10⁴; absolute error below 1.5e-7.
  public static func sineAndCosine(
    _ values: UnsafeBufferPointer<Float>, sine: UnsafeMutableBufferPointer<Float>,
    cosine: UnsafeMutableBufferPointer<Float>, path: KernelPath = .best
  ) {
    precondition(values.count == sine.count && values.count == cosine.count)
    path.kernels.sine_and_cosine(values.count, values.base, sine.base, cosine.base)
  }

  /// Fourier features: row i of the result is sin(f₀ uᵢ), sin(f₁ uᵢ) … cos(f₀ uᵢ), cos(f₁ uᵢ) ….
  ///
  /// uᵢ is for instance the logarithm of a noise level, fⱼ is in radians per unit of u.
  ///
  /// - Precondition: `rows` holds `values.count` rows of 2 × `frequencies.count` features.
  public static func fourierFeatures(
    of values: UnsafeBufferPointer<Float>, frequencies: [Float],
    into rows: UnsafeMutableBufferPointer<Float>, path: KernelPath = .best
  ) {
    let width = frequencies.count
    precondition(rows.count == values.count * 2 * width)
    path.kernels.fourier_features(
      values.count, values.base, width, frequencies, rows.base)
  }
}
