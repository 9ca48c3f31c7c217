import Glibc
import Simulation

/// What is being timed, on standard error where that is a terminal.
struct BenchmarkProgress {
  private let isShown: Bool
  private let total: Int

  init(quiet: Bool, total: Int) {
    isShown = !quiet && isatty(STDERR_FILENO) == 1
    self.total = total
  }

  func show(_ done: Int, _ name: String) {
    write("\r\(done + 1)/\(total) \(name)\u{1B}[K")
  }

  /// Clears the line.
  func finish() { write("\r\u{1B}[K") }

  private func write(_ text: String) {
    if isShown { StandardError.write(text) }
  }
}
