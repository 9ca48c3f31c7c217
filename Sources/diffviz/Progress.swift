import DiffusionCore
import Glibc
import Simulation

/// A progress line on standard error, only where that is a terminal.
struct Progress {
  private let isShown: Bool
  private let total: Int
  private let unit: String
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var nextLine: ContinuousClock.Instant

  init(quiet: Bool, total: Int, unit: String) {
    isShown = !quiet && isatty(STDERR_FILENO) == 1
    self.total = total
    self.unit = unit
    start = clock.now
    nextLine = start + .milliseconds(200)
  }

  /// Shows how many are done, with rate, time left and a remark; at most ten times a second.
  mutating func show(_ done: Int, remark: String = "") {
    guard isShown, clock.now >= nextLine || done == total else { return }
    nextLine = clock.now + .milliseconds(100)
    let seconds = (clock.now - start) / .seconds(1)
    let rate = Double(done) / max(seconds, 1e-9)
    let left = Double(total - done) / max(rate, 1e-9)
    let width = 24
    let filled = total > 0 ? width * done / total : width
    let bar =
      String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
    let percent = total > 0 ? 100 * done / total : 100
    Output.remark(
      "\r\(bar) \(percent) %  \(Int(rate)) \(unit)s/s  ETA \(Int(left.rounded(.up))) s  \(remark)\u{1B}[K",
      newline: false)
  }

  /// Clears the line.
  func finish() {
    if isShown { Output.remark("\r\u{1B}[K", newline: false) }
  }
}
