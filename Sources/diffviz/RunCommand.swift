import ArgumentParser
import DiffusionCore
import Simulation

/// `diffviz run SCENE`: a whole run of one method without a terminal.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a scene's method to its end and print metrics.",
    discussion: """
      Each metric stands beside its floor, the same metric between two exact clouds of the same size, \
      and z tells how far above it lies: exact clouds exceed 4 in 3 of 100 000. `diffviz metrics --list` \
      explains all. With --check a scene is a test: code 1 where a condition does not hold.
      """)

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

  @Option(
    parsing: .unconditional, help: "Pairs of exact clouds for the floors, 0 to 1000; 0 for none.")
  var replicates = 20

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A condition on a number that --json gives, such as 'z_max<4'; may be repeated.",
      valueName: "name<number"))
  var check: [String] = []

  @Option(help: "Size of recorded frames in cells.")
  var size = "100x40"

  mutating func run() throws {
    if let steps, steps < 1 { throw FailureReport("--steps \(steps): at least 1", code: .usage) }
    if recordEvery < 1 {
      throw FailureReport("--record-every \(recordEvery): at least 1", code: .usage)
    }
    guard (0...1000).contains(replicates), replicates != 1 else {
      throw FailureReport.usage("--replicates \(replicates): 0, or 2 to 1000")
    }
    let known = RunSummary.facts + MetricNumber.names
    let checks = try check.flatMap { try MetricCheck.read($0, known: known) }
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
    let run = try finish(session, recorder)
    let seconds = (clock.now - start) / .seconds(1)
    if let samplesFile {
      try samplesFile.write(PointFile.bytes(run.session.cloud, for: samplesFile.path))
    }
    try recorder?.close()
    var judge = RunJudge(
      replicates: replicates, seed: scene.seed, parallel: self.scene.parallel(isEager: true))
    var summary = RunSummary(
      session: run.session, report: run.report(against: judge.standard(for: run)),
      seconds: seconds)
    summary.checks = try checks.map { try $0.result(in: summary.numbers) }
    try Output.write(output.json ? summary.json.text() + "\n" : summary.text)
    try tell(summary.checks)
  }

  /// Tells what holds, and ends with code 1 where something does not.
  private func tell(_ checks: [MetricCheck.Result]) throws {
    if !output.json {
      for check in checks where !(output.quiet && check.holds) { Output.remark(check.line) }
    }
    if checks.contains(where: { !$0.holds }) { throw ExitCode(FailureCode.failed.rawValue) }
  }

  private func finish(_ session: Session, _ recorder: RunRecorder?) throws -> HeadlessRun {
    var run = HeadlessRun(session)
    let total = run.session.course.steps
    var progress = Progress(quiet: output.quiet, total: total, unit: "step")
    try recorder?.record(run.session)
    while !run.isDone {
      try run.advance()
      let step = run.session.step
      progress.show(step)
      if step % recordEvery == 0 || step == total { try recorder?.record(run.session) }
    }
    progress.finish()
    return run
  }
}
