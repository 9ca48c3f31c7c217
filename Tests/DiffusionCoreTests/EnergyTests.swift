import DiffusionCore
import RealModule
import Testing

/// Energies as data against quadrature, finite differences and transformations that know only u.
@Suite struct EnergyTests {
  static let banana = BananaEnergy(spread: 1.4, bend: 0.6, thickness: 0.4)
  static let funnel = FunnelEnergy(spread: 1.5)
  static let wells = DoubleWellEnergy(barrier: 5, width: 2, tilt: 0.5, spring: 1)
  static let quartic = QuadraticEnergy(mean: .zero, precision: .identity, quartic: 1)
  static let all: [(name: String, energy: any Energy)] = [
    ("banana", banana), ("funnel", funnel), ("double-well", wells), ("quartic", quartic),
    (
      "turned quartic",
      QuadraticEnergy(
        mean: Vector(1, -2), precision: .init(xx: 3, xy: -1, yy: 2), quartic: 0.5)
    ),
  ]

  /// ∫ f over the line by the trapezoid rule, which for these integrands is exact to rounding.
  static func line(_ reach: Double, steps: Int = 4000, _ f: (Double) -> Double) -> Double {
    let h = 2 * reach / Double(steps)
    return (1..<steps).reduce(0) { $0 + f(Double($1) * h - reach) } * h
  }

  static func kolmogorov(_ values: [Double], deviation: Double = 1) -> Double {
    GaussianScene().kolmogorovSmirnov(values.map { Float($0) }, deviation: deviation)
  }

  @Test func `the constant is the closed form or a sum over one coordinate`() {
    let tau = 2 * Double.pi
    func well(_ x: Double) -> Double { .exp(-Self.wells.value(at: Vector(x, 0))) }
    let onWell = Self.line(8, well) * tau.squareRoot()
    let onQuartic =
      Self.line(8) { .exp(-Self.quartic.value(at: Vector($0, 0))) } * tau.squareRoot()
    let cases: [(Double, Double, Double)] = [
      (
        EnergyDensity(Self.banana).logConstant, .log(tau * 1.4 * 0.4),
        EnergyDensity(Self.banana).massChange
      ),
      (
        EnergyDensity(Self.funnel).logConstant, .log(tau * 1.5),
        EnergyDensity(Self.funnel).massChange
      ),
      (
        EnergyDensity(Self.wells).logConstant, .log(onWell),
        EnergyDensity(Self.wells).massChange
      ),
      (
        EnergyDensity(Self.quartic).logConstant, .log(onQuartic),
        EnergyDensity(Self.quartic).massChange
      ),
    ]
    for (found, exact, change) in cases {
      #expect(abs(found - exact) < 1e-9 && change < 1e-10, "\(found), not \(exact)")
    }
    // Half a node more at the cut: the trapezoid of spacing 0.002 is then off by 0.002²/12 u′ p there.
    let right =
      (Self.line(4) { well($0 + 4) } + 0.001 * well(0)) * tau.squareRoot() / onWell
    let weights = EnergyDensity(Self.wells).parts.weights
    #expect(abs(weights[1] - right) < 1e-9, "\(weights), not \(right)")
  }

  @Test func `gradients and Hessians are the slopes of the energy`() {
    for (name, energy) in Self.all {
      for point in [Vector(0.3, 0.2), Vector(-1.1, 0.7), Vector(1.6, -1.2), Vector(-2, -3)] {
        let h = 1e-3
        for (axis, step) in [(0, Vector(h, 0)), (1, Vector(0, h))] {
          func slope(_ f: (Vector) -> Double) -> Double {
            (8 * (f(point + step) - f(point - step)) - (f(point + 2 * step) - f(point - 2 * step)))
              / (12 * h)
          }
          let gradient = energy.gradient(at: point)
          let hessian = energy.hessian(at: point)
          let size = 1 + gradient.length + abs(hessian.xx) + abs(hessian.xy) + abs(hessian.yy)
          #expect(abs(slope(energy.value) - gradient[axis]) < 1e-9 * size, "\(name) \(point)")
          let first = axis == 0 ? hessian.xx : hessian.xy
          let second = axis == 0 ? hessian.xy : hessian.yy
          #expect(abs(slope { energy.gradient(at: $0).x } - first) < 1e-9 * size, "\(name)")
          #expect(abs(slope { energy.gradient(at: $0).y } - second) < 1e-9 * size, "\(name)")
        }
      }
    }
  }

  @Test func `the clean law has mass one, both marginals, and mean and covariance of its own`() {
    func check<E: Energy>(_ energy: E, _ name: String, reach: Double) {
      let density = EnergyDensity(energy)
      let law = density.law(at: .clean)
      for axis in Axis.allCases {
        func moment(_ f: (Double) -> Double) -> Double {
          Self.line(reach, steps: 1200) { law.marginalDensity(axis, at: $0) * f($0) }
        }
        let mean = moment { $0 }
        let square = moment { ($0 - mean) * ($0 - mean) }
        let variance = axis == .x ? density.covariance.xx : density.covariance.yy
        #expect(abs(moment { _ in 1 } - 1) < 1e-6, "\(name) \(axis)")
        #expect(abs(mean - density.mean[axis.rawValue]) < 1e-6, "\(name) \(axis)")
        #expect(abs(square / variance - 1) < 1e-6, "\(name) \(axis): \(square) \(variance)")
      }
      #expect(abs(law.marginalDensity(.y, at: 0.4) - density.marginalByHand(atY: 0.4)) < 1e-9)
    }
    check(Self.wells, "double-well", reach: 9)
    check(Self.quartic, "quartic", reach: 9)
    check(Self.banana, "banana", reach: 60)
  }

