import ArgumentParser
import DiffusionCore
import Simulation

/// `diffviz run SCENE`: a whole run of one method without a terminal.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a scene's method to its end and print metrics.")

  @OptionGroup var scene: SceneOptions
  @OptionGroup var output: OutputOptions

  @Option(
    parsing: .unconditional,
    help: "Number of steps instead of the method's own; the first ones of a list of levels.")
  var steps: Int?

  @Option(help: "Write the final particles to a .csv or .npy file.")
  var samples: String?

  @Option(help: "Write frames to a text log (.txt, .log), .cast or .jsonl.")
  var record: String?

  @Option(name: .customLong("record-every"), help: "Record every K-th step.")
  var recordEvery = 1

  @Option(help: "Size of recorded frames in cells.")
  var size = "100x40"

  mutating func run() throws {
    if let steps, steps < 1 { throw FailureReport("--steps \(steps): at least 1", code: .usage) }
    if recordEvery < 1 {
      throw FailureReport("--record-every \(recordEvery): at least 1", code: .usage)
    }
    let scene = try self.scene.load()
    var session = try self.scene.session(scene, steps: steps, isEager: true)
    let samplesFile = try samples.map {
      try PendingFile($0, endings: ["npy", "csv"], force: output.force)
    }
    let recorder = try record.map {
      try RunRecorder(path: $0, size: size, force: output.force, scene: scene)
    }
    try self.scene.provideNetwork(to: &session, quiet: output.quiet)
    let clock = ContinuousClock()
    let start = clock.now
    try advance(&session, recorder)
    let seconds = (clock.now - start) / .seconds(1)
    if let samplesFile {
      try samplesFile.write(PointFile.bytes(session.cloud, for: samplesFile.path))
    }
    try recorder?.close()
    let summary = RunSummary(session: session, report: session.report(), seconds: seconds)
    try Output.write(output.json ? summary.json.text() + "\n" : summary.text)
  }

  private func advance(_ session: inout Session, _ recorder: RunRecorder?) throws {
    session.startMethod()
    var progress = Progress(quiet: output.quiet, total: session.course.steps, unit: "step")
    try recorder?.record(session)
    while session.step < session.course.steps {
      try session.apply(.advance(1))
      if let step = session.divergedAt {
        throw FailureReport(
          "\(session.course.card.name) diverged at step \(step): the step size is too large here",
          code: .failed)
      }
      progress.show(session.step)
      if session.step % recordEvery == 0 || session.step == session.course.steps {
        try recorder?.record(session)
      }
    }
    progress.finish()
  }
}
