internal import DiffusionKernels
internal import Dispatch
internal import Synchronization

/// Threads that take shares of one loop after another.
///
/// The caller takes shares too, and could take all of them: a helper that is asleep or has no core
/// costs speed, never the result. Helpers are blocks on a queue of Dispatch. One that has found no
/// work for some time ends, and the next loop sends for a new one.
///
/// Whoever waits offers its core to others now and then: where another process holds a core, helper
/// and caller share the one that is left, and without that each would wait for the other to be done
/// with waiting.
final class WorkerTeam: Sendable {
  typealias Body = @Sendable (Int) -> Void

  /// The running loop: its number, how many shares it has, and the next one to be taken, in one
  /// word, so that a helper that comes late cannot take a share of another loop than it has seen.
  private let ticket = Atomic<UInt64>(0)
  /// The address of the loop's body; valid while shares of the loop are left or being worked on.
  private let body = Atomic<UInt>(0)
  /// Shares that have not returned.
  private let remaining = Atomic<Int>(0)
  private let isBusy = Atomic<Bool>(false)
  /// Helpers that look for work.
  private let active = Atomic<Int>(0)
  /// Whether the caller sleeps until the last share returns.
  private let isCallerAsleep = Atomic<Bool>(false)
  private let wake = DispatchSemaphore(value: 0)
  private let helpers: Int
  /// How often a helper looks for work in vain before it ends.
  private let patience: Int

  init(helpers: Int, patience: Int) {
    self.helpers = helpers
    self.patience = patience
  }

  /// Calls `body` for every share below `shares` ≤ 65,535.
  func run(shares: Int, _ body: Body) {
    precondition(shares <= 0xFFFF)
    guard !isBusy.exchange(true, ordering: .acquiring) else {
      for share in 0..<shares { body(share) }
      return
    }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { run(shares: shares, at: $0) }
    }
    isBusy.store(false, ordering: .releasing)
  }

  private func run(shares: Int, at body: UnsafePointer<Body>) {
    self.body.store(UInt(bitPattern: body), ordering: .relaxed)
    remaining.store(shares, ordering: .relaxed)
    let number = (ticket.load(ordering: .relaxed) >> 32) &+ 1
    ticket.store(number << 32 | UInt64(shares) << 16, ordering: .releasing)
    sendForHelpers(min(helpers, shares - 1))
    while takeShare() {}
    waitForOthers()
  }

  private func sendForHelpers(_ wanted: Int) {
    while true {
      let count = active.load(ordering: .relaxed)
      guard count < wanted else { return }
      guard
        active.compareExchange(expected: count, desired: count + 1, ordering: .relaxed).exchanged
      else { continue }
      DispatchQueue.global(qos: .userInitiated).async { self.help() }
    }
  }

  private func help() {
    var vain = 0
    while vain < patience {
      if takeShare() {
        vain = 0
      } else {
        vain += 1
        Self.wait(vain)
      }
    }
    active.subtract(1, ordering: .relaxed)
  }

  /// Takes one share and works on it; false if none is left.
  private func takeShare() -> Bool {
    var seen = ticket.load(ordering: .acquiring)
    while true {
      let share = Int(seen & 0xFFFF)
      guard share < Int(seen >> 16 & 0xFFFF) else { return false }
      let (exchanged, now) = ticket.compareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      guard exchanged else {
        seen = now
        continue
      }
      Self.call(body.load(ordering: .relaxed), share)
      if remaining.subtract(1, ordering: .sequentiallyConsistent).newValue == 0,
        isCallerAsleep.exchange(false, ordering: .sequentiallyConsistent)
      {
        wake.signal()
      }
      return true
    }
  }

  /// One turn of looking for something to happen.
  private static func wait(_ turn: Int) {
    if turn % 128 == 127 {
      diffusion_yield()
    } else {
      diffusion_pause()
    }
  }

  /// Not inlined: nothing may hold on to the body after the share has been counted as returned.
  @inline(never)
  private static func call(_ address: UInt, _ share: Int) {
    guard let body = UnsafePointer<Body>(bitPattern: address) else { return }
    body.pointee(share)
  }

  private func waitForOthers() {
    for turn in 0..<2000 {
      if remaining.load(ordering: .acquiring) == 0 { return }
      Self.wait(turn)
    }
    // A helper that was late with the loop before may wake this one too early: look again.
    repeat {
      isCallerAsleep.store(true, ordering: .sequentiallyConsistent)
      if remaining.load(ordering: .sequentiallyConsistent) == 0,
        isCallerAsleep.exchange(false, ordering: .sequentiallyConsistent)
      {
        return
      }
      // Shares are left, or the last one is about to signal.
      wake.wait()
    } while remaining.load(ordering: .sequentiallyConsistent) != 0
  }
}
