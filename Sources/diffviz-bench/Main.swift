import ArgumentParser
import Benchmark
import Glibc
import Simulation

/// `diffviz bench` as a program of its own, without the terminal's libraries.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diffviz-bench",
    abstract: "Time fixed work, without a terminal; compare with a baseline.")

  @OptionGroup var options: BenchmarkOptions

  func run() throws { try options.run(command: []) }

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    do {
      try parseOrExit().run()
    } catch let failure as FailureReport {
      StandardError.write(failure.line + "\n")
      Glibc.exit(failure.exitCode)
    } catch {
      exit(withError: error)
    }
  }
}
