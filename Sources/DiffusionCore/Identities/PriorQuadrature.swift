/// A density of clean data as weighted points, so that Bayes' rule is a sum that knows of no law.
///
/// A Gaussian is a lattice in its whitened coordinates, fine enough for products with a likelihood of
/// the given width; a box the product of two Gauss–Legendre rules; a finite data set is itself.
struct PriorQuadrature: Sendable {
  private(set) var points: [Vector] = []
  private(set) var weights: [Double] = []

  private static let reach = 8.5

  /// - Parameter width: the least deviation of x₀ that a likelihood leaves, b/a.
  init(of density: any Density, width: Double) {
    if let boxes = density as? BoxMixture {
      for box in boxes.boxes { add(box, width: width) }
    } else if let mixture = density as? GaussianMixture {
      for component in mixture.components { add(component, width: width) }
    }
  }

  private mutating func add(_ component: GaussianMixture.Component, width: Double) {
    let root = component.covariance.squareRoot
    let size = component.covariance.eigenvalues.1.squareRoot()
    guard size > 0 else { return add(component.mean, component.weight) }
    let step = 0.75 / (1 + size * size / (width * width)).squareRoot()
    let count = Int((Self.reach / step).rounded(.up))
    let line = (-count...count).map { step * Double($0) }
    let density = line.map {
      step * Elementary.inverseSquareRootOf2Pi * Elementary.exp(-0.5 * $0 * $0)
    }
    for (u, p) in zip(line, density) {
      for (v, q) in zip(line, density) where p * q > 1e-18 {
        add(component.mean + root * Vector(u, v), component.weight * p * q)
      }
    }
  }

  private mutating func add(_ box: BoxMixture.Box, width: Double) {
    // Sixteen nodes for two deviations of the likelihood: converged to rounding.
    let panels = Int((max(box.size.x, box.size.y) / (2 * width)).rounded(.up))
    let rule = GaussLegendre.onUnitInterval(panels: panels)
    for (u, p) in rule {
      for (v, q) in rule { add(box.lower + box.size * Vector(u, v), box.weight * p * q) }
    }
  }

  private mutating func add(_ point: Vector, _ weight: Double) {
    points.append(point)
    weights.append(weight)
  }

  /// What Bayes' rule says of x₀ given a noised datum.
  ///
  /// - Parameter factor: a further factor of the likelihood.
  func posterior(
    of point: Vector, at level: NoiseLevel, factor: (Vector) -> Double = { _ in 1 }
  ) -> (density: Double, posterior: Posterior) {
    let (a, b) = (level.signal, level.noise)
    var (mass, first, second) = (0.0, Vector.zero, SymmetricMatrix.zero)
    for index in points.indices {
      let u = (point - a * points[index]) / b
      let share = weights[index] * Elementary.exp(-0.5 * u.dot(u)) * factor(points[index])
      mass += share
      first += share * points[index]
    }
    let mean = first / mass
    for index in points.indices {
      let u = (point - a * points[index]) / b
      let share = weights[index] * Elementary.exp(-0.5 * u.dot(u)) * factor(points[index])
      second = second + (share / mass) * SymmetricMatrix(outer: points[index] - mean)
    }
    return (mass / (2 * .pi * b * b), Posterior(mean: mean, covariance: second))
  }
}

extension GaussLegendre {
  /// Nodes and weights on [0, 1], cut into equal panels of sixteen.
  static func onUnitInterval(panels: Int) -> [(node: Double, weight: Double)] {
    let half = 0.5 / Double(max(1, panels))
    return (0..<max(1, panels)).flatMap { panel in
      sixteen.map { (half * (Double(2 * panel + 1) + $0.position), half * $0.weight) }
    }
  }
}
