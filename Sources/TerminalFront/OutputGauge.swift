/// Estimates how far a slow terminal is behind, from when it took and when it refused bytes.
///
/// A pseudo-terminal does not tell how much it holds, and it holds some 18 kB: nine seconds of
/// pictures at 2 kB/s. The next frame is therefore held back until the one before should have
/// been drawn. Pure: times are seconds given by the caller.
package struct OutputGauge {
  package init() {}

  /// Bytes per second that the terminal draws; nil while it never refused any.
  package private(set) var rate: Double?
  /// Bytes taken by the terminal and not yet drawn, at `time`.
  private var queued = 0.0
  private var time = 0.0
  /// Since the terminal was full: when it took something for the first time, and how much after.
  ///
  /// Goes on over several frames, if all of them were refused at first.
  private var measured: (since: Double, bytes: Double)?
  /// Since when the terminal has been full, if it is.
  private var fullSince: Double?
  private var isFull: Bool { fullSince != nil }
  /// When it was found full the last time, and what it took since.
  private var lastFull: Double?
  private var takenSinceFull = 0.0

  /// What a pseudo-terminal of Linux holds at least when it is full.
  static let capacity = 16_384.0
  /// A frame may start when no more than this many seconds are queued.
  static let lead = 0.25
  /// A rate measured over less time says little.
  static let shortestMeasurement = 0.5
  /// Seconds in which a terminal is taken to have become 2.7 times as fast.
  ///
  /// If it has not, its queue fills up, and it is measured anew.
  static let hope = 10.0
  /// So many bytes taken by a full terminal show that it is fast, however short the time.
  static let evidence = 4096.0
  /// Being full for less time than this says nothing: a frame may be larger than the terminal takes
  /// at once, however fast it reads, and this process may be what was late.
  static let moment = 0.1
  /// Who draws so many bytes a second is not slow.
  static let brisk = 65_536.0
  /// What remains of a rate when the terminal is full in spite of it.
  static let penalty = 0.3
  /// No frame is held back for longer, whatever was measured.
  static let longestHold = 5.0

  /// The terminal took bytes.
  package mutating func took(_ bytes: Int, at now: Double) {
    advance(to: now)
    takenSinceFull += Double(bytes)
    guard isFull else {
      queued += Double(bytes)
      if let measured { self.measured = (measured.since, measured.bytes + Double(bytes)) }
      return
    }
    // It stays full: what it took is what it drew. What came before the first of it was perhaps
    // a pause, not slowness.
    if let measured {
      self.measured = (measured.since, measured.bytes + Double(bytes))
    } else {
      measured = (now, 0)
    }
  }

  /// The terminal is full.
  package mutating func refused(at now: Double) {
    advance(to: now)
    queued = max(queued, Self.capacity)
    guard !isFull else { return }
    if let slow = rate {
      // From one time that it is full to the next it draws as much as it takes.
      let recent = takenSinceFull / max(now - (lastFull ?? 0), 1e-3)
      rate = recent > Self.brisk ? max(slow, recent) : slow * Self.penalty
    }
    (fullSince, lastFull, takenSinceFull) = (now, now, 0)
  }

  /// All that was to be sent has been taken.
  package mutating func finished(at now: Double) {
    advance(to: now)
    let full = fullSince.map { now - $0 } ?? 0
    if !isFull || (rate == nil && full < Self.moment) {
      measured = nil
    } else if let measured, now - measured.since > Self.shortestMeasurement {
      rate = measured.bytes / (now - measured.since)
      self.measured = nil
    } else if let measured, let slow = rate, measured.bytes >= Self.evidence {
      // A pause is over: it must not hold frames back for long.
      rate = max(slow, measured.bytes / max(now - measured.since, 1e-3))
    }
    fullSince = nil
  }

  /// Seconds until the next frame should be sent, 0 where it may be now.
  package func delay(at now: Double) -> Double {
    guard let rate else { return 0 }
    let left = queued - (now - time) * rate
    return min(Self.longestHold, max(0, left / rate - Self.lead))
  }

  /// What was queued is gone: the terminal was flushed.
  mutating func flushed() { self = OutputGauge() }

  private mutating func advance(to now: Double) {
    defer { time = max(time, now) }
    guard let rate else {
      // Until it refuses bytes it counts as having drawn all that it took earlier.
      if !isFull, now > time { queued = 0 }
      return
    }
    let passed = max(0, now - time)
    if !isFull { queued = max(0, queued - passed * rate) }
    self.rate = rate * (1 + passed / Self.hope)
  }
}
