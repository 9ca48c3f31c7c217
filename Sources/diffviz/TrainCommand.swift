import ArgumentParser
import DiffusionCore
import Simulation

/// `diffviz train SCENE`: trains the score network and measures it.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a scene's score network and measure its error.")

  @OptionGroup var scene: SceneOptions
  @OptionGroup var output: OutputOptions

  @Option(parsing: .unconditional, help: "Training steps instead of the scene's.")
  var steps: Int?

  @Option(help: "Write the weights to a .safetensors file.")
  var out: String?

  mutating func run() throws {
    var scene = try self.scene.load()
    if let steps {
      guard (1...10_000_000).contains(steps) else {
        throw FailureReport("--steps \(steps): 1 to 10 000 000", code: .usage)
      }
      scene.training.steps = steps
    }
    let file = try out.map {
      try PendingFile($0, endings: ["safetensors"], force: output.force)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let trained = try self.scene.train(scene, quiet: output.quiet)
    let seconds = (clock.now - start) / .seconds(1)
    try file?.write(NetworkFile.contents(trained, of: scene).bytes)
    self.scene.keep(trained, of: scene)
    let report = scene.trainingReport(trained.network, history: trained.history)
    try Output.write(
      output.json ? json(scene, report, seconds).text() + "\n" : text(scene, report, seconds))
  }

  private func json(_ scene: Scene, _ report: TrainingReport, _ seconds: Double) -> JSON {
    .object([
      .init("scene", .text(scene.name)), .init("steps", .integer(scene.training.steps)),
      .init("batch", .integer(scene.training.batch)), .init("seconds", .number(seconds)),
      .init("objective", .text(scene.training.objective.rawValue)),
      .init("weighting", .text(scene.training.weighting.rawValue)),
      .init("loss_formula", .text(scene.training.lossFormula)),
      .init("loss", .number(report.loss)), .init("loss_floor", .number(report.floor)),
      .init("score_error", .number(report.scoreError)),
      .init("score_curl", .number(report.scoreCurl)),
      .init("sigmas", .list(report.sigmas.map { .number($0) })),
      .init("score_errors", .list(report.scoreErrors.map { .number($0) })),
      .init("score_curls", .list(report.scoreCurls.map { .number($0) })),
    ])
  }

  private func text(_ scene: Scene, _ report: TrainingReport, _ seconds: Double) -> String {
    func fixed(_ value: Double, _ decimals: Int = 4) -> String {
      NumberText.fixed(value, decimals: decimals)
    }
    var lines = [
      "\(scene.name): \(scene.training.steps) steps of \(scene.training.batch) in "
        + "\(fixed(seconds, 2)) s",
      "  loss         \(fixed(report.loss))   floor \(fixed(report.floor))   "
        + scene.training.lossFormula,
      "  score error  \(fixed(report.scoreError))   σ² E|s − s*|², mean over σ from 0.01 to 10",
      "  curl²        \(fixed(report.scoreCurl))   σ⁴ E(curl s)², exact 0, the same mean",
    ]
    for index in stride(from: 0, to: report.sigmas.count, by: 4) {
      let sigma = fixed(report.sigmas[index], 3)
      lines.append(
        "    σ " + String(repeating: " ", count: max(0, 7 - sigma.count)) + sigma
          + "   \(fixed(report.scoreErrors[index]))   curl² \(fixed(report.scoreCurls[index]))")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
