/// The plain twin of the noise kernels: one lane and one number at a time.
package enum PlainNoise {
  package static func fillNormals(
    key: (UInt64, UInt64), x: UnsafeMutableBufferPointer<Float>,
    y: UnsafeMutableBufferPointer<Float>
  ) {
    for lane in 0..<min(laneCount, x.count) {
      var generator = Lane(key: key, lane: lane)
      for index in stride(from: lane, to: x.count, by: laneCount) {
        let radiusBits = generator.next()
        let angleBits = generator.next()
        let u = fusedMultiplyAdd(Float(radiusBits >> 1), 0x1p-31, 0x1p-32)
        let radius = (PlainMath.logarithm(u) * -2).squareRoot()
        let (sine, cosine) = PlainMath.sineAndCosine(turn: angleBits)
        x[index] = radius * cosine
        y[index] = radius * sine
      }
    }
  }

  package static func fillUniforms(
    key: (UInt64, UInt64), into values: UnsafeMutableBufferPointer<Float>
  ) {
    for lane in 0..<min(laneCount, values.count) {
      var generator = Lane(key: key, lane: lane)
      for index in stride(from: lane, to: values.count, by: laneCount) {
        values[index] = Float(generator.next() >> 8) * 0x1p-24
      }
    }
  }

  private static let laneCount = 16

  /// One lane of xoshiro128++.
  private struct Lane {
    private var s0, s1, s2, s3: UInt32

    init(key: (UInt64, UInt64), lane: Int) {
      let step = UInt64(lane + 1) &* 0x9E37_79B9_7F4A_7C15
      let first = NoiseStream.mix(key.0 &+ step)
      let second = NoiseStream.mix(key.1 &+ step)
      s0 = UInt32(truncatingIfNeeded: first)
      s1 = UInt32(truncatingIfNeeded: first >> 32)
      s2 = UInt32(truncatingIfNeeded: second)
      s3 = UInt32(truncatingIfNeeded: second >> 32)
    }

    mutating func next() -> UInt32 {
      let sum = s0 &+ s3
      let result = (sum << 7 | sum >> 25) &+ s0
      let shifted = s1 << 9
      s2 ^= s0
      s3 ^= s1
      s1 ^= s2
      s0 ^= s3
      s2 ^= shifted
      s3 = s3 << 11 | s3 >> 21
      return result
    }
  }
}
