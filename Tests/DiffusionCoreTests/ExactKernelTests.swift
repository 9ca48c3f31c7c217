import DiffusionCore
import RealModule
import Testing

/// The exact reverse kernel: no step is too large for it.
///
/// False-positive rate 1e-6 a check: √n D < 2.69 and |z| < 4.9.
@Suite struct ExactKernelTests {
  private static let processes: [any DiffusionProcess] = [
    OrnsteinUhlenbeck(duration: 5), VariancePreserving(), SubVariancePreserving(),
    VarianceExploding(sigmaMax: 20),
  ]

  /// Noise to data in three steps.
  private func levels(_ process: any DiffusionProcess) -> [NoiseLevel] {
    [process.level(at: process.duration)]
      + [2, 0.4].map { process.level(sigma: $0) } + [process.level(at: 0)]
  }

  @Test(arguments: [0, 1, 2, 3])
  func `three coarse steps give the data of every process, and ancestral sampling does not`(
    index: Int
  ) throws {
    for density in [Scenes.two, Scenes.tri] {
      var run = MethodRun(density: density, process: Self.processes[index])
      run.particles = 20_000
      let levels = levels(run.process)
      let start = run.exact(at: levels[0])
      let checks = LawChecks(density, at: .clean)
      let clouds = try run.clouds("exact-kernel", levels: levels, start: start) { $0 < 2 }
      for (cloud, level) in zip(clouds, levels.dropFirst()) {
        let (ks, z) = LawChecks(density, at: level).worst(cloud)
        #expect(ks < 2.69 && z < 4.9, "at σ \(level.sigma): KS \(ks), z \(z)")
      }
      let weights = LawStatistics(
        of: clouds[2], under: density.law(at: .clean), parts: density.parts.weights.count)
      for (found, wanted) in zip(weights.partWeights, density.parts.weights) {
        #expect(
          abs(found - wanted) < 4.9 * (wanted * (1 - wanted) / Double(run.particles)).squareRoot())
      }
      let dispersion = try #require(weights.dispersion)
      #expect(abs(dispersion - 1) < 4.9 / Double(run.particles).squareRoot())
      let ancestral = try run.cloud("ancestral", levels: levels, start: start)
      #expect(checks.worst(ancestral).ks > 2.69 && checks.worst(ancestral).z > 4.9)
    }
  }

  @Test func `a draw is mean plus symmetric root times noise in the component that u picks`() {
    let density = Scenes.tri
    let process = OrnsteinUhlenbeck(duration: 5)
    let (from, to) = (process.level(at: 0.7), process.level(at: 0.3))
    let run = MethodRun(density: density, process: process)
    let start = Vector(0.3, -0.9)
    let shares = density.noised(at: from).responsibilities(at: start)
    for (k, component) in density.components.enumerated() {
      // u just above the sum of the shares before k.
      let uniform = Float(shares[..<k].reduce(0, +)) + 1e-6
      let normals = Cloud(x: [0, 1, 0], y: [0, 0, 1])
      var cloud = Cloud(x: .init(repeating: 0.3, count: 3), y: .init(repeating: -0.9, count: 3))
      var sampler = run.sampler(ExactKernel.self, [:], levels: [])
      let noise = NoiseSource.given(normals, uniforms: [uniform, uniform, uniform])
      _ = sampler.step(&cloud, run.context(from, to, noise: noise))
      // In the form of information: V = (C⁻¹ + (a²/b²) I)⁻¹, m = V (C⁻¹ μ + (a/b²) y), by libm.
      let h = 0.4
      let (a, b2) = (Double.exp(-h), 1 - Double.exp(-2 * h))
      let law = to.signal * to.signal * component.covariance
      let prior = law + SymmetricMatrix(diagonal: to.noise * to.noise)
      let information = prior.inverse + SymmetricMatrix(diagonal: a * a / b2)
      let covariance = information.inverse
      let mean = covariance * (prior.inverse * (to.signal * component.mean) + (a / b2) * start)
      #expect((cloud[0] - mean).length < 2e-6 * (1 + mean.length))
      let (first, second) = (cloud[1] - cloud[0], cloud[2] - cloud[0])
      #expect(abs(first.y - second.x) < 1e-6, "the root is symmetric")
      let square = SymmetricMatrix(outer: first) + SymmetricMatrix(outer: second)
      for (found, wanted) in [
        (square.xx, covariance.xx), (square.xy, covariance.xy), (square.yy, covariance.yy),
      ] {
        #expect(abs(found - wanted) < 2e-6)
      }
    }
  }

  @Test func `ten steps have no step error where ancestral sampling has a large one`() throws {
    var run = MethodRun(density: Scenes.two)
    let levels = UniformTimeSchedule().values(count: 11, of: run.process)
    run.particles = 20_000
    let exact = Figures(of: try run.cloud("exact-kernel", levels: levels), run, withEnergy: false)
    let ancestral = Figures(of: try run.cloud("ancestral", levels: levels), run, withEnergy: false)
    #expect(abs(exact.dispersion - 1) < 4.9 / Double(run.particles).squareRoot())
    #expect(ancestral.dispersion < 0.6)
  }
}
