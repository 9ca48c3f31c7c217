/// The one parallel loop of the core.
///
/// What is computed never depends on the thread count: callers cut their work into blocks that do
/// not know of each other, and add results in the order of the blocks.
public struct Parallel: Sendable {
  /// The most threads that run at once, the caller's own among them; ≥ 1.
  public let threads: Int
  private let team: WorkerTeam?

  /// Threads that wait for the next loop keep a core busy for some fifty microseconds and then
  /// sleep; with `isEager`, for some milliseconds.
  ///
  /// Eager threads are for commands that own the machine: they start on a loop at once, where
  /// waking takes longer than a small loop itself.
  ///
  /// - Precondition: `threads` ≥ 1.
  public init(threads: Int, isEager: Bool = false) {
    precondition(threads >= 1)
    self.threads = threads
    team = threads > 1 ? WorkerTeam(helpers: threads - 1, patience: isEager ? 100_000 : 1000) : nil
  }

  /// Everything on the caller's thread.
  public static let serial = Parallel(threads: 1)

  /// Calls `body` once for each index below `count`, and returns when all calls have returned.
  ///
  /// The order is that of the indices on one thread, any order on several. The calls may write
  /// through unsafe pointers as long as no two of them touch the same element. Two threads may call
  /// this at once, and `body` may call it again: then the second loop runs on its caller's thread.
  public func forEach(count: Int, _ body: @Sendable (Int) -> Void) {
    guard let team, count > 1 else {
      for index in 0..<max(0, count) { body(index) }
      return
    }
    // Some shares a thread, so that one that starts late leaves its work to the others.
    let shares = min(count, 4 * threads)
    team.run(shares: shares) { share in
      for index in count * share / shares..<count * (share + 1) / shares { body(index) }
    }
  }
}
