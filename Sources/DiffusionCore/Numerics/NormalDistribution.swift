/// The error function's complement and the normal distribution, without libm.
extension Elementary {
  static let squareRootOfHalf = 0.7071067811865476
  static let inverseSquareRootOf2Pi = 0.3989422804014327
  static let halfLog2Pi = 0.9189385332046727

  /// The scaled complementary error function e^{x²} erfc(x), relative error below 1e-14.
  ///
  /// (1 + 2x) erfcx(x) is smooth in t = (x − 3.75) / (x + 3.75), which maps [0, ∞) to [−1, 1)
  /// (Shepherd and Laframboise, Math. Comp. 36, 1981); the polynomial in t is a fit of degree 23,
  /// good to 1.1e-16. ∞ below −26.6.
  public static func erfcx(_ x: Double) -> Double {
    guard x >= 0 else {
      return x.isNaN ? x : 2 * exponentialOfSquare(x, times: 1) - erfcx(-x)
    }
    guard x < .infinity else { return 0 }
    return scaledTail(x)
  }

  /// The complementary error function erfc(x) = 2/√π ∫ₓ^∞ e^{−t²} dt, relative error below 1e-14
  /// wherever the value is a normal number.
  public static func erfc(_ x: Double) -> Double {
    if x >= 0 { return x > 27.3 ? 0 : exponentialOfSquare(x, times: -1) * scaledTail(x) }
    return x.isNaN ? x : 2 - erfc(-x)
  }

  /// Φ(x), the standard normal distribution function, relative error below 1e-14 wherever the value
  /// is a normal number.
  public static func normalCDF(_ x: Double) -> Double {
    if x > 0 { return 1 - normalCDF(-x) }
    guard x > -39 else { return x.isNaN ? x : 0 }
    return 0.5 * exponentialOfSquare(x, times: -0.5) * scaledTail(-x * squareRootOfHalf)
  }

  /// log Φ(x), also where Φ underflows.
  public static func logNormalCDF(_ x: Double) -> Double {
    if x > -1 { return log1p(-normalCDF(-x)) }
    return log(0.5 * erfcx(-x * squareRootOfHalf)) - 0.5 * x * x
  }

  /// log(Φ(upper) − Φ(lower)) for lower ≤ upper, also where both underflow or nearly agree.
  ///
  /// Relative error of the difference itself below 1e-12. −∞ for an empty interval.
  public static func logNormalCDFDifference(lower: Double, upper: Double) -> Double {
    TruncatedNormal(lower: lower, upper: upper).logMass
  }

  /// e^{factor x²} for a factor that is a power of two: the square is formed in two terms, for its
  /// rounding error would be magnified by x².
  private static func exponentialOfSquare(_ x: Double, times factor: Double) -> Double {
    guard abs(x) < 100 else { return factor < 0 ? 0 : .infinity }
    let square = TwoTerms.product(x, x)
    let value = exp(factor * square.high)
    guard value < .infinity else { return value }
    return value + value * (factor * square.low)
  }

  /// erfcx for 0 ≤ x < ∞.
  static func scaledTail(_ x: Double) -> Double {
    // For x beyond 2⁵³ the quotient is 1 and the polynomial gives 2/√π: 1 / (x √π), as it should.
    let t = (x - 3.75) / (x + 3.75)
    let z = t * t
    return (scaledTailEven(z) + t * scaledTailOdd(z)) / (1 + 2 * x)
  }

  /// The even part of the polynomial in t, as one in z = t².
  private static func scaledTailEven(_ z: Double) -> Double {
    var p = -2.618520156503145e-09
    p = p * z + 3.195398612057818e-08
    p = p * z - 2.4851108650210706e-07
    p = p * z + 1.7419011945194367e-06
    p = p * z - 1.1437980374495534e-05
    p = p * z + 5.164649341002877e-05
    p = p * z + 0.000293714390578856
    p = p * z - 0.00974657968596217
    p = p * z - 0.05869339857631061
    p = p * z - 0.10880393014246645
    p = p * z + 0.003585415485479575
    return p * z + 1.2375126308378275
  }

  /// The odd part of the polynomial in t over t, as one in z = t².
  private static func scaledTailOdd(_ z: Double) -> Double {
    var p = 3.2052623379289157e-10
    p = p * z - 3.798189797736207e-09
    p = p * z + 2.3398534313040898e-08
    p = p * z - 5.741076073013916e-08
    p = p * z - 9.733875167494142e-07
    p = p * z + 2.2384138525656757e-05
    p = p * z - 0.00029015404203352704
    p = p * z + 0.001755625843431864
    p = p * z + 0.028362277420377335
    p = p * z + 0.09230432116025894
    p = p * z + 0.08227673849014977
    return p * z - 0.14024059858554702
  }
}
