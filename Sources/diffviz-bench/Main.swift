import ArgumentParser
import DiffusionCore

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diffviz-bench",
    abstract: "Times the fixed work items, without a terminal.")

  @Option(help: "Seconds for each item.")
  var seconds = 1.0

  @Option(help: "Threads.")
  var threads = 1

  @Option(help: "Instruction set: portable, avx2 or avx512; the best by default.")
  var path: String?

  @Option(name: .customLong("item"), help: "Only items whose name begins so; repeatable.")
  var items: [String] = []

  @Flag(help: "One JSON object a line.")
  var json = false

  func validate() throws {
    guard threads >= 1 else { throw ValidationError("--threads must be at least 1") }
    guard seconds > 0, seconds.isFinite else {
      throw ValidationError("--seconds must be positive")
    }
    if let path {
      guard let found = KernelPath(rawValue: path), found.isAvailable else {
        let names = KernelPath.available.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("no path '\(path)' here; there are \(names)")
      }
    }
  }

  func run() throws {
    let settings = WorkSettings(
      parallel: Parallel(threads: threads),
      path: path.flatMap { KernelPath(rawValue: $0) } ?? .best)
    for item in WorkItem.all
    where items.isEmpty || items.contains(where: { item.name.hasPrefix($0) }) {
      let work = item.prepare(settings)
      let rate = Stopwatch.rate(seconds: seconds) { work() }
      show(item, rate: rate, path: settings.path)
    }
  }

  private func show(_ item: WorkItem, rate: Double, path: KernelPath) {
    let scaled = rate * item.units
    guard json else {
      let name = item.name + String(repeating: " ", count: max(1, 20 - item.name.count))
      print("\(name)\(Int(scaled)) \(item.unit)/s")
      return
    }
    print(
      "{\"item\": \"\(item.name)\", \"rate\": \(scaled), \"unit\": \"\(item.unit)/s\", "
        + "\"threads\": \(threads), \"path\": \"\(path.rawValue)\"}")
  }
}

/// Time that passes while something runs.
enum Stopwatch {
  /// Calls a second: once to warm up, then again and again until the time is over.
  static func rate(seconds: Double, _ body: () -> Void) -> Double {
    body()
    let clock = ContinuousClock()
    let start = clock.now
    var calls = 0.0
    var passed = 0.0
    while passed < seconds {
      body()
      calls += 1
      let duration = clock.now - start
      passed =
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
    return calls / passed
  }
}
