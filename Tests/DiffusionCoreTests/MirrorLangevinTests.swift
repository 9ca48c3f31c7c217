import DiffusionCore
import RealModule
import Testing

/// Laws on domains against their textbook forms, mirror maps against differences, and mirror Langevin
/// against its own law at rest.
struct MirrorLangevinTests {
  private static let dirichlet = DirichletEnergy(2, 3, 4)
  private static let gamma = GammaEnergy(shape: 3, rate: 2)
  private static let ball = BallEnergy(kappa: 2)
  private static let energies: [(name: String, energy: any MirrorEnergy, logConstant: Double)] = [
    // Z = Γ(2) Γ(3) Γ(4)/Γ(9), (Γ(3)/2³)², π/(κ + 1).
    ("simplex", dirichlet, Double.log(12.0 / 40320)), ("quadrant", gamma, 2 * Double.log(0.25)),
    ("ball", ball, Double.log(.pi / 3)),
  ]

  private static func density(_ name: String) throws -> any Density {
    let kind = try #require(densityCatalog.first { $0.card.name == name })
    return try kind.make(Scenes.defaults(of: kind.card.parameters))
  }

  @Test func `energies are normalised and their fields are slopes`() throws {
    for (name, energy, logConstant) in Self.energies {
      let density = try Self.density(name)
      let law = density.law(at: .clean)
      for y in [Vector(0.2, -0.4), Vector(-1.5, 0.3), Vector(0.9, 0.6)] {
        let x = energy.primal(y)
        let value = law.evaluate(at: x)
        #expect(abs(value.logDensity + energy.value(at: x) + logConstant) < 1e-9, "\(name)")
        #expect(value.score == -1 * energy.gradient(at: x))
        let h = 1e-4
        for (axis, step) in [(0, Vector(h, 0)), (1, Vector(0, h))] {
          func difference(_ read: (Vector) -> Double) -> Double {
            let (near, far) = (
              read(x + step) - read(x - step), read(x + 2 * step) - read(x - 2 * step)
            )
            return (8 * near - far) / (12 * h)
          }
          // h⁴ u⁽⁵⁾/30 with u⁽⁵⁾ below 24·100/(0.1)⁵, and ε/h.
          let slope = difference { energy.value(at: $0) }
          #expect(abs(slope - energy.gradient(at: x)[axis]) < 1e-8, "\(name)")
          let bend = difference { energy.gradient(at: $0)[axis] }
          let hessian = axis == 0 ? energy.hessian(at: x).xx : energy.hessian(at: x).yy
          #expect(abs(bend - hessian) < 1e-6, "\(name)")
        }
      }
      // No gap in what a picture reads beyond the edge.
      for outside in [Vector(-0.3, 0.2), Vector(-2, -2)] {
        let value = law.evaluate(at: outside).logDensity
        #expect(value == -.infinity || name == "ball" && outside.length < 1)
      }
    }
  }

  @Test func `mirror maps are inverse to each other, and W is the energy of y`() {
    for (name, energy, _) in Self.energies {
      for y in [Vector(0.2, -0.4), Vector(-1.5, 0.3), Vector(1.1, 2)] {
        let x = energy.primal(y)
        #expect((energy.dual(x) - y).length < 1e-12, "\(name)")
        let h = 1e-4
        /// u(x(y)) + log det ∇²ψ(x(y)), as ∇²ψ is the inverse of dx/dy.
        func energyOfDual(_ y: Vector) -> Double {
          let x = energy.primal(y)
          return energy.value(at: x) + Double.log(energy.mirrorHessian(at: x).determinant)
        }
        for (axis, step) in [(0, Vector(h, 0)), (1, Vector(0, h))] {
          let near = energyOfDual(y + step) - energyOfDual(y - step)
          let far = energyOfDual(y + 2 * step) - energyOfDual(y - 2 * step)
          #expect(abs((8 * near - far) / (12 * h) - energy.dualGradient(at: y)[axis]) < 1e-9)
          // ∇²ψ is the slope of y = ∇ψ(x).
          let small = (1e-4 / h) * step * 0.1
          let slope = (energy.dual(x + small) - energy.dual(x - small)) / 2e-5
          let hessian = energy.mirrorHessian(at: x)
          let column = axis == 0 ? Vector(hessian.xx, hessian.xy) : Vector(hessian.xy, hessian.yy)
          #expect((slope - column).length < 1e-6 * hessian.trace * hessian.trace, "\(name)")
        }
      }
    }
  }

  /// P(Gamma(3, 2) < x).
  private static func gammaCDF(_ x: Double) -> Double {
    x <= 0 ? 0 : 1 - Double.exp(-2 * x) * (1 + 2 * x + 2 * x * x)
  }

