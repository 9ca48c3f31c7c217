import DiffusionCore
import Foundation
import RealModule
import Testing

/// Langevin steps with a matrix against closed forms and the figures of methods.md §7.
@Suite struct PreconditionedLangevinTests {
  private static let isLong = ProcessInfo.processInfo.environment["DIFFVIZ_SLOW_TESTS"] == "1"

  @Test func `with a constant matrix a Gaussian rests at the covariance of the card`() throws {
    let precision = SymmetricMatrix(xx: 2, xy: -1.2, yy: 1)
    let density = GaussianMixture(mean: .zero, covariance: precision.inverse)
    var run = ChainRun(density: density)
    run.settings = ["tau": 2]
    let count = 40_000
    let cloud = try run.cloud(
      "preconditioned-langevin", from: ChainRun.normal(1, count: count, seed: 1), steps: 120,
      seed: 2)
    // A = Σ/‖Σ‖, so that every direction has the same step: (I − τ/(2 ‖Σ‖))⁻¹ Σ.
    let (_, size) = precision.inverse.eigenvalues
    let wanted = (1 / (1 - 1 / size)) * precision.inverse
    #expect(
      DensitySamplingTests.momentDeviation(cloud, mean: .zero, covariance: wanted) < 4.9)
    #expect(
      DensitySamplingTests.momentDeviation(cloud, mean: .zero, covariance: precision.inverse)
        > 4.9)
    #expect(
      GaussianScene().kolmogorovSmirnov(cloud.x, deviation: wanted.xx.squareRoot()) < 2.69)
    #expect(
      GaussianScene().kolmogorovSmirnov(cloud.x, deviation: precision.inverse.xx.squareRoot())
        > 2.69)
  }

  @Test(arguments: [0.0, 1])
  func `a step with A of the place is the closed form of the quartic`(correction: Double) throws {
    let density = EnergyDensity(EnergyTests.quartic)
    let type = PreconditionedLangevin.self
    var sampler = type.init(
      for: MethodScene(
        process: VarianceExploding(sigmaMin: 0.01, sigmaMax: 1),
        smallestDeviation: density.smallestDeviation, levels: [.clean], density: density))
    (sampler.tau, sampler.position, sampler.correction) = (0.01, 1, correction)
    sampler.ceiling = 100
    let start = Cloud(x: [0.3, -1.2, 2, -0.01], y: [0.5, -1, 2, 0])
    let noise = Cloud(x: [0.7, -0.2, 1, 0.1], y: [-1, 0.4, 0, 2])
    var cloud = start
    _ = sampler.step(
      &cloud,
      StepContext(
        from: .clean, to: .clean, process: VarianceExploding(sigmaMin: 0.01, sigmaMax: 1),
        density: density, score: ExactScore(density: density), noise: .given(noise),
        parallel: .serial))
    let scale = 1 / (density.smallestDeviation * density.smallestDeviation)
    for i in 0..<start.count {
      let (p, z) = (start[i], noise[i])
      let bend = 1 + 3 * p.x * p.x
      let a = scale / bend
      let gamma = -scale * 6 * p.x / (bend * bend) * correction
      let x = p.x + 0.01 * (a * -(p.x * p.x * p.x + p.x) + gamma) + (0.02 * a).squareRoot() * z.x
      let y = p.y - 0.01 * scale * p.y + (0.02 * scale).squareRoot() * z.y
      // A Float's rounding, and of the difference quotient h²/6 of a third derivative of A below 400.
      #expect(abs(cloud[i].x - x) < 4 * 0x1p-24 * (1 + abs(x)) + 1e-6, "\(p)")
      #expect(abs(cloud[i].y - y) < 4 * 0x1p-24 * (1 + abs(y)), "\(p)")
    }
  }

  @Test func `the correction is the divergence also where the Hessian turns`() throws {
    // Two steps that differ in the correction alone differ by τ Γ, here by a five-point rule.
    let density = Scenes.tri
    let (tau, start) = (0.02, Cloud(x: [-1, 0.2, 1.1, 2], y: [0.5, -0.7, 1, -1]))
    func step(_ correction: Double) -> Cloud {
      var sampler = PreconditionedLangevin(
        for: MethodScene(
          process: VarianceExploding(sigmaMin: 0.01, sigmaMax: 1),
          smallestDeviation: density.smallestDeviation, levels: [.clean], density: density))
      (sampler.tau, sampler.position, sampler.correction) = (tau, 1, correction)
      var cloud = start
      let context = StepContext(
        from: .clean, to: .clean, process: VarianceExploding(sigmaMin: 0.01, sigmaMax: 1),
        density: density, score: ExactScore(density: density),
        noise: .given(Cloud(count: start.count)), parallel: .serial)
      _ = sampler.step(&cloud, context)
      return cloud
    }
    let (with, without) = (step(1), step(0))
    let law = density.law(at: .clean)
    let floor = 1 / (density.smallestDeviation * density.smallestDeviation)
    /// L |∇²f|⁻¹ with clamped eigenvalues, from eigenvectors by angle.
    func matrix(_ x: Vector) -> SymmetricMatrix {
      let h = law.evaluate(at: x).hessian
      let angle = 0.5 * Double.atan2(y: 2 * h.xy, x: h.xx - h.yy)
      let (c, s) = (Double.cos(angle), Double.sin(angle))
      let first = c * c * h.xx + 2 * c * s * h.xy + s * s * h.yy
      let second = h.xx + h.yy - first
      func value(_ e: Double) -> Double { floor / min(floor, max(1e-3 * floor, abs(e))) }
      return value(first) * SymmetricMatrix(outer: Vector(c, s))
        + value(second) * SymmetricMatrix(outer: Vector(-s, c))
    }
    for i in 0..<start.count {
      let h = 2e-4
      func slope(_ step: Vector, _ read: (SymmetricMatrix) -> Double) -> Double {
        func at(_ k: Double) -> Double { read(matrix(start[i] + k * step)) }
        return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)
      }
      let gamma = Vector(
        slope(Vector(h, 0)) { $0.xx } + slope(Vector(0, h)) { $0.xy },
        slope(Vector(h, 0)) { $0.xy } + slope(Vector(0, h)) { $0.yy })
      let found = (with[i] - without[i]) / tau
      #expect(
        (found - gamma).length < 1e-3 * (1 + gamma.length) + 4 * 0x1p-22 / tau,
        "\(start[i]): \(found), not \(gamma)")
    }
  }

  /// The cloud after Newton steps h, with or without the correction, of f = x⁴/4 + x²/2.
  private func cloud(_ h: Double, correction: Double, count: Int) throws -> Cloud {
    let density = EnergyDensity(EnergyTests.quartic)
    var run = ChainRun(density: density)
    let square = density.smallestDeviation * density.smallestDeviation
    run.settings = ["tau": h * square, "position": 1, "correction": correction, "L": 1000]
    return try run.cloud(
      "preconditioned-langevin", from: run.exact(count: count, seed: 4), steps: Int(5 / h),
      seed: 5)
  }

  @Test func `without the divergence the law is another one, by the figures`() throws {
    func moment(_ weight: (Double) -> Double) -> Double {
      func p(_ x: Double) -> Double { weight(x) * .exp(-x * x * x * x / 4 - x * x / 2) }
      return EnergyTests.line(9) { $0 * $0 * p($0) } / EnergyTests.line(9, p)
    }
    let target = moment { _ in 1 }
    let wrong = moment { 3 * $0 * $0 + 1 }
    #expect(abs(target - 0.468) < 5e-4 && abs(wrong - 0.859) < 5e-4)
    let count = Self.isLong ? 200_000 : 30_000
    let right = EnergyDensity(EnergyTests.quartic).law(at: .clean)
    let humped = EnergyDensity(HumpedEnergy()).law(at: .clean)
    for (correction, exact) in [(0.0, wrong), (1, target)] {
      let cloud = try cloud(0.02, correction: correction, count: count)
      let coarse = Moments(try self.cloud(0.04, correction: correction, count: count)).covariance.xx
      let fine = Moments(cloud).covariance.xx
      // A deviation wrong by 1.2 % moves √n D by 0.5 at so many particles.
      for (law, holds) in [(right, correction == 1), (humped, correction == 0)] {
        let distance = DensitySamplingTests.kolmogorov(Array(cloud.x.prefix(30_000)), law, .x)
        #expect((distance < DensitySamplingTests.limit) == holds, "\(correction): \(distance)")
      }
      // The bias is c h + O(h²), c some 0.4 and 0.7: what is left after extrapolation is some 2 h².
      let standard = exact * (5 * 2 / Double(count)).squareRoot()
      #expect(
        abs(2 * fine - coarse - exact) < 4.9 * standard + 4 * 0.02 * 0.04,
        "correction \(correction): \(coarse), \(fine), not \(exact)")
    }
  }
}

/// u = f − log f″ for f = x⁴/4 + x²/2, and a spring in y: where the chain without Γ settles.
private struct HumpedEnergy: Energy {
  private let quartic = EnergyTests.quartic

  func value(at point: Vector) -> Double {
    quartic.value(at: point) - .log(1 + 3 * point.x * point.x)
  }

  func gradient(at point: Vector) -> Vector {
    quartic.gradient(at: point) - Vector(6 * point.x / (1 + 3 * point.x * point.x), 0)
  }

  func hessian(at point: Vector) -> SymmetricMatrix {
    let bend = 1 + 3 * point.x * point.x
    let own = (6 - 18 * point.x * point.x) / (bend * bend)
    return quartic.hessian(at: point) - SymmetricMatrix(xx: own, xy: 0, yy: 0)
  }

  var breaks: [Double] { quartic.breaks }

  func breaks(along axis: Axis, at value: Double) -> [Double] {
    quartic.breaks(along: axis, at: value)
  }
}
