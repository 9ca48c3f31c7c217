import DiffusionCore
import Simulation
import TestSupport
import Testing

/// What methods remember of each particle goes back and forth with the particles.
@Suite struct MemoryTests {
  @Test(arguments: [
    ("kink-total-variation", "primal-dual-langevin"), ("mirror-simplex", "mirror-langevin"),
  ])
  func `steps back and forth restore a method's memory where few clouds are kept`(
    name: String, method: String
  ) throws {
    let text = try Repository.text("scenes/\(name).json")
    var scene = try SceneFile.read(Array(text.utf8), path: "\(name).json")
    scene.particles = 40_000
    var session = try Session(scene: scene, parallel: Parallel(threads: 2))
    try session.apply(.select(MethodChoice(name: method)))
    try session.apply(.advance(25))
    let early = (session.cloud.digest, session.course.sampler.memory.digest)
    #expect(session.course.sampler.memory.count >= scene.particles)
    try session.apply(.advance(60))
    let late = (session.cloud.digest, session.course.sampler.memory.digest)
    try session.apply(.back(60))
    #expect(session.cloud.digest == early.0)
    #expect(session.course.sampler.memory.digest == early.1)
    // The next steps depend on it.
    try session.apply(.advance(60))
    #expect(session.cloud.digest == late.0)
    #expect(session.course.sampler.memory.digest == late.1)
  }
}
