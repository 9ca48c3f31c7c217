internal import CTerminal

/// Wakes the thread that waits in `Terminal.events(timeout:)`; may be used from any thread, also
/// after the terminal was closed.
public struct TerminalWaker: Sendable {
  public init() {}
  public func wake() { ct_wake() }
}

/// Protection for threads other than the main one.
public enum CrashGuard {
  /// Gives the calling thread a stack of its own for crash handling.
  ///
  /// Then even an overflow of its stack gives the terminal back at once. Call it first thing on
  /// every thread that is made.
  public static func coverThisThread() { ct_guard_thread() }
}
