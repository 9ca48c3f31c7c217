/// A noised law on a lattice of the plane, for integrals against it.
///
/// The sum over a lattice of step h errs by 2 e^{−2π² w²/h²} of a Gaussian of deviation w: with
/// h = 0.75 w of the narrowest part by 1e-15. What lies beyond the lattice is below 1e-15 too. log p
/// and |s|² are singular where complex p is 0: for them h = 0.75 w errs by 1e-5, 0.3 w by 1e-11.
struct PlaneQuadrature: Sendable {
  let points: [Vector]
  let values: [LawValue]
  /// p times the area of a cell.
  let masses: [Double]
  let area: Double

  /// How far a Gaussian is followed, in its deviations.
  private static let reach = 8.5

  /// - Parameter step: h/w.
  /// - Precondition: a law with noise, or of a mixture of Gaussians.
  init(of law: any Law, _ density: any Density, step: Double = 0.75) {
    let (box, width) = Self.frame(of: law.level, density)
    let columns = Int(((box.xMax - box.xMin) / (step * width)).rounded(.up)) + 1
    let rows = Int(((box.yMax - box.yMin) / (step * width)).rounded(.up)) + 1
    let spacing = Vector(
      (box.xMax - box.xMin) / Double(columns), (box.yMax - box.yMin) / Double(rows))
    let points = (0..<columns * rows).map { index in
      Vector(box.xMin, box.yMin)
        + spacing * Vector(Double(index % columns) + 0.5, Double(index / columns) + 0.5)
    }
    let area = spacing.x * spacing.y
    self.points = points
    self.area = area
    values = points.map { law.evaluate(at: $0) }
    masses = values.map { Elementary.exp($0.logDensity) * area }
  }

  /// The box that holds the law, and the deviation of its narrowest part.
  private static func frame(of level: NoiseLevel, _ density: any Density) -> (Extent, Double) {
    let (a, b) = (level.signal, level.noise)
    guard let mixture = density as? GaussianMixture else {
      let clean = density.extent
      let box = Extent(
        xMin: a * clean.xMin - reach * b, xMax: a * clean.xMax + reach * b,
        yMin: a * clean.yMin - reach * b, yMax: a * clean.yMax + reach * b)
      return (box, b)
    }
    var box = Extent(xMin: .infinity, xMax: -.infinity, yMin: .infinity, yMax: -.infinity)
    var narrowest = Double.infinity
    for component in mixture.components {
      let spread = a * a * component.covariance + SymmetricMatrix(diagonal: b * b)
      let (x, y) = (reach * spread.xx.squareRoot(), reach * spread.yy.squareRoot())
      box.xMin = min(box.xMin, a * component.mean.x - x)
      box.xMax = max(box.xMax, a * component.mean.x + x)
      box.yMin = min(box.yMin, a * component.mean.y - y)
      box.yMax = max(box.yMax, a * component.mean.y + y)
      narrowest = min(narrowest, spread.eigenvalues.0.squareRoot())
    }
    return (box, narrowest)
  }

  /// E f under the law.
  func mean(_ f: (Vector, LawValue) -> Double) -> Double {
    var sum = 0.0
    for index in points.indices where masses[index] > 0 {
      sum += masses[index] * f(points[index], values[index])
    }
    return sum
  }

  /// ∫ p = 1.
  var mass: Double { masses.reduce(0, +) }

  /// −∫ p log p.
  var entropy: Double { -mean { $1.logDensity } }
}
