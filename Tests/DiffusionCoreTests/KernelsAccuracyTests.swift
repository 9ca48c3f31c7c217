import DiffusionCore
import RealModule
import Testing

/// The elementary functions against the C library's Float64 ones, within the errors that their
/// documentation claims.
@Suite struct KernelsAccuracyTests {
  /// A million numbers, evenly spread.
  private func grid(_ range: ClosedRange<Float>) -> [Float] {
    let count = 1_000_000
    return (0...count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Float($0) / Float(count))
    }
  }

  /// The greatest distance from the exact values, in units of the last place of Float32.
  private func greatestError(_ values: [Float], _ exact: [Double]) -> Double {
    zip(values, exact).reduce(0) { worst, pair in
      max(worst, abs(Double(pair.0) - pair.1) / Double(Float(pair.1).ulp))
    }
  }

  private func apply(
    _ values: [Float],
    _ function: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
  ) -> [Float] {
    filled(values.count) { result in values.withUnsafeBufferPointer { function($0, result) } }
  }

  @Test func `exponential is within 2.5 ulp and exact at 0`() {
    let x = grid(-87...87)
    let result = apply(x) { Kernels.exponential($0, into: $1) }
    #expect(greatestError(result, x.map { Double.exp(Double($0)) }) < 2.5)
    #expect(apply([0, -0.0]) { Kernels.exponential($0, into: $1) } == [1, 1])
    // Outside, the ends: no infinity, no denormal number.
    let ends = apply([-1e30, 1e30, -87, 87]) { Kernels.exponential($0, into: $1) }
    #expect(ends[0] == ends[2] && ends[1] == ends[3] && ends[0].isNormal && ends[1].isFinite)
  }

  @Test func `binary power is within 2 ulp and exact at integers`() {
    let x = grid(-126...126)
    let exact = x.map { Double.exp2(Double($0)) }
    #expect(greatestError(x.map(PlainMath.binaryPowerInRange), exact) < 2)
    for k in -126...126 {
      #expect(PlainMath.binaryPowerInRange(Float(k)) == Float(Double.exp2(Double(k))))
    }
  }

  @Test(arguments: [0x1p-32...1e-3, 1e-3...0.9, 0.9...1.1, 1.1...1e6] as [ClosedRange<Float>])
  func `logarithm is within 2 ulp`(range: ClosedRange<Float>) {
    let x = grid(range)
    let result = apply(x) { Kernels.logarithm($0, into: $1) }
    #expect(greatestError(result, x.map { Double.log(Double($0)) }) < 2)
  }

  @Test func `tanh is within 3 ulp, odd and within one`() {
    let x = grid(-12...12)
    let result = apply(x) { Kernels.hyperbolicTangent($0, into: $1) }
    #expect(greatestError(result, x.map { Double.tanh(Double($0)) }) < 3)
    #expect(result.allSatisfy { abs($0) <= 1 })
    let mirrored = apply(x.map { -$0 }) { Kernels.hyperbolicTangent($0, into: $1) }
    #expect(mirrored == result.map { -$0 })
  }

  @Test(arguments: [2, 100, 1e4] as [Float])
  func `sine and cosine are within 1.5e-7`(limit: Float) {
    let x = grid(-limit...limit)
    var cosine = [Float](repeating: 0, count: x.count)
    let sine = filled(x.count) { sine in
      cosine.withUnsafeMutableBufferPointer { cosine in
        x.withUnsafeBufferPointer { Kernels.sineAndCosine($0, sine: sine, cosine: cosine) }
      }
    }
    var worst = 0.0
    for index in x.indices {
      worst = max(worst, abs(Double(sine[index]) - Double.sin(Double(x[index]))))
      worst = max(worst, abs(Double(cosine[index]) - Double.cos(Double(x[index]))))
    }
    #expect(worst < 1.5e-7)
  }

  @Test func `random angles are within 1.5e-7`() {
    var worst = 0.0
    for index in 0..<1_000_000 as Range<UInt32> {
      let turn = index &* 4295 &+ index >> 3
      let (sine, cosine) = PlainMath.sineAndCosine(turn: turn)
      let angle = 2 * Double.pi * Double(turn) * 0x1p-32
      worst = max(worst, abs(Double(sine) - Double.sin(angle)))
      worst = max(worst, abs(Double(cosine) - Double.cos(angle)))
    }
    #expect(worst < 1.5e-7)
  }
}
