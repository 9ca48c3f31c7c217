public import DiffusionCore

/// Every state of a method that is run on given particles with given noise.
///
/// The very steps that the view takes: only the noise comes from outside, one normal pair a particle
/// and step, in particle order.
public struct MethodTrace: Sendable {
  /// The start and the cloud after each step: steps + 1 clouds.
  public var states: [Cloud]

  /// - Parameters:
  ///   - start: n particles, taken to be at the course's first level.
  ///   - noise: at least `steps` clouds of n normal pairs.
  ///   - uniforms: n uniform numbers a step, for methods that need them.
  ///   - steps: at most as many as the course has.
  public init(
    course: Course, density: any Density, start: Cloud, noise: [Cloud], uniforms: [[Float]] = [],
    steps: Int, score: any ScoreModel, parallel: Parallel
  ) {
    var sampler = course.sampler
    var cloud = start
    states = [cloud]
    for step in 0..<steps {
      let context = StepContext(
        from: course.stops[step], to: course.stops[step + 1], process: course.process,
        density: density, score: score,
        noise: .given(noise[step], uniforms: uniforms.isEmpty ? [] : uniforms[step]),
        parallel: parallel)
      _ = sampler.step(&cloud, context)
      states.append(cloud)
    }
  }
}
