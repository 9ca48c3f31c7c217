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

  @Option(
    parsing: .unconditional,
    help: """
      Number of steps. A schedule by formula is laid out for as many, so that the last one ends at \
      its least noise; of a list of levels the first ones are taken, or all where a method ends \
      with a step of its own.
      """)
  var steps: Int

  @Option(help: "Where to write the states: .npy of shape (steps + 1, n, 2).")
  var out: String

  mutating func run() throws {
    guard steps >= 1 else { throw FailureReport("--steps \(steps): at least 1", code: .usage) }
    let scene = try self.scene.load()
    let file = try PendingFile(out, endings: ["npy"], force: output.force)
    let cloud = try DataInput.cloud(start)
    let noise = try DataInput.noise(self.noise, steps: steps, particles: cloud.count)
    let uniforms = try self.uniforms.map {
      try DataInput.uniforms($0, steps: steps, particles: cloud.count)
    }
    let course = try self.scene.course(scene, steps: steps)
    guard uniforms != nil || !course.card.needs.contains(.uniforms) else {
      throw FailureReport(
        "\(course.card.name) takes uniform numbers: give them with --uniforms", code: .usage)
    }
    let trace = MethodTrace(
      course: course, density: scene.density, start: cloud, noise: noise,
      uniforms: uniforms ?? [], steps: steps,
      score: try self.scene.scoreModel(scene, quiet: output.quiet),
      parallel: self.scene.parallel(isEager: false))
    try file.write(PointFile.bytes(trace.states))
    if output.json {
      let facts = JSON.object([
        .init("method", .text(course.card.name)), .init("steps", .integer(steps)),
        .init("particles", .integer(cloud.count)), .init("out", .text(out)),
      ])
      try Output.write(facts.text() + "\n")
    }
  }
}
