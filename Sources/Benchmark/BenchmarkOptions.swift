import ArgumentParser
import DiffusionCore
import Simulation

/// The options of `diffviz bench` and of `diffviz-bench`, which are one and the same.
package struct BenchmarkOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Seconds for each item (0.5), or for each size of --scaling (0.25).")
  var seconds: Double?

  @Option(parsing: .unconditional, help: "Rounds over all items; the median counts.")
  var rounds = 1

  @Option(parsing: .unconditional, help: "Threads.")
  var threads = 1

  @Option(help: "Instruction set: portable, avx2 or avx512; the best by default.")
  var path: String?

  @Option(name: .customLong("item"), help: "Only items whose name begins so; repeatable.")
  var items: [String] = []

  @Option(help: ArgumentHelp("Write the rates as a baseline.", valueName: "file"))
  var save: String?

  @Option(help: ArgumentHelp("Compare with the rates of a file.", valueName: "file"))
  var baseline: String?

  @Flag(help: "Fit how the cost grows with particles, components and steps; 1 unless linear.")
  var scaling = false

  @Flag(help: "List the items instead of timing them.")
  var list = false

  @Flag(help: "Write one JSON object on standard output.")
  var json = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  @Flag(help: "Overwrite a file that exists.")
  var force = false

  @Option(help: .hidden)
  var probe: Int?

  package init() {}

  /// Does what the options say.
  ///
  /// - Parameter command: the words between the program's name and these options.
  /// - Throws: `FailureReport`.
  package func run(command: [String]) throws {
    if let probe { return try ProcessProbe.answer(particles: max(1, probe)) }
    let selection = try BenchmarkSelection(items, isScaling: scaling)
    if list { return try write(json ? selection.json.text(.pretty) + "\n" : selection.text) }
    let settings = try settings()
    try checkNumbers()
    if scaling { return try runScaling(selection) }
    let baseline = try baseline.map { try Baseline.read($0) }
    if let save { try FileOutput.check(save, force: force) }
    try runItems(selection, settings, baseline: baseline, command: command)
  }

  private func write(_ text: String) throws(FailureReport) {
    var output = StandardOutput()
    output.write(text)
    try output.finish()
  }

  private func checkNumbers() throws(FailureReport) {
    guard (1...1000).contains(rounds) else { throw .usage("--rounds \(rounds): 1 to 1000") }
    guard seconds.map({ $0 > 0 && $0 <= 3600 }) ?? true else {
      throw .usage("--seconds: above 0 to 3600")
    }
    let isAlone = save == nil && baseline == nil && path == nil && threads == 1 && rounds == 1
    guard !scaling || isAlone else {
      throw .usage(
        "--scaling runs on one thread and knows no baseline; leave the other options out")
    }
  }

  private func settings() throws -> WorkSettings {
    guard (1...1024).contains(threads) else {
      throw FailureReport.usage("--threads \(threads): 1 to 1024")
    }
    let path = try KernelPath.wanted.map { try available($0) } ?? .best
    return WorkSettings(
      parallel: Parallel(threads: threads, isEager: true),
      path: try self.path.map { try available($0) } ?? path)
  }

  private func available(_ name: String) throws(FailureReport) -> KernelPath {
    guard let path = KernelPath(rawValue: name), path.isAvailable else {
      let names = KernelPath.available.map { $0.rawValue }.joined(separator: ", ")
      throw .usage("no path \(HarmlessText.quoted(name)) on this processor; there are: \(names)")
    }
    return path
  }

  private func runItems(
    _ selection: BenchmarkSelection, _ settings: WorkSettings, baseline: Baseline?,
    command: [String]
  ) throws {
    let items = selection.items.filter { $0.followsPath || settings.path == .best }
    let missing = selection.items.count - items.count
    if missing > 0, !quiet {
      StandardError.write(
        "\(missing) items left out: --path is not for them, DIFFVIZ_KERNELS is for all\n")
    }
    let progress = BenchmarkProgress(quiet: quiet, total: items.count * rounds)
    let facts = selection.hasProcess ? try ProcessProbe.measure(command + ["--probe"]) : nil
    let measurements = try RoundRobin(
      settings: settings, seconds: seconds ?? 0.5, rounds: rounds
    ).measure(items) { progress.show($0, $1.name) }
    progress.finish()
    let report = RateReport(
      measurements, baseline: baseline, settings: settings, rounds: rounds)
    if json {
      try write(JSON.object(report.json + (facts?.json ?? [])).text(.pretty) + "\n")
    } else {
      try write(
        [items.isEmpty ? nil : report.text, facts?.text].compactMap { $0 }.joined(separator: "\n"))
    }
    guard let save, !measurements.isEmpty else { return }
    let name = "diffviz, \(settings.path.rawValue), threads \(threads)"
    try Baseline(name: name, measurements).write(to: save, force: force)
  }

  private func runScaling(_ selection: BenchmarkSelection) throws {
    let progress = BenchmarkProgress(quiet: quiet, total: selection.series.count)
    var measurements: [ScalingMeasurement] = []
    for series in selection.series {
      progress.show(measurements.count, series.name)
      measurements.append(
        try ScalingMeasurement(series, budget: seconds ?? 0.25))
    }
    progress.finish()
    let report = ScalingReport(measurements)
    let object: JSON = ["scaling": report.json]
    try write(json ? object.text(.pretty) + "\n" : report.text)
    if !report.isLinear { throw ExitCode(FailureCode.failed.rawValue) }
  }
}
