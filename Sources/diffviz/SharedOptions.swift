import ArgumentParser
import DiffusionCore
import Simulation

/// Options of every command that works on a scene.
struct SceneOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The scene file.", valueName: "scene"))
  var scene: String

  @Option(parsing: .unconditional, help: "Seed of all random numbers of the run.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Number of particles, 1 to 10 000 000.")
  var particles: Int?

  @Option(help: "Method instead of the scene's; `diffviz methods` lists them.")
  var method: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A parameter of the method; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "Which score moves the particles: exact, learned or empirical.")
  var score: String?

  @Option(
    parsing: .unconditional,
    help: "Threads; default all cores. The result is the same for any number.")
  var threads: Int?

  @Flag(name: .customLong("no-cache"), help: "Neither read nor keep trained networks.")
  var noCache = false

  @Flag(name: .customLong("allow-outside"), help: "Read data files outside the scene's folder.")
  var allowOutside = false
}

/// Options of every command that writes a result.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Write one JSON object on standard output.")
  var json = false

  @Flag(help: "No progress and no remarks on standard error.")
  var quiet = false

  @Flag(help: "Overwrite files that exist.")
  var force = false
}
