import ArgumentParser
import DiffusionCore
import Simulation

/// `diffviz trace SCENE`: a method on given particles with given noise, every state written.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Run a method on given particles with given noise and write every state.")

  @OptionGroup var scene: SceneOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Particles to start from: .npy of shape (n, 2), or .csv.")
  var start: String

  @Option(help: "Standard normals: .npy of shape (steps, n, 2).")
  var noise: String

  @Option(help: "Uniforms for methods that accept or choose: .npy of shape (steps, n).")
  var uniforms: String?

  @Option(help: "Number of steps.")
  var steps: Int

  @Option(help: "Where to write the states: .npy of shape (steps + 1, n, 2).")
  var out: String

  mutating func run() throws {
    guard steps >= 1 else { throw FailureReport("--steps \(steps): at least 1", code: .usage) }
    let scene = try self.scene.load()
    let file = try StateOutput(path: out, force: output.force)
    let points = try PointInput.read(start)
    let noise = try NoiseInput.read(self.noise, steps: steps, particles: points.count)
    if let uniforms { try NoiseInput.checkUniforms(uniforms, steps: steps, particles: points.count) }
    let course = try self.scene.course(scene, steps: steps)
    guard steps <= course.steps else {
      throw FailureReport(
        "--steps \(steps), but the schedule's levels make \(course.steps) steps", code: .usage)
    }
    let trace = MethodTrace(
      course: course,
      start: Cloud(x: points.map { Float($0.x) }, y: points.map { Float($0.y) }), noise: noise,
      steps: steps, score: try self.scene.scoreModel(scene, quiet: output.quiet),
      parallel: self.scene.parallel)
    try file.write(trace.states)
    if output.json {
      let facts = JSON.object([
        .init("method", .text(course.card.name)), .init("steps", .integer(steps)),
        .init("particles", .integer(points.count)), .init("out", .text(out)),
      ])
      try Output.write(facts.text() + "\n")
    }
  }
}
