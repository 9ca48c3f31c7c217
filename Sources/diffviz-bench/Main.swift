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
      parallel: Parallel(threads: threads, isEager: true),
      path: path.flatMap { KernelPath(rawValue: $0) } ?? .best)
    for item in WorkItem.all
    where items.isEmpty || items.contains(where: { item.name.hasPrefix($0) }) {
      let work = item.prepare(settings)
      let rate = Stopwatch.rate(seconds: seconds) { work() }
      show(item, rate: rate, path: settings.path)
    }
  }

  private func show(_ item: WorkItem, rate: CallRate, path: KernelPath) {
    let mean = rate.mean * item.units
    let best = rate.best * item.units
    guard json else {
      let name = item.name + String(repeating: " ", count: max(1, 16 - item.name.count))
      print("\(name)\(Int(mean)) \(item.unit)/s, at best \(Int(best))")
      return
    }
    print(
      "{\"item\": \"\(item.name)\", \"rate\": \(mean), \"best_rate\": \(best), "
        + "\"unit\": \"\(item.unit)/s\", \"threads\": \(threads), \"path\": \"\(path.rawValue)\"}")
  }
}

/// Calls a second, over all the time and in the best slice of it.
struct CallRate {
  var mean: Double
  /// What the machine does when nothing else holds it up.
  var best: Double
}

/// Time that passes while something runs.
enum Stopwatch {
  /// Calls once to warm up, then again and again until the time is over, in slices of two
  /// milliseconds or one call.
  static func rate(seconds: Double, _ body: () -> Void) -> CallRate {
    body()
    let slice = 0.002
    let clock = ContinuousClock()
    let start = clock.now
    var calls = 0.0
    var best = 0.0
    var passed = 0.0
    while passed < seconds {
      let begin = passed
      var sliceCalls = 0.0
      repeat {
        body()
        sliceCalls += 1
        passed = Self.seconds(clock.now - start)
      } while passed - begin < slice
      calls += sliceCalls
      best = max(best, sliceCalls / (passed - begin))
    }
    return CallRate(mean: calls / passed, best: best)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
