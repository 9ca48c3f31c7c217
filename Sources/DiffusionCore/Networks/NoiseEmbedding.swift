/// Fourier features of log σ: what tells a network the noise level.
///
/// sin(f u) and cos(f u), u = ln σ, f = 0.5 · 2^(i/2) radians a nat, i = 0 … size/2 − 1: the lowest
/// turns once over five decades, the highest for size 16 in half a decade.
public struct NoiseEmbedding: Hashable, Sendable {
  /// Number of features, even.
  public let size: Int

  public init(size: Int) { self.size = size }

  /// The features at σ > 0: the sines, then the cosines.
  public func features(sigma: Double) -> [Float] {
    var result = [Float](repeating: 0, count: size)
    result.withUnsafeMutableBufferPointer { write(logSigma: Elementary.log(sigma), into: $0) }
    return result
  }

  /// Writes the features at ln σ.
  ///
  /// Two frequencies an octave apart from their neighbours but one: each pair of octaves follows from
  /// the one below by the double angle, in Float64, which costs two calls of sin and cos in all.
  func write(logSigma: Double, into result: UnsafeMutableBufferPointer<Float>) {
    let half = size / 2
    for parity in 0..<min(2, half) {
      let angle = logSigma * (parity == 0 ? 0.5 : 0.5.squareRoot())
      var sine = Elementary.sin(angle)
      var cosine = Elementary.cos(angle)
      for i in stride(from: parity, to: half, by: 2) {
        result[i] = Float(sine)
        result[half + i] = Float(cosine)
        (sine, cosine) = (2 * sine * cosine, (cosine - sine) * (cosine + sine))
      }
    }
  }
}