  /// P(Beta(2, 7) < x), the law of the first of three shares Dirichlet(2, 3, 4).
  private static func shareCDF(_ x: Double) -> Double {
    x <= 0 ? 0 : x >= 1 ? 1 : 1 - Double.pow(1 - x, 7) * (1 + 7 * x)
  }

  /// P(Beta(1, 3) < r), the law of |x|² on the ball.
  private static func radiusCDF(_ r: Double) -> Double { 1 - Double.pow(1 - min(1, r), 3) }

  /// Values with a known law on the line: their distribution function, mean and variance.
  private struct Known {
    var values: [Double]
    var cdf: (Double) -> Double
    var mean: Double
    var variance: Double

    /// The largest of |z| and √n D over their limits: above 1 for another law.
    var misfit: Double {
      let scores = Chain.momentScores(values, mean: mean, variance: variance)
      let distance = Chain.kolmogorov(values, at: cdf)
      return max(abs(scores.mean) / 4.9, abs(scores.variance) / 4.9, distance / Chain.limit)
    }
  }

  private static func known(_ name: String, _ cloud: Cloud) -> Known {
    switch name {
    case "simplex":
      Known(
        values: cloud.x.map { Double($0) }, cdf: shareCDF, mean: 2.0 / 9, variance: 14.0 / 810)
    case "quadrant":
      Known(values: cloud.x.map { Double($0) }, cdf: gammaCDF, mean: 1.5, variance: 0.75)
    default:
      Known(
        values: (0..<cloud.count).map { cloud[$0].dot(cloud[$0]) }, cdf: radiusCDF, mean: 0.25,
        variance: 3.0 / 80)
    }
  }

  @Test(arguments: ["simplex", "quadrant", "ball"])
  func `draws have the textbook laws and moments`(name: String) throws {
    let density = try Self.density(name)
    let cloud = density.law(at: .clean).sample(
      count: Chain.count, stream: NoiseStream(seed: 71, stream: 0))
    var known = Self.known(name, cloud)
    #expect(known.misfit < 1)
    known.values = known.values.map { 1.05 * $0 }
    #expect(known.misfit > 1)
    let deviation = DensitySamplingTests.momentDeviation(
      cloud, mean: density.mean, covariance: density.covariance)
    #expect(deviation < 4.9)
    // Noised, the dense mixture has the moments of the law to the fineness of its cells.
    let level = NoiseLevel.additive(sigma: 0.3)
    let (mean, covariance) = DensitySamplingTests.noised(density, level)
    let noised = density.law(at: level).sample(
      count: Chain.count, stream: NoiseStream(seed: 72, stream: 0))
    let far = DensitySamplingTests.momentDeviation(noised, mean: mean, covariance: covariance)
    #expect(far < 4.9)
    #expect(DensitySamplingTests.kolmogorov(noised.x, density.law(at: level), .x) < Chain.limit)
  }

  @Test(arguments: ["simplex", "quadrant", "ball"])
  func `small steps stay at the law itself`(name: String) throws {
    let density = try Self.density(name)
    let start = density.law(at: .clean).sample(
      count: Chain.count / 2, stream: NoiseStream(seed: 73, stream: 0))
    // A time of 2, twice the longest that these chains remember.
    let careful = try Chain.run(
      "mirror-langevin", ["tau": 0.002], on: density, from: start, steps: 1000)
    #expect(Self.known(name, careful).misfit < 1)
    // Without the determinant W is the energy of another law: of shapes less by one, or of κ − 2.
    let other: any Density =
      switch name {
      case "simplex": EnergyDensity(DirichletEnergy(1, 2, 3))
      case "quadrant": EnergyDensity(GammaEnergy(shape: 2, rate: 2))
      default: EnergyDensity(BallEnergy(kappa: 0))
      }
    let wrong = try Chain.run(
      "mirror-langevin", ["tau": 0.01], on: other, from: start, steps: 200)
    #expect(Self.known(name, wrong).misfit > 1)
  }

  @Test func `on the quadrant it rests at the law of its own chain, for a large step too`() throws {
    let tau = 0.05
    let start = NoiseStream(seed: 74, stream: 0).normals(count: Chain.count)
    let positive = Cloud(
      x: start.x.map { Float(Double.exp(Double($0))) },
      y: start.y.map { Float(Double.exp(Double($0))) })
    let cloud = try Chain.run(
      "mirror-langevin", ["tau": tau], on: EnergyDensity(Self.gamma), from: positive, steps: 300)
    func line(_ shape: Double) -> StationaryLine {
      StationaryLine(from: -16, to: 5, noise: (2 * tau).squareRoot(), iterations: 400) {
        $0 - tau * (2 * Double.exp($0) - shape)
      }
    }
    func known(_ line: StationaryLine) -> Known {
      let mean = line.mean { Double.exp($0) }
      return Known(
        values: cloud.x.map { Double($0) },
        cdf: { $0 > 0 ? line.cumulative(at: Double.log($0)) : 0 }, mean: mean,
        variance: line.mean { Double.pow(Double.exp($0) - mean, 2) })
    }
    let right = known(line(3))
    #expect(right.misfit < 1)
    #expect(known(line(2)).misfit > 1)
    // The mean is exact, since E ∇W = 0 at rest; the variance is not.
    #expect(abs(right.mean - 1.5) < 1e-6 && abs(right.variance - 0.838) < 0.0005)
    #expect(Self.known("quadrant", cloud).misfit > 1)
  }

