import DiffusionCore
import RealModule
import Testing

/// Masses, moments, marginals and posteriors by quadrature that knows only the definition.
struct DensityQuadratureTests {
  /// Values of a law on a grid of spacing 0.8 of its smallest deviation, over nine deviations beyond
  /// the data: the trapezoid rule then misses a Gaussian by e^{−2π²/0.64} and e^{−40}.
  struct Grid {
    var x: [Double]
    var y: [Double]
    var density: [[Double]]
    var spacing: Double

    init(_ law: any Law, of density: any Density) {
      let (a, b) = (law.level.signal, law.level.noise)
      let spacing = 0.8 * b
      let margin = 9 * b
      let extent = density.extent
      func line(_ low: Double, _ high: Double) -> [Double] {
        let count = Int((high - low) / spacing) + 2
        return (0..<count).map { low + Double($0) * spacing }
      }
      // Gaussians reach beyond the extent, which is three deviations: double it.
      x = line(a * (2 * extent.xMin) - margin, a * (2 * extent.xMax) + margin)
      y = line(a * (2 * extent.yMin) - margin, a * (2 * extent.yMax) + margin)
      self.spacing = spacing
      self.density = x.map { [y] x in
        y.map { Double.exp(law.evaluate(at: Vector(x, $0)).logDensity) }
      }
    }

    func integral(_ weight: (Vector) -> Double = { _ in 1 }) -> Double {
      var sum = 0.0
      for (x, row) in zip(x, density) {
        for (y, value) in zip(y, row) { sum += value * weight(Vector(x, y)) }
      }
      return sum * spacing * spacing
    }
  }

  @Test(arguments: ["tri", "points", "two-moons", "checkerboard", "gaussian-ring"])
  func `mass, mean, covariance and marginals are those of the integrated density`(
    name: String
  ) throws {
    let density = try #require(try Scenes.all().first { $0.name == name }?.density)
    let level = OrnsteinUhlenbeck().level(sigma: 0.5)
    let law = density.law(at: level)
    let grid = Grid(law, of: density)
    #expect(abs(grid.integral() - 1) < 1e-9)
    let (a, b) = (level.signal, level.noise)
    let mean = Vector(grid.integral { $0.x }, grid.integral { $0.y })
    #expect((mean - a * density.mean).length < 1e-9)
    let expected = a * a * density.covariance + SymmetricMatrix(diagonal: b * b)
    let xy = grid.integral { ($0.x - mean.x) * ($0.y - mean.y) }
    let xx = grid.integral { ($0.x - mean.x) * ($0.x - mean.x) }
    #expect(abs(xx - expected.xx) < 1e-8 && abs(xy - expected.xy) < 1e-8)
    for column in stride(from: 0, to: grid.x.count, by: 7) {
      let integral = grid.density[column].reduce(0, +) * grid.spacing
      #expect(abs(integral - law.marginalDensity(.x, at: grid.x[column])) < 1e-9)
    }
    for row in stride(from: 0, to: grid.y.count, by: 7) {
      let integral = grid.density.reduce(0) { $0 + $1[row] } * grid.spacing
      #expect(abs(integral - law.marginalDensity(.y, at: grid.y[row])) < 1e-9)
    }
  }

  @Test func `a thick circle is the integral of a Gaussian along it`() throws {
    let kind = try #require(densityCatalog.first { $0.card.name == "circles" })
    let density = try kind.make(Scenes.defaults(of: kind.card.parameters))
    let level = OrnsteinUhlenbeck().level(sigma: 0.2)
    let law = density.law(at: level)
    let (a, b) = (level.signal, level.noise)
    let variance = a * a * 0.12 * 0.12 + b * b
    // Radii 3 and 1.5, mass proportional to length; 2000 angles are exact for a periodic integrand.
    for point in [Vector(a * 3, 0), Vector(0.3, -1.2), Vector(-1, 2), Vector(3.5, 3)] {
      var (mass, mean) = (0.0, Vector.zero)
      for (radius, weight) in [(3.0, 2.0 / 3), (1.5, 1.0 / 3)] {
        for step in 0..<2000 {
          let angle = 2 * Double.pi * Double(step) / 2000
          let center = radius * Vector(.cos(angle), .sin(angle))
          let d = point - a * center
          let value =
            weight * .exp(-d.dot(d) / (2 * variance)) / (2 * .pi * variance) / 2000
          mass += value
          mean += value * (center + a * 0.12 * 0.12 / variance * d)
        }
      }
      // Chords of 4096 pieces lie within 3 (2π/4096)² / 8 ≈ 1e-6 of the arc: relative to the deviation
      // 0.23, and by the slope of the log density (up to 10 here), 5e-5 at most.
      #expect(abs(law.evaluate(at: point).logDensity - .log(mass)) < 5e-5)
      #expect((law.posterior(at: point).mean - mean / mass).length < 5e-5)
    }
  }

  @Test func `the posterior of a checkerboard is Bayes's rule on its squares`() throws {
    let kind = try #require(densityCatalog.first { $0.card.name == "checkerboard" })
    let density = try kind.make(Scenes.defaults(of: kind.card.parameters))
    for sigma in [0.2, 1, 4] {
      let law = density.law(at: .additive(sigma: sigma))
      for point in [Vector(0.2, -0.4), Vector(-2, 2.9), Vector(4, 1)] {
        // Squares of side 1.5 on a board from −3 to 3, the lower left one filled.
        var (mass, mean, second) = (0.0, Vector.zero, 0.0)
        for (i, j) in (0..<16).map({ ($0 / 4, $0 % 4) }) where (i + j) % 2 == 0 {
          let low = Vector(1.5 * Double(i) - 3, 1.5 * Double(j) - 3)
          func moments(_ axis: Int) -> [Double] {
            (0...2).map { power in
              Quadrature.integrate(low[axis], low[axis] + 1.5, panels: 80) { u in
                let z = (point[axis] - u) / sigma
                return Double.pow(u, power) * .exp(-z * z / 2)
              }
            }
          }
          let (x, y) = (moments(0), moments(1))
          mass += x[0] * y[0]
          mean += Vector(x[1] * y[0], x[0] * y[1])
          second += x[2] * y[0]
        }
        let posterior = law.posterior(at: point)
        #expect((posterior.mean - mean / mass).length < 1e-11)
        let variance = second / mass - mean.x * mean.x / mass / mass
        #expect(abs(posterior.covariance.xx - variance) < 1e-10)
        let logDensity =
          Double.log(mass) - .log(8 * 2.25) - .log(2 * .pi * sigma * sigma)
        #expect(abs(law.evaluate(at: point).logDensity - logDensity) < 1e-11)
      }
    }
  }
}
