/// How much signal and how much noise a particle holds: x = signal · x₀ + noise · n, n ~ N(0, I).
///
/// Source: methods.md §0, the affine kernel K(a, b).
public struct NoiseLevel: Hashable, Sendable {
  /// Time of the process that reached the level; 0 is clean data.
  public var time: Double
  /// The factor a of the data, in [0, 1]; 0 is noise alone.
  public var signal: Double
  /// The standard deviation b of the noise, ≥ 0.
  public var noise: Double

  public init(time: Double, signal: Double, noise: Double) {
    self.time = time
    self.signal = signal
    self.noise = noise
  }

  /// The clean data: a = 1, b = 0.
  public static let clean = Self(time: 0, signal: 1, noise: 0)

  /// The level where noise of deviation `sigma` is added to unscaled data: a = 1, b = σ.
  public static func additive(sigma: Double) -> Self {
    Self(time: sigma, signal: 1, noise: sigma)
  }

  /// The level where data and noise are mixed in the shares 1 − α and α, which is its time.
  public static func mixed(noiseShare alpha: Double) -> Self {
    Self(time: alpha, signal: 1 - alpha, noise: alpha)
  }

  /// Noise to signal, σ = b / a: the level that a noise-conditional network is asked for.
  public var sigma: Double { noise / signal }
}
