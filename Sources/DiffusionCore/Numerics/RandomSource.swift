/// One random number after another, for work that is not done in blocks: xoshiro256++ (Blackman and
/// Vigna 2021), seeded from a noise stream.
///
/// A value: a copy goes on with the same numbers. No function of the C library is used, so the
/// numbers have the same bits on every processor.
public struct RandomSource: RandomNumberGenerator, Sendable, Equatable {
  private var s0, s1, s2, s3: UInt64
  private var spare: Double?

  /// The numbers of a stream that its blocks of normals and uniforms do not use.
  public init(_ stream: NoiseStream) {
    let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
    let key = stream.key(block: 0, kind: .scalar)
    s0 = NoiseStream.mix(key.0 &+ golden)
    s1 = NoiseStream.mix(key.1 &+ golden)
    s2 = NoiseStream.mix(key.0 &+ golden &* 2)
    s3 = NoiseStream.mix(key.1 &+ golden &* 2)
  }

  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = (sum << 23 | sum >> 41) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }

  /// A uniform number in [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A standard normal number, by the polar method (Marsaglia and Bray 1964).
  public mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      guard square > 0, square < 1 else { continue }
      let scale = (-2 * Elementary.log(square) / square).squareRoot()
      spare = v * scale
      return u * scale
    }
  }
}
