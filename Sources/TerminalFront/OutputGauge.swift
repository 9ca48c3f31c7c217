/// Estimates how far a slow terminal is behind, from when it took and when it refused bytes.
///
/// A pseudo-terminal does not tell how much it holds, and it holds some 18 kB: nine seconds of
/// pictures at 2 kB/s. The next frame is therefore held back until the one before should have
/// been drawn. Pure: times are seconds given by the caller.
struct OutputGauge {
  /// Bytes per second that the terminal draws; nil while it never refused any.
  private(set) var rate: Double?
  /// Bytes taken by the terminal and not yet drawn, at `time`.
  private var queued = 0.0
  private var time = 0.0
  /// While the terminal is full: when it took something for the first time, and how much since.
  private var measured: (since: Double, bytes: Double)?
  private var isFull = false

  /// What a pseudo-terminal of Linux holds at least when it is full.
  static let capacity = 16_384.0
  /// A frame may start when no more than this many seconds are queued.
  static let lead = 0.25
  /// A rate measured over less time says little.
  static let shortestMeasurement = 0.2
  /// How much faster the terminal is taken to be after a frame without a refusal: it may have
  /// become so.
  static let hope = 1.1
  /// No frame is held back for longer, whatever was measured.
  static let longestHold = 20.0

  /// The terminal took bytes.
  mutating func took(_ bytes: Int, at now: Double) {
    advance(to: now)
    guard isFull else {
      queued += Double(bytes)
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
  mutating func refused(at now: Double) {
    advance(to: now)
    queued = max(queued, Self.capacity)
    isFull = true
  }

  /// All that was to be sent has been taken.
  mutating func finished(at now: Double) {
    advance(to: now)
    if isFull {
      if let measured, now - measured.since > Self.shortestMeasurement {
        rate = measured.bytes / (now - measured.since)
      }
    } else if let rate {
      self.rate = rate * Self.hope
    }
    isFull = false
    measured = nil
  }

  /// Seconds until the next frame should be sent, 0 where it may be now.
  func delay(at now: Double) -> Double {
    guard let rate else { return 0 }
    let left = queued - (now - time) * rate
    return min(Self.longestHold, max(0, left / rate - Self.lead))
  }

  /// What was queued is gone: the terminal was flushed.
  mutating func flushed() { self = OutputGauge() }

  private mutating func advance(to now: Double) {
    defer { time = max(time, now) }
    guard !isFull else { return }
    // Until it refuses bytes it counts as having drawn all that it took earlier.
    queued = rate.map { max(0, queued - (now - time) * $0) } ?? (now > time ? 0 : queued)
  }
}
