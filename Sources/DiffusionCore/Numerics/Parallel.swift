internal import Dispatch

/// The one parallel loop of the core.
///
/// What is computed never depends on the thread count: callers cut their work into blocks that do
/// not know of each other, and add results in the order of the blocks.
public struct Parallel: Sendable, Hashable {
  /// The most threads that run at once, the caller's own among them; ≥ 1.
  public let threads: Int

  /// - Precondition: `threads` ≥ 1.
  public init(threads: Int) {
    precondition(threads >= 1)
    self.threads = threads
  }

  /// Everything on the caller's thread.
  public static let serial = Parallel(threads: 1)

  /// Calls `body` once for each index below `count`, and returns when all calls have returned.
  ///
  /// The order is that of the indices on one thread, any order on several. The calls may write
  /// through unsafe pointers as long as no two of them touch the same element. Two threads may call
  /// this at once, and `body` may call it again.
  public func forEach(count: Int, _ body: @Sendable (Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for index in 0..<max(0, count) { body(index) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      // Contiguous shares, as even as they can be.
      for index in count * worker / workers..<count * (worker + 1) / workers { body(index) }
    }
  }
}