  @Test func `draws follow the law, by transformations to normal numbers`() {
    let count = 100_000
    let stream = NoiseStream(seed: 3, stream: 3)
    let bent = EnergyDensity(Self.banana).law(at: .clean).sample(count: count, stream: stream)
    let wide = EnergyDensity(Self.funnel).law(at: .clean).sample(count: count, stream: stream)
    func residuals(_ bend: Double) -> [Double] {
      (0..<count).map { i in
        let p = bent[i]
        return (p.y - bend * (p.x * p.x - 1.96)) / 0.4
      }
    }
    #expect(Self.kolmogorov(bent.x.map { Double($0) }, deviation: 1.4) < 2.69)
    #expect(Self.kolmogorov(residuals(0.6)) < 2.69)
    #expect(Self.kolmogorov(residuals(0.65)) > 2.69)
    func scaled(_ slope: Double) -> [Double] {
      (0..<count).map { wide[$0].y * .exp(-slope * wide[$0].x) }
    }
    #expect(Self.kolmogorov(wide.x.map { Double($0) }, deviation: 1.5) < 2.69)
    #expect(Self.kolmogorov(scaled(0.5)) < 2.69)
    #expect(Self.kolmogorov(scaled(0.2)) > 2.69)
    for energy in [Self.wells, DoubleWellEnergy(barrier: 2, width: 1, tilt: 0, spring: 4)] {
      let law = EnergyDensity(energy).law(at: .clean)
      let cloud = law.sample(count: count, stream: stream)
      #expect(DensitySamplingTests.kolmogorov(cloud.x, law, .x) < DensitySamplingTests.limit)
      #expect(
        Self.kolmogorov(cloud.y.map { Double($0) }, deviation: energy.spring == 4 ? 0.5 : 1) < 2.69)
    }
  }

  @Test func `the noised law is the convolution, the closer the more noise`() {
    func errors<E: Energy>(_ energy: E, _ sigma: Double) -> (mean: Double, worst: Double) {
      let density = EnergyDensity(energy)
      let (law, clean) = (density.law(at: .additive(sigma: sigma)), density.law(at: .clean))
      let cloud = law.sample(count: 40, stream: NoiseStream(seed: 2, stream: 1))
      let h = 0.25 * min(sigma, 0.2)
      let reach = Int(7 * sigma / h)
      var (mean, worst) = (0.0, 0.0)
      for index in 0..<cloud.count {
        var sum = 0.0
        for i in -reach...reach {
          for j in -reach...reach {
            let d = h * Vector(Double(i), Double(j))
            let value = clean.evaluate(at: cloud[index] + d).logDensity
            sum += .exp(value - d.dot(d) / (2 * sigma * sigma))
          }
        }
        let exact = Double.log(sum * h * h / (2 * .pi * sigma * sigma))
        let error = abs(law.evaluate(at: cloud[index]).logDensity - exact)
        mean += error / Double(cloud.count)
        worst = max(worst, error)
      }
      return (mean, worst)
    }
    for sigma in [0.05, 0.3, 1] {
      let found = [
        errors(Self.banana, sigma), errors(Self.funnel, sigma), errors(Self.wells, sigma),
      ]
      for error in found {
        #expect(error.mean < 0.01 && error.worst < 0.05, "σ = \(sigma): \(error)")
        if sigma == 1 { #expect(error.mean < 0.002 && error.worst < 0.01, "\(error)") }
      }
    }
  }

  @Test func `a quadratic energy without a quartic term is a Gaussian`() throws {
    let settings = Scenes.defaults(of: QuadraticKind.card.parameters)
    let gaussian = try #require(try QuadraticKind.make(settings) as? GaussianMixture)
    let covariance = gaussian.components[0].covariance
    // [[2, −1.2], [−1.2, 1]] has determinant 0.56.
    #expect(abs(covariance.xx - 1 / 0.56) < 1e-14 && abs(covariance.xy - 1.2 / 0.56) < 1e-14)
    for rows: SettingValue in [[[1, 2], [2, 1]], [[1, 0], [0.5, 1]], [[0, 0], [0, 1]]] {
      var wrong = settings
      wrong["precision"] = rows
      #expect(throws: SettingError.self) { try QuadraticKind.make(wrong) }
    }
  }
}

extension EnergyDensity {
  /// The density of y by a plain sum over x.
  func marginalByHand(atY y: Double) -> Double {
    EnergyTests.line(20, steps: 40_000) { .exp(-energy.value(at: Vector($0, y)) - logConstant) }
  }
}
