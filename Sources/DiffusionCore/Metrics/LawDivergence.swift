/// KL(p ‖ q) = ∫ p log(p/q) by quadrature over cells, in the form ∫ p log(p/q) − p + q whose integrand
/// is nowhere negative.
///
/// - Parameter grid: a grid that holds nearly all of both laws, with cells narrower than their modes.
public func divergence(_ p: any Law, from q: any Law, on grid: PlaneGrid) -> Double {
  (0..<grid.count).reduce(0.0) { sum, cell in
    let point = grid.centre(cell)
    let (first, second) = (p.evaluate(at: point).logDensity, q.evaluate(at: point).logDensity)
    let rest = Elementary.exp(second)
    guard first > -.infinity else { return sum + rest * grid.area }
    let mass = Elementary.exp(first)
    return sum + (mass * (first - second) - mass + rest) * grid.area
  }
}
