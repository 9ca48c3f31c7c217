import ArgumentParser
import DiffusionCore
import Glibc
import Simulation

/// `diffviz metrics A B`: distances between two sets of points, or between points and a scene's law.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Distances between two point files, or between a point file and a scene.",
    discussion: """
      A point file holds two columns (.csv, .npy); a .npy of shape (steps, n, 2), as `diffviz trace` \
      writes it, is taken for chains, whose last states are the points. A name that ends in .json is \
      a scene. Against a scene each metric stands beside its floor, the same metric between two exact \
      clouds of the same size, and z tells how many deviations it lies above.
      """)

  @Argument(
    help: ArgumentHelp("Two files: what is judged, and what it is held against.", valueName: "a b"))
  var files: [String] = []

  @Flag(help: "List all metrics with their meaning.")
  var list = false

  @Option(parsing: .unconditional, help: "Hold against the law of x0 + S n; default the clean law.")
  var sigma: Double?

  @Option(parsing: .unconditional, help: "Hold against the law of the scene's process at time T.")
  var time: Double?

  @Option(
    parsing: .unconditional, help: "Pairs of exact clouds for the floors, 0 to 1000; 0 for none.")
  var replicates = 20

  @Option(parsing: .unconditional, help: "Seed of the exact draws instead of the scene's.")
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "Threads; default all cores. The result is the same for any number.")
  var threads: Int?

  @Flag(name: .customLong("allow-outside"), help: "Read data files outside the scene's folder.")
  var allowOutside = false

  @Flag(help: "Write JSON.")
  var json = false

  mutating func run() throws {
    if list { return try Output.write(MetricList.text(json: json)) }
    guard files.count == 2 else {
      throw FailureReport.usage(
        "metrics compares two files, \(files.count) given; --list shows what there is")
    }
    guard (0...1000).contains(replicates), replicates != 1 else {
      throw FailureReport.usage("--replicates \(replicates): 0, or 2 to 1000")
    }
    guard (1...1024).contains(threads ?? 1) else {
      throw FailureReport.usage("--threads \(threads ?? 1): 1 to 1024")
    }
    let scenes = files.filter { $0.hasSuffix(".json") }
    guard scenes.count < 2 else {
      throw FailureReport.usage("two scenes: at least one of the files must hold points")
    }
    guard files != ["-", "-"] else {
      throw FailureReport.usage("standard input can be one of the two files only")
    }
    let report = try scenes.first.map { try compare(with: $0) } ?? compareFiles()
    try Output.write(json ? report.json.text() + "\n" : report.text)
  }

  private func compareFiles() throws -> MetricReport {
    guard sigma == nil, time == nil else {
      throw FailureReport.usage(
        "--sigma and --time are levels of a scene's law: two point files have none")
    }
    let (a, b) = (try ChainFile(files[0]), try ChainFile(files[1]))
    let comparison = Comparison(a.points, b.points, chain: a.chain)
    return report(comparison, seed: 0)
  }

  private func compare(with path: String) throws -> MetricReport {
    let scene = try SceneLoading.load(path, allowsOutside: allowOutside)
    let exact = ExactReference(scene.density, at: try level(of: scene))
    let file = try ChainFile(files.first { $0 != path } ?? path)
    let seed = seed ?? scene.seed
    let comparison = Comparison(
      file.points,
      exact.sample(count: file.points.count, stream: MetricReport.stream(seed).child(0)),
      exact: exact, chain: file.chain)
    return report(comparison, seed: seed)
  }

  private func report(_ comparison: Comparison, seed: UInt64) -> MetricReport {
    let cores = threads ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let metrics = comparison.measure(
      replicates: replicates, stream: MetricReport.stream(seed).child(1),
      parallel: Parallel(threads: max(1, cores), isEager: true))
    return MetricReport(files: files, comparison: comparison, seed: seed, metrics: metrics)
  }

  private func level(of scene: Scene) throws -> NoiseLevel {
    switch (sigma, time) {
    case (nil, nil): return .clean
    case (let sigma?, nil):
      guard sigma.isFinite, sigma >= 0 else {
        throw FailureReport.usage("--sigma \(sigma): a finite number ≥ 0 is wanted")
      }
      return .additive(sigma: sigma)
    case (nil, let time?):
      guard time.isFinite, time >= 0 else {
        throw FailureReport.usage("--time \(time): a finite number ≥ 0 is wanted")
      }
      return scene.process.level(at: time)
    default: throw FailureReport.usage("give one of --sigma S and --time T")
    }
  }
}

/// Points, and where the file holds them the states before.
private struct ChainFile {
  var points: Points
  var chain: [Points] = []

  init(_ path: String) throws(FailureReport) {
    let bytes = try FileInput.read(path)
    do throws(Diagnostic) {
      chain = try Self.chain(bytes)
      if let last = chain.last {
        points = last
      } else {
        points = Points(try PointFile.points(bytes))
      }
    } catch {
      throw FailureReport(error, file: path == "-" ? "standard input" : path)
    }
  }

  /// The states of an array of shape (steps, n, 2); empty for other files.
  private static func chain(_ bytes: [UInt8]) throws(Diagnostic) -> [Points] {
    guard NumpyArray.isMagic(bytes) else { return [] }
    let array = try NumpyArray(bytes)
    guard array.shape.count == 3 else { return [] }
    try array.require(shape: [nil, nil, 2])
    try array.requireFinite()
    guard array.shape[0] > 0, array.shape[1] > 0 else {
      throw Diagnostic(message: "there are no points in it")
    }
    return states(of: array)
  }

  private static func states(of array: NumpyArray) -> [Points] {
    let count = array.shape[1]
    return (0..<array.shape[0]).map { state in
      let base = 2 * state * count
      return Points(
        x: (0..<count).map { array.values[base + 2 * $0] },
        y: (0..<count).map { array.values[base + 2 * $0 + 1] })
    }
  }
}