  /// The chain of a Dirichlet(2, 3, 4) law in Float64 with numbers of its own: values of x₁.
  private static func plainShares(tau: Double, steps: Int, count: Int) -> [Double] {
    var source = RandomSource(NoiseStream(seed: 75, stream: 0))
    let spread = (2 * tau).squareRoot()
    return (0..<count).map { _ in
      var (y1, y2) = (source.normal(), source.normal())
      for _ in 0..<steps {
        let (e1, e2) = (Double.exp(y1), Double.exp(y2))
        let total = 1 + e1 + e2
        y1 += tau * (2 - 9 * e1 / total) + spread * source.normal()
        y2 += tau * (3 - 9 * e2 / total) + spread * source.normal()
      }
      return Double.exp(y1) / (1 + Double.exp(y1) + Double.exp(y2))
    }
  }

  @Test func `on the simplex it is too wide by the known figure`() throws {
    // As many that four per cent of the variance are seen.
    let (tau, count) = (0.05, 2 * Chain.count)
    let start = NoiseStream(seed: 76, stream: 0).normals(count: count)
    var inside = start
    for index in 0..<start.count { inside[index] = Self.dirichlet.primal(start[index]) }
    let cloud = try Chain.run(
      "mirror-langevin", ["tau": tau], on: EnergyDensity(Self.dirichlet), from: inside, steps: 200)
    let plain = Self.plainShares(tau: tau, steps: 200, count: count)
    func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
    }
    let (run, reference) = (moments(cloud.x.map { Double($0) }), moments(plain))
    let error = (2 / Double(count)).squareRoot()
    #expect(abs(run.mean - reference.mean) < 4.9 * error * reference.variance.squareRoot())
    // The fourth moment of this law is below four squared variances.
    let spread = error * 3.0.squareRoot() * run.variance
    #expect(abs(run.variance - reference.variance) < 4.9 * spread)
    // 0.0179 for 0.0173 (methods.md §7), itself of some 1e4 particles.
    #expect(abs(run.variance - 0.0179) < 0.00005 + 4.9 * 2 * spread)
    #expect(Self.known("simplex", cloud).misfit > 1)
  }

  @Test func `the primal form is its formula, and diverges on the quadrant`() throws {
    let start = Cloud(x: [0.4, 1.7], y: [2.1, 0.3])
    let cloud = try Chain.run(
      "mirror-langevin", ["tau": 0.01, "form": 1], on: EnergyDensity(Self.gamma), from: start,
      steps: 1)
    let noise = NoiseStream(seed: 61, stream: 0).normals(count: 2)
    for index in 0..<2 {
      let x = start[index]
      for axis in 0..<2 {
        let drift = 2 - 2 / x[axis]
        let y =
          Double.log(x[axis]) - 0.01 * drift + (0.02 / x[axis]).squareRoot() * noise[index][axis]
        #expect(abs(cloud[index][axis] - Double.exp(y)) < 1e-6 * Double.exp(y))
      }
    }
    let positive = Cloud(
      x: .init(repeating: 1.5, count: 4000), y: .init(repeating: 1.5, count: 4000))
    func mean(form: Double) throws -> Double {
      let cloud = try Chain.run(
        "mirror-langevin", ["tau": 0.05, "form": form], on: EnergyDensity(Self.gamma),
        from: positive, steps: 500)
      return Moments(cloud).mean.x
    }
    #expect(try abs(mean(form: 0) - 1.5) < 4.9 * (0.84 / 4000).squareRoot())
    let far = try mean(form: 1)
    #expect(!far.isFinite || far > 1e6)
  }

  @Test func `starts lie inside every domain`() throws {
    for (name, energy, _) in Self.energies {
      let density = try Self.density(name)
      let sampler = MirrorLangevin(
        for: MethodScene(
          process: OrnsteinUhlenbeck(), smallestDeviation: 1, levels: [.clean], density: density))
      let cloud = try #require(
        sampler.start(count: 5000, stream: NoiseStream(seed: 77, stream: 0)))
      #expect((0..<cloud.count).allSatisfy { energy.value(at: cloud[$0]).isFinite }, "\(name)")
    }
  }
}
