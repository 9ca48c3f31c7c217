import DiffusionCore
import RealModule
import Testing

/// With which power of the step each integrator's error falls: methods.md §4, §5.
///
/// Errors at n and 2 n steps; the order is log₂ of their ratio, which the next term of the error moves
/// by some hundredths.
@Suite struct ConvergenceOrderTests {
  /// The largest distance of fixed particles from where the flow takes them, by Heun with many steps.
  private func flowErrors(
    _ name: String, _ process: any DiffusionProcess, _ schedule: any Schedule, _ counts: [Int],
    fine: Int = 6000
  ) throws -> [Double] {
    var run = MethodRun(density: Scenes.tri, process: process)
    run.particles = 200
    let start = run.exact(at: schedule.values(count: 2, of: process)[0])
    let exact = try run.cloud(
      "probability-flow-heun", levels: schedule.values(count: fine + 1, of: process), start: start)
    return try counts.map { count in
      let cloud = try run.cloud(
        name, levels: schedule.values(count: count + 1, of: process), start: start)
      let squares = (0..<cloud.count).reduce(0.0) {
        let difference = cloud[$1] - exact[$1]
        return $0 + difference.dot(difference)
      }
      return (squares / Double(cloud.count)).squareRoot()
    }
  }

  @Test(arguments: [
    ("probability-flow", 1.0, 200), ("probability-flow-exponential", 1, 200), ("ddim", 1, 200),
    // With more steps of Heun the rounding of Float shows.
    ("probability-flow-heun", 2, 60),
  ])
  func `the flow of OU on three Gaussians`(name: String, order: Double, steps: Int) throws {
    let schedule = UniformTimeSchedule(ScheduleRange(sigmaMin: 0.4))
    let errors = try flowErrors(
      name, OrnsteinUhlenbeck(duration: 2), schedule, [steps, 2 * steps])
    let found = Double.log2(errors[0] / errors[1])
    #expect(abs(found - order) < 0.15, "\(found)")
  }

  @Test(arguments: [("probability-flow", 1.0), ("probability-flow-heun", 2)])
  func `the flow of VE in its own clock σ`(name: String, order: Double) throws {
    let process = VarianceExploding(sigmaMin: 0.4, sigmaMax: 6)
    let errors = try flowErrors(name, process, LinearSchedule(), [200, 400])
    let found = Double.log2(errors[0] / errors[1])
    #expect(abs(found - order) < 0.15, "\(found)")
  }

  /// The variance after a method's steps on N(0, 0.6² I), from the exact variance of the first level.
  ///
  /// A step on Gaussian data is x ← F x + G z; F and G are read off the method itself, at x = 1 without
  /// noise and at x = 0 with the noise 1.
  private func variance<Method: Sampler>(
    _ type: Method.Type, _ process: any DiffusionProcess, _ levels: [NoiseLevel], from first: Double
  ) -> Double {
    let run = MethodRun(density: GaussianScene().density, process: process)
    var sampler = run.sampler(type, [:], levels: levels)
    let stops = sampler.stops(levels)
    let noise = NoiseSource.given(Cloud(x: [0, 1], y: [0, 1]), uniforms: [0.5, 0.5])
    return zip(stops, stops.dropFirst()).reduce(first) { variance, pair in
      var probe = Cloud(x: [1, 0], y: [1, 0])
      _ = sampler.step(&probe, run.context(pair.0, pair.1, noise: noise))
      let (factor, added) = (Double(probe.x[0]), Double(probe.x[1]))
      return factor * factor * variance + added * added
    }
  }

  /// The errors of the variance with n and with 2 n steps, and their order.
  private func weakErrors(
    _ name: String, _ process: any DiffusionProcess, _ schedule: any Schedule, steps: Int
  ) throws -> (errors: [Double], order: Double) {
    let type = try #require(samplerType(named: name))
    let scene = GaussianScene()
    let errors = [steps, 2 * steps].map { count in
      let levels = schedule.values(count: count + 1, of: process)
      let isForward = name.hasPrefix("forward")
      let ends = isForward ? (levels[count], levels[0]) : (levels[0], levels[count])
      return variance(type, process, levels, from: scene.lawVariance(ends.0))
        - scene.lawVariance(ends.1)
    }
    return (errors, Double.log2(abs(errors[0] / errors[1])))
  }

  @Test(arguments: [
    ("reverse-sde", true), ("exponential-integrator", true), ("ancestral", false),
  ])
  func `the reverse SDE has weak order one, too wide or for ancestral sampling too narrow`(
    name: String, isWide: Bool
  ) throws {
    let schedule = UniformTimeSchedule(ScheduleRange(sigmaMin: 0.4))
    let (errors, order) = try weakErrors(
      name, OrnsteinUhlenbeck(duration: 2), schedule, steps: 200)
    #expect(abs(order - 1) < 0.1, "\(order)")
    #expect((errors[0] > 0) == isWide && abs(errors[0]) > 1e-3)
  }

  @Test(arguments: [("ve-reverse-diffusion", true), ("ve-ancestral", false)])
  func `reverse diffusion has weak order one, and its ancestral form is too narrow`(
    name: String, isWide: Bool
  ) throws {
    let process = VarianceExploding(sigmaMin: 0.05, sigmaMax: 4)
    let (errors, order) = try weakErrors(name, process, LinearSchedule(), steps: 400)
    #expect(abs(order - 1) < 0.1, "\(order)")
    #expect((errors[0] > 0) == isWide && abs(errors[0]) > 1e-4)
  }

  @Test func `the exact transitions have no error and forward Euler has weak order one`() throws {
    let process = OrnsteinUhlenbeck(duration: 1)
    let schedule = UniformTimeSchedule()
    for name in ["exact-kernel", "forward-ou"] {
      let (errors, _) = try weakErrors(name, process, schedule, steps: 4)
      #expect(errors.allSatisfy { abs($0) < 2e-6 }, "\(name) \(errors)")
    }
    let (errors, order) = try weakErrors("forward-ou-euler", process, schedule, steps: 50)
    #expect(abs(order - 1) < 0.1 && errors[0] > 1e-3, "\(order)")
  }
}
