/// How well the best discriminator tells two laws apart, by quadrature over cells.
///
/// D* = p/(p + q) is the best for E_p log D + E_q log(1 − D), with the value 2 JS − 2 log 2; D = 1 where
/// p ≥ q the best for the errors P_p(D = 0) + P_q(D = 1), with the value ∫ min(p, q) = 1 − TV.
/// Source: methods.md §15; Goodfellow et al. 2014.
public struct Discrimination: Equatable, Sendable {
  /// The total variation 1 − ∫ min(p, q), in [0, 1].
  public var totalVariation: Double
  /// The Jensen–Shannon divergence ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q)/2, in [0, log 2].
  public var jensenShannon: Double

  /// - Parameter grid: a grid that holds nearly all of both laws.
  public init(of p: any Law, and q: any Law, on grid: PlaneGrid) {
    var common = 0.0
    var divergence = 0.0
    for cell in 0..<grid.count {
      let point = grid.centre(cell)
      let (first, second) = (p.evaluate(at: point).logDensity, q.evaluate(at: point).logDensity)
      let (real, fake) = (Elementary.exp(first), Elementary.exp(second))
      common += min(real, fake) * grid.area
      if real > 0 { divergence -= real * Self.softplus(second - first) * grid.area }
      if fake > 0 { divergence -= fake * Self.softplus(first - second) * grid.area }
    }
    totalVariation = 1 - common
    jensenShannon = Elementary.log(2) + divergence / 2
  }

  /// log(1 + eˣ) = −log D* for x = log q − log p.
  public static func softplus(_ x: Double) -> Double {
    x > 0 ? x + Elementary.log1p(Elementary.exp(-x)) : Elementary.log1p(Elementary.exp(x))
  }
}
