import DiffusionCore
import Simulation
import Testing

/// What methods remember goes back and forth with the particles, and past memories are bounded.
@Suite struct MemoryTests {
  private static let rules =
    TraceRules.diffusion + TraceRules.langevin + TraceRules.annealed + TraceRules.inverse
    + TraceRules.relatives

  @Test(arguments: rules.indices)
  func `every method goes back and forth bit for bit where few clouds are kept`(
    index: Int
  ) throws {
    var scene = try Self.rules[index].scene()
    scene.particles = 20_000
    var session = try Session(scene: scene, parallel: Parallel(threads: 2))
    session.startMethod()
    var most = 0
    func advance(_ count: Int) throws -> UInt64 {
      for _ in 0..<count {
        try session.apply(.advance(1))
        most = max(most, 8 * scene.particles + session.course.sampler.memoryBytes)
      }
      return session.cloud.digest
    }
    // Past the end of the short lists: the method begins again, on new particles.
    let early = try advance(2)
    let late = try advance(30)
    try session.apply(.back(30))
    #expect(session.cloud.digest == early)
    #expect(try advance(30) == late)
    try session.apply(.back(3))
    #expect(try advance(3) == late)
    #expect(session.memory.bytes <= max(2_000_000, 4 * most))
    #expect(session.memory.clouds >= 4)
  }

  @Test(arguments: rules.indices)
  func `a method counts all that it remembers of particles`(index: Int) throws {
    let scene = try Self.rules[index].scene()
    let course = try scene.course(of: scene.programme[0])
    let count = 4000
    var start = NoiseStream(seed: 5, stream: 0).normals(count: count)
    for particle in 0..<count { start[particle] = Self.rules[index].start(start[particle]) }
    var (sampler, cloud) = (course.sampler, start)
    for step in 0..<course.steps {
      let context = StepContext(
        from: course.stops[step], to: course.stops[step + 1], process: course.process,
        density: scene.density, score: ExactScore(density: scene.density),
        noise: .stream(NoiseStream(seed: 1, stream: UInt64(step))),
        parallel: Parallel(threads: 1))
      _ = sampler.step(&cloud, context)
    }
    let held = heldBytes(sampler) - heldBytes(course.sampler)
    // What all steps share, as the flow between the cells of a grid, is small beside particles.
    #expect(held <= sampler.memoryBytes + 4 * count)
    #expect(sampler.memoryBytes <= held)
  }

  /// The bytes of all arrays of numbers in a value.
  private func heldBytes(_ value: Any, depth: Int = 0) -> Int {
    switch value {
    case let cloud as Cloud: return 8 * cloud.count
    case let array as [Float]: return 4 * array.count
    case let array as [Double]: return 8 * array.count
    case let array as [Vector]: return 16 * array.count
    default:
      guard depth < 10 else { return 0 }
      return Mirror(reflecting: value).children.reduce(0) {
        $0 + heldBytes($1.value, depth: depth + 1)
      }
    }
  }
}
