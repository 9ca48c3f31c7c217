/// Fourier features of log σ: what tells a network the noise level.
///
/// sin(f u) and cos(f u), u = ln σ, f = 0.5 · 2^(i/2) radians a nat, i = 0 … size/2 − 1: the lowest
/// turns once over five decades, the highest for size 16 in half a decade.
public struct NoiseEmbedding: Hashable, Sendable {
  /// Number of features, even.
  public let size: Int

  public init(size: Int) { self.size = size }

  /// f in radians a nat, from the lowest.
  public var frequencies: [Float] {
    var octave = 0.5
    return (0..<size / 2).map { index in
      guard index % 2 == 1 else { return Float(octave) }
      defer { octave *= 2 }
      return Float(octave * 2.0.squareRoot())
    }
  }

  /// The features at σ > 0: the sines, then the cosines; absolute error below 10⁻⁵ for size 16.
  public func features(sigma: Double) -> [Float] {
    var result = [Float](repeating: 0, count: size)
    let logSigma = [Float(Elementary.log(sigma))]
    logSigma.withUnsafeBufferPointer { logSigma in
      result.withUnsafeMutableBufferPointer {
        Kernels.fourierFeatures(of: logSigma, frequencies: frequencies, into: $0)
      }
    }
    return result
  }
}
