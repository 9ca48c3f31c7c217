/// Float32 elementary functions, one value at a time: the plain twins of the vector functions in
/// `DiffusionKernels`, with the same operations in the same order.
package enum PlainMath {
  /// Adding it to |x| < 2²² rounds x to an integer and leaves that integer in the low bits.
  private static let roundingShift: Float = 12_582_912

  /// eˣ for −87 ≤ x ≤ 87, arguments outside are moved to the ends; error below 2.5 ulp.
  ///
  /// x log₂ e = k + f, and 2ᶠ by a polynomial on |f| ≤ ½; e⁰ = 1.
  package static func exponential(_ x: Float) -> Float {
    let lower: Float = -87
    let upper: Float = 87
    let below = x < upper ? x : upper
    let x = below > lower ? below : lower
    let shifted = fusedMultiplyAdd(x, 0x1.715476p+0, roundingShift)
    let k = shifted - roundingShift
    let high = fusedMultiplyAdd(x, 0x1.715476p+0, -k)
    return scaledPower(shifted, fusedMultiplyAdd(x, 0x1.4ae0cp-26, high))
  }

  /// 2ˣ for −126 ≤ x ≤ 126, meaningless outside; error below 2 ulp, 2⁰ = 1.
  package static func binaryPowerInRange(_ x: Float) -> Float {
    let shifted = x + roundingShift
    return scaledPower(shifted, x - (shifted - roundingShift))
  }

  /// 1 / (1 + e⁻ˣ); error below 2 ulp where x > −10, absolute error below 10⁻⁹ elsewhere.
  ///
  /// Below x ≈ −87 the value stays at that of −87: it is a factor, and 0 would lose the sign of x.
  package static func logistic(_ x: Float) -> Float {
    let upper: Float = 125
    let lower: Float = -125
    let t = x * -0x1.715476p+0
    let below = t < upper ? t : upper
    return 1 / (1 + binaryPowerInRange(below > lower ? below : lower))
  }

  /// 2ᵏ⁺ᶠ, k in the low bits of `shifted`; minimax polynomial of degree 5, exact at f = 0.
  private static func scaledPower(_ shifted: Float, _ f: Float) -> Float {
    var p: Float = 0x1.5bdb44p-10
    p = fusedMultiplyAdd(p, f, 0x1.3ce8bcp-7)
    p = fusedMultiplyAdd(p, f, 0x1.c6b6d8p-5)
    p = fusedMultiplyAdd(p, f, 0x1.ebf9c2p-3)
    p = fusedMultiplyAdd(p, f, 0x1.62e42ap-1)
    p = fusedMultiplyAdd(p, f, 1)
    return Float(bitPattern: p.bitPattern &+ (shifted.bitPattern << 23))
  }

  /// ln x for positive normal x; error below 2 ulp.
  package static func logarithm(_ x: Float) -> Float {
    let bits = Int32(bitPattern: x.bitPattern)
    let e = (bits &- 0x3f35_04f3) >> 23
    let f = Float(bitPattern: UInt32(bitPattern: bits &- (e << 23))) - 1
    let exponent = Float(e)
    let z = f * f
    var p: Float = 7.0376836292e-2
    p = fusedMultiplyAdd(p, f, -1.1514610310e-1)
    p = fusedMultiplyAdd(p, f, 1.1676998740e-1)
    p = fusedMultiplyAdd(p, f, -1.2420140846e-1)
    p = fusedMultiplyAdd(p, f, 1.4249322787e-1)
    p = fusedMultiplyAdd(p, f, -1.6668057665e-1)
    p = fusedMultiplyAdd(p, f, 2.0000714765e-1)
    p = fusedMultiplyAdd(p, f, -2.4999993993e-1)
    p = fusedMultiplyAdd(p, f, 3.3333331174e-1)
    var y = (p * f) * z
    y = fusedMultiplyAdd(exponent, -2.12194440e-4, y)
    y = fusedMultiplyAdd(z, -0.5, y)
    return fusedMultiplyAdd(exponent, 0.693359375, f + y)
  }

  /// sin and cos of x radians, |x| ≤ 10⁴; absolute error below 1.5e-7.
  package static func sineAndCosine(_ x: Float) -> (sine: Float, cosine: Float) {
    let shifted = fusedMultiplyAdd(x, 0.636619772, roundingShift)
    let k = shifted - roundingShift
    var r = fusedMultiplyAdd(k, -0x1.921fb6p+0, x)
    r = fusedMultiplyAdd(k, 0x1.777a5cp-25, r)
    return quadrant(shifted.bitPattern, r)
  }

  /// sin and cos of `turn` · 2⁻³² turns: exact reduction for random angles.
  package static func sineAndCosine(turn: UInt32) -> (sine: Float, cosine: Float) {
    let r = Float(Int32(bitPattern: turn << 2)) * 0x1.921fb6p-32
    return quadrant((turn &+ 0x2000_0000) >> 30, r)
  }

  private static func quadrant(_ q: UInt32, _ r: Float) -> (sine: Float, cosine: Float) {
    let z = r * r
    var s: Float = -1.9515295891e-4
    s = fusedMultiplyAdd(s, z, 8.3321608736e-3)
    s = fusedMultiplyAdd(s, z, -1.6666654611e-1)
    s = fusedMultiplyAdd(s * z, r, r)
    var c: Float = 2.443315711809948e-5
    c = fusedMultiplyAdd(c, z, -1.388731625493765e-3)
    c = fusedMultiplyAdd(c, z, 4.166664568298827e-2)
    c = fusedMultiplyAdd(c, z, -0.5)
    c = fusedMultiplyAdd(c, z, 1)
    let sine = q & 1 == 0 ? s : c
    let cosine = q & 1 == 0 ? c : s
    return (
      Float(bitPattern: sine.bitPattern ^ ((q & 2) << 30)),
      Float(bitPattern: cosine.bitPattern ^ (((q &+ 1) & 2) << 30))
    )
  }

  /// tanh x; error below 3 ulp.
  package static func hyperbolicTangent(_ x: Float) -> Float {
    let magnitude = Float(bitPattern: x.bitPattern & 0x7fff_ffff)
    let z = x * x
    var p: Float = -5.70498872745e-3
    p = fusedMultiplyAdd(p, z, 2.06390887954e-2)
    p = fusedMultiplyAdd(p, z, -5.37397155531e-2)
    p = fusedMultiplyAdd(p, z, 1.33314422036e-1)
    p = fusedMultiplyAdd(p, z, -3.33332819422e-1)
    let small = fusedMultiplyAdd(p * z, x, x)
    let far = 1 - 2 / (exponential(magnitude + magnitude) + 1)
    let large = Float(bitPattern: far.bitPattern | (x.bitPattern & 0x8000_0000))
    // Written so that a NaN takes the branch that keeps it.
    return magnitude >= 0.625 ? large : small
  }
}
