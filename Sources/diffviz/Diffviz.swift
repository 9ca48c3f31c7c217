import ArgumentParser
import DiffusionCore
import Glibc
import Simulation

/// The command line: it wires arguments to the modules below and decides nothing.
@main
struct Diffviz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diffviz",
    abstract: "See score-based diffusion in the terminal, beside the exact answer.",
    discussion: "`diffviz scenes/gmm.json` opens the full-screen view of a scene.",
    version: "0.1.0",
    subcommands: [
      ViewCommand.self, RunCommand.self, TrainCommand.self, QueryCommand.self, MetricsCommand.self,
      CompareCommand.self,
      TraceCommand.self, CheckCommand.self, MethodsCommand.self, SchemaCommand.self,
      KeysCommand.self,
      BenchCommand.self, SelftestCommand.self,
    ],
    defaultSubcommand: ViewCommand.self)

  static func main() {
    // A reader that has gone and a file that may not grow are told by the calls that write.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    do {
      try checkKernels()
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// DIFFVIZ_KERNELS names an instruction set that this processor has, or is not set.
  private static func checkKernels() throws {
    guard let wanted = KernelPath.wanted else { return }
    let names = KernelPath.available.map(\.rawValue)
    guard names.contains(wanted) else {
      throw FailureReport.unknown("DIFFVIZ_KERNELS", wanted, known: names)
    }
  }

  /// Help and version, which are results: they have to reach their place.
  private static func answer(_ text: String) -> Never {
    do throws(FailureReport) {
      try Output.write(text + "\n")
    } catch {
      error.end()
    }
    exit()
  }

  /// One line on standard error and the exit code of the kind of failure.
  private static func end(with error: any Error) -> Never {
    if let failure = error as? FailureReport { failure.end() }
    let code = exitCode(for: error)
    guard !(error is ExitCode) else { exit(withError: error) }
    if code.isSuccess { answer(fullMessage(for: error)) }
    let message = message(for: error).split(separator: "\n").first.map(String.init) ?? "\(error)"
    FailureReport("\(message); `diffviz --help` shows how it is used", code: .usage).end()
  }
}
