import DiffusionCore
import Testing

/// Noising along every process: the exact one against its law, and Euler's against its own bias.
@Suite struct ForwardProcessTests {
  static let processes: [any DiffusionProcess] = [
    OrnsteinUhlenbeck(duration: 5), VariancePreserving(), SubVariancePreserving(),
    VarianceExploding(sigmaMax: 12),
  ]

  private func levels(_ process: any DiffusionProcess) -> [NoiseLevel] {
    [process.level(at: process.duration)]
      + [1.5, 0.3].map { process.level(sigma: $0) } + [.clean]
  }

  @Test(arguments: [0, 1, 2, 3])
  func `three large steps have the law of each level they come to`(index: Int) throws {
    var run = MethodRun(density: Scenes.tri, process: Self.processes[index])
    run.particles = 20_000
    let levels = levels(run.process)
    let clouds = try run.clouds("forward-ou", levels: levels, start: run.exact(at: .clean)) {
      $0 < 2
    }
    for (cloud, level) in zip(clouds, levels.dropLast().reversed()) {
      let (ks, z) = LawChecks(Scenes.tri, at: level).worst(cloud)
      #expect(ks < 2.69 && z < 4.9, "σ \(level.sigma): KS \(ks), z \(z)")
    }
    // Euler's steps of that size are far off, except where there is no drift to miss.
    let euler = try run.cloud("forward-ou-euler", levels: levels, start: run.exact(at: .clean))
    let (ks, z) = LawChecks(Scenes.tri, at: levels[0]).worst(euler)
    #expect((ks > 2.69 && z > 4.9) == !(run.process is VarianceExploding))
  }

  @Test(arguments: [0, 1, 2, 3])
  func `Euler's readings are its own variance, the one at rest and the exact ones`(index: Int)
    throws
  {
    var run = MethodRun(density: Scenes.two, process: Self.processes[index])
    run.particles = 20_000
    let levels = UniformTimeSchedule().values(count: 26, of: run.process)
    let start = run.exact(at: .clean)
    let (cloud, readings) = try run.outcome("forward-ou-euler", levels: levels, start: start)
    func reading(_ name: String) -> Reading? { readings.first { $0.name == name } }
    let own = try #require(reading("by recursion"))
    let found = 0.5 * Moments(cloud).covariance.trace
    // The variance of 20 000 pairs has a relative spread of at most 1/√20 000 for data as these.
    #expect(abs(found / own.value - 1) < 4.9 / 20_000.0.squareRoot())
    #expect(reading("variance")?.value == found)
    let last = levels[0]
    let exact = last.signal * last.signal * 6.76 + last.noise * last.noise
    #expect(relativeError(try #require(own.exact), exact) < 1e-12)
    if run.process is OrnsteinUhlenbeck {
      // h = 0.2: 1/(1 − h/2) at rest.
      let rest = try #require(reading("at rest"))
      #expect(abs(rest.value - 1 / 0.9) < 1e-12 && rest.exact == 1)
      #expect(own.value > 1.1)
    }
  }
}
