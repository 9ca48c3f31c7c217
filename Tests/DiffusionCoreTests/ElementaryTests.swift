import DiffusionCore
import RealModule
import Testing

/// The deterministic elementary functions against 120-digit values, libm and themselves.
struct ElementaryTests {
  /// The function of a name in the table and the bound claimed for it.
  static func function(
    _ name: String
  ) -> (evaluate: @Sendable ([Double]) -> Double, bound: Bound)? {
    switch name {
    case "exp": ({ Elementary.exp($0[0]) }, .ulps(1))
    case "expm1": ({ Elementary.expm1($0[0]) }, .ulps(1))
    case "log": ({ Elementary.log($0[0]) }, .ulps(1))
    case "log1p": ({ Elementary.log1p($0[0]) }, .ulps(1))
    case "sin": ({ Elementary.sin($0[0]) }, .ulps(1))
    case "cos": ({ Elementary.cos($0[0]) }, .ulps(1))
    case "tanh": ({ Elementary.tanh($0[0]) }, .ulps(2))
    case "pow": ({ Elementary.pow($0[0], $0[1]) }, .ulps(2))
    case "expm1MinusArgument": ({ Elementary.expm1MinusArgument($0[0]) }, .relative(1e-15))
    case "asinh": ({ Elementary.asinh($0[0]) }, .relative(1e-15))
    case "erfc": ({ Elementary.erfc($0[0]) }, .relative(1e-14))
    case "erfcx": ({ Elementary.erfcx($0[0]) }, .relative(1e-14))
    case "normalCDF": ({ Elementary.normalCDF($0[0]) }, .relative(1e-14))
    case "logNormalCDF": ({ Elementary.logNormalCDF($0[0]) }, .relative(1e-14))
    case "logNormalCDFDifference":
      // The mass is good to 1e-12; its logarithm where that is large to a rounding error.
      (
        { Elementary.logNormalCDFDifference(lower: $0[0], upper: $0[1]) },
        .absolute(1e-12, relative: 1e-15)
      )
    default: nil
    }
  }

  enum Bound {
    case ulps(Double)
    case relative(Double)
    case absolute(Double, relative: Double)

    func admits(_ value: Double, _ expected: Double) -> Bool {
      if value == expected { return true }
      let error = abs(value - expected)
      // The table is rounded to the nearest number, so an error of less than n + ½ ulp is seen as n.
      switch self {
      case .ulps(let n): return error <= n * expected.ulp
      case .relative(let bound): return error <= bound * abs(expected)
      case .absolute(let bound, let relative): return error <= bound + relative * abs(expected)
      }
    }
  }

  @Test func `every function keeps its bound against 120 digits`() throws {
    let rows = try References.elementary()
    #expect(rows.count > 800)
    for row in rows {
      let (evaluate, bound) = try #require(Self.function(row.function))
      let value = evaluate(row.arguments)
      #expect(bound.admits(value, row.expected), "\(row) gives \(value), not \(row.expected)")
    }
  }

  @Test func `twenty thousand random arguments agree with libm to two ulp`() {
    var stream = Splitter(state: 7)
    func agree(_ a: Double, _ b: Double, _ x: Double) {
      if abs(a - b) > 2 * b.ulp { Issue.record("\(x): \(a) and \(b)") }
    }
    for _ in 0..<20_000 {
      let wide = stream.uniform(-700, 700)
      agree(Elementary.exp(wide), .exp(wide), wide)
      agree(Elementary.log(Elementary.exp(wide)), .log(Elementary.exp(wide)), wide)
      let near = stream.uniform(-2, 2)
      agree(Elementary.expm1(near), .expMinusOne(near), near)
      let above = stream.uniform(-0.999, 3)
      agree(Elementary.log1p(above), .log(onePlus: above), above)
      let angle = stream.uniform(-1000, 1000)
      agree(Elementary.sin(angle), .sin(angle), angle)
      agree(Elementary.cos(angle), .cos(angle), angle)
    }
  }

  @Test func `the ends of the range give limits and never trap`() {
    #expect(Elementary.exp(710) == .infinity && Elementary.exp(-746) == 0)
    #expect(Elementary.exp(-745) == .leastNonzeroMagnitude && Elementary.exp(0) == 1)
    #expect(Elementary.expm1(-1e300) == -1 && Elementary.expm1(1e300) == .infinity)
    #expect(Elementary.expm1(-1e-300) == -1e-300)
    #expect(Elementary.log(0) == -.infinity && Elementary.log(.infinity) == .infinity)
    #expect(Elementary.log(-1).isNaN && Elementary.log1p(-2).isNaN)
    #expect(Elementary.log1p(-1) == -.infinity)
    #expect(Elementary.tanh(1e300) == 1 && Elementary.tanh(-1e300) == -1)
    #expect(Elementary.sin(1e300).isNaN && Elementary.cos(-.infinity).isNaN)
    #expect(Elementary.erfc(1e300) == 0 && Elementary.erfc(-1e300) == 2)
    #expect(Elementary.erfcx(.infinity) == 0 && Elementary.erfcx(-27) == .infinity)
    #expect(Elementary.normalCDF(-.infinity) == 0 && Elementary.normalCDF(.infinity) == 1)
    #expect(Elementary.pow(0, 2) == 0 && Elementary.pow(0, -1) == .infinity)
    #expect(Elementary.pow(2, 0) == 1 && Elementary.pow(-2, 0.5).isNaN)
    #expect(
      Elementary.logNormalCDFDifference(lower: -.infinity, upper: .infinity) == 0)
    #expect(Elementary.logNormalCDFDifference(lower: 2, upper: 2) == -.infinity)
    for x in [Double.nan, -.nan] {
      #expect(Elementary.exp(x).isNaN && Elementary.expm1(x).isNaN && Elementary.log(x).isNaN)
      #expect(Elementary.log1p(x).isNaN && Elementary.sin(x).isNaN && Elementary.tanh(x).isNaN)
      #expect(Elementary.erfc(x).isNaN && Elementary.erfcx(x).isNaN)
      #expect(Elementary.normalCDF(x).isNaN && Elementary.pow(x, 2).isNaN)
    }
  }

  @Test func `the bits are those of every other processor and build`() {
    var stream = Splitter(state: 11)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ value: Double) { hash = (hash ^ value.bitPattern) &* 0x100_0000_01b3 }
    for _ in 0..<5000 {
      let x = stream.uniform(-20, 20)
      mix(Elementary.exp(x))
      mix(Elementary.expm1(x))
      mix(Elementary.log(abs(x)))
      mix(Elementary.log1p(abs(x)))
      mix(Elementary.sin(x))
      mix(Elementary.cos(x))
      mix(Elementary.tanh(x))
      mix(Elementary.asinh(x))
      mix(Elementary.erfcx(x))
      mix(Elementary.normalCDF(x))
      mix(Elementary.pow(abs(x), 1 / 7))
      mix(Elementary.logNormalCDFDifference(lower: x, upper: x + 0.5))
    }
    // Written down on x86-64 in a release build; a change of any bit of any function changes it.
    #expect(hash == 11_800_275_808_616_437_286)
  }
}

/// SplitMix64: random arguments for tests.
struct Splitter {
  var state: UInt64

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    let bits = NoiseStream.mix(state) >> 11
    return low + (high - low) * Double(bits) / 0x1p53
  }
}
