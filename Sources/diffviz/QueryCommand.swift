import ArgumentParser
import DiffusionCore
import Simulation

/// `diffviz query SCENE --points FILE (--sigma S | --time T)`.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Log density, score and denoised mean at points, as CSV in float64.")

  @OptionGroup var scene: SceneOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Points: a .csv or .npy file of two columns, or - for standard input.")
  var points: String

  @Option(parsing: .unconditional, help: "The law of x0 + S n; 0 is the clean law.")
  var sigma: Double?

  @Option(parsing: .unconditional, help: "The law of the scene's process at time T.")
  var time: Double?

  mutating func run() throws {
    let scene = try self.scene.load()
    // The scene's own score moves particles; a question is answered exactly unless asked otherwise.
    let isEmpirical = self.scene.score == ScoreKind.empirical.rawValue
    let density = isEmpirical ? scene.empiricalDensity() : scene.density
    let level = try level(of: scene, density)
    let points = try PointFile.read(self.points)
    let network =
      scene.score == .learned && self.scene.score != nil
      ? try self.scene.network(for: scene, quiet: output.quiet) : nil
    let answers = scene.answer(points, at: level, of: density, network: network)
    let approximation = level.noise > 0 && network == nil ? density.approximation : nil
    if let approximation, !output.quiet { Output.remark("the law is " + approximation) }
    if output.json {
      try Output.write(json(answers, approximation) + "\n")
    } else {
      try Output.write(csv(answers))
    }
  }

  private func level(of scene: Scene, _ density: any Density) throws -> NoiseLevel {
    switch (sigma, time) {
    case (let sigma?, nil):
      guard sigma.isFinite, sigma >= 0 else {
        throw FailureReport("--sigma \(sigma): a finite number ≥ 0 is wanted", code: .usage)
      }
      return try dense(.additive(sigma: sigma), density)
    case (nil, let time?):
      guard time.isFinite, time >= 0 else {
        throw FailureReport("--time \(time): a finite number ≥ 0 is wanted", code: .usage)
      }
      return try dense(scene.process.level(at: time), density)
    default: throw FailureReport("give one of --sigma S and --time T", code: .usage)
    }
  }

  private func dense(_ level: NoiseLevel, _ density: any Density) throws -> NoiseLevel {
    guard level.noise > 0 || density.hasDensity else {
      throw FailureReport(
        "these data are single points, which have no density without noise; give --sigma or --time above 0",
        code: .usage)
    }
    return level
  }

  private func csv(_ answers: [PointAnswer]) -> String {
    var lines = ["x,y,log_density,score_x,score_y,denoised_x,denoised_y"]
    for answer in answers {
      lines.append(fields(answer).map(number).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// 17 digits; nothing for what does not exist, such as a score where there is no density.
  private func number(_ value: Double?) -> String {
    guard let value, !value.isNaN else { return "" }
    return NumberText.digits17(value)
  }

  private func json(_ answers: [PointAnswer], _ approximation: String?) -> String {
    let names = ["x", "y", "log_density", "score_x", "score_y", "denoised_x", "denoised_y"]
    let rows = answers.map { answer in
      JSON.object(
        zip(names, fields(answer)).compactMap { name, value in
          value.map { .init(name, .number($0)) }
        })
    }
    let words = approximation.map { [JSON.Member("approximation", .text($0))] } ?? []
    return JSON.object([.init("points", .list(rows))] + words).text()
  }

  private func fields(_ answer: PointAnswer) -> [Double?] {
    [
      answer.point.x, answer.point.y, answer.logDensity, answer.score.x, answer.score.y,
      answer.denoised.x, answer.denoised.y,
    ]
  }
}
