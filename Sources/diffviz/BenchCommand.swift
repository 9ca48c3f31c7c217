import ArgumentParser
import Benchmark

/// `diffviz bench`: the fixed work items, timed.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time fixed work, without a terminal; compare with a baseline.")

  @OptionGroup var options: BenchmarkOptions

  func run() throws { try options.run(command: ["bench"]) }
}
