/// What quadrature finds of an energy.
struct EnergyQuadrature<Potential: Energy> {
  private let energy: Potential
  let logConstant: Double
  let massChange: Double
  let marginal: TabulatedDensity
  let cells: GaussianMixture

  /// Doubles the nodes along both axes until Z changes by less than 1e-10 of itself, at most to 2048.
  init(_ energy: Potential) {
    self.energy = energy
    let outer = energy.outerBreaks
    let least = Self.least(of: energy)
    func tabulated(_ rule: FlatEndedRule) -> TabulatedDensity {
      TabulatedDensity(outer, rule) { x in
        rule.integrate(energy.breaks(along: .y, at: x)) { y in
          Elementary.exp(least - energy.value(at: Vector(x, y)))
        }
      }
    }
    var rule = FlatEndedRule(count: 128)
    var table = tabulated(rule)
    var change = Double.infinity
    while change > 1e-10, rule.count < 2048 {
      rule = FlatEndedRule(count: 2 * rule.count)
      let finer = tabulated(rule)
      change = abs(finer.mass - table.mass) / finer.mass
      table = finer
    }
    marginal = table
    massChange = change
    let logConstant = Elementary.log(table.mass) - least
    self.logConstant = logConstant
    cells = EnergyCells().mixture(of: energy) {
      Elementary.exp(-energy.value(at: $0) - logConstant)
    }
  }
}

extension EnergyQuadrature {
  /// The box between the quantiles of three deviations along each axis, and the deviation that
  /// belongs to the curvature which 2 % of the mass exceeds.
  func bulk() -> (Extent, smallestDeviation: Double) {
    var heights: [(value: Double, mass: Double)] = []
    var curvatures = heights
    Self.forEachNode(of: energy, FlatEndedRule(count: 128)) { point, weight in
      let mass = weight * Elementary.exp(-energy.value(at: point) - logConstant)
      guard mass > 1e-12 else { return }
      heights.append((point.y, mass))
      curvatures.append((energy.hessian(at: point).eigenvalues.1, mass))
    }
    let tail = 0.00135
    let extent = Extent(
      xMin: marginal.quantile(tail), xMax: marginal.quantile(1 - tail),
      yMin: Self.quantile(&heights, tail), yMax: Self.quantile(&heights, 1 - tail))
    let steepest = Self.quantile(&curvatures, 0.98)
    // An energy that bends nowhere, as that of a cone, has the size of its box.
    let size = min(extent.xMax - extent.xMin, extent.yMax - extent.yMin) / 6
    return (extent, steepest > 0 ? min(1 / steepest.squareRoot(), size) : size)
  }

  /// The value below which the share `u` of the mass lies.
  private static func quantile(
    _ values: inout [(value: Double, mass: Double)], _ u: Double
  ) -> Double {
    values.sort { $0.value < $1.value }
    let target = u * values.reduce(0) { $0 + $1.mass }
    var sum = 0.0
    for (value, mass) in values {
      sum += mass
      if sum >= target { return value }
    }
    return values.last?.value ?? 0
  }

  /// The least value at the nodes of a coarse rule: what e^{−u} is measured against.
  private static func least(of energy: Potential) -> Double {
    var result = Double.infinity
    forEachNode(of: energy, FlatEndedRule(count: 32)) { point, _ in
      result = min(result, energy.value(at: point))
    }
    return result
  }

  /// Calls `body` with every node of a rule along both axes and its weight.
  private static func forEachNode(
    of energy: Potential, _ rule: FlatEndedRule, _ body: (Vector, Double) -> Void
  ) {
    let outer = energy.outerBreaks
    for (lower, upper) in zip(outer, outer.dropFirst()) {
      for i in 1..<rule.count {
        let x = rule.node(i, from: lower, to: upper)
        let width = rule.weight(i, from: lower, to: upper)
        let inner = energy.breaks(along: .y, at: x)
        for (low, high) in zip(inner, inner.dropFirst()) {
          for j in 1..<rule.count {
            body(
              Vector(x, rule.node(j, from: low, to: high)),
              width * rule.weight(j, from: low, to: high))
          }
        }
      }
    }
  }
}
