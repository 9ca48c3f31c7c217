/// The address of a sequence of random numbers: equal addresses, equal numbers.
///
/// Numbers are laid out in blocks of `blockSize` particles that can be made in any order and on any
/// thread, so that neither the thread count nor the way to a step changes a bit.
public struct NoiseStream: Hashable, Sendable {
  /// Particles a block.
  public static let blockSize = 2048

  public let seed: UInt64
  public let stream: UInt64

  public init(seed: UInt64, stream: UInt64) {
    self.seed = seed
    self.stream = stream
  }

  /// A stream of its own below this one, for a purpose told by `label`.
  public func child(_ label: UInt64) -> NoiseStream {
    NoiseStream(seed: seed, stream: Self.mix(stream ^ Self.mix(label &+ 0x9E37_79B9_7F4A_7C15)))
  }

  /// The finaliser of SplitMix64: a bijection of 64 bits that leaves no pattern.
  public static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
