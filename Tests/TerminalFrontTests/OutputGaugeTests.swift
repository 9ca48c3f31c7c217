import TerminalFront
import Testing

@Suite struct OutputGaugeTests {
  /// A terminal that draws at a rate and holds so much, fed by a loop that asks the gauge.
  private struct Simulation {
    var rate: Double
    let capacity = 18_000.0
    var queued = 0.0
    var now = 0.0
    var gauge = OutputGauge()
    /// Seconds of pictures in the queue when each frame was begun.
    var lags: [Double] = []

    mutating func pass(_ seconds: Double) {
      now += seconds
      queued = max(0, queued - seconds * rate)
    }

    /// Sends one frame as `TerminalLine` does and waits until it was taken.
    mutating func send(_ bytes: Double) {
      while gauge.delay(at: now) > 0 { pass(0.01) }
      lags.append(queued / rate)
      var unsent = bytes
      while unsent >= 1 {
        let taken = min(unsent, capacity - queued).rounded(.down)
        // Room is told of by the kilobyte.
        if taken >= min(unsent, 1000) {
          queued += taken
          unsent -= taken
          gauge.took(Int(taken), at: now)
        } else {
          gauge.refused(at: now)
          pass(0.01)
        }
      }
      gauge.finished(at: now)
    }
  }

  @Test func `a fast terminal is never waited for`() {
    var terminal = Simulation(rate: 50_000_000)
    for _ in 0..<200 {
      terminal.send(12_000)
      terminal.pass(0.016)
    }
    #expect(terminal.now < 200 * 0.02)
    #expect(terminal.gauge.rate == nil)
  }

  @Test func `frames larger than a terminal takes at once are no sign of slowness`() {
    var terminal = Simulation(rate: 3_000_000)
    var held = 0
    for frame in 0..<600 {
      // Now and then it does not read for a while, as on a busy machine.
      if frame % 97 == 50 { terminal.queued += 0.3 * terminal.rate }
      if terminal.gauge.delay(at: terminal.now) > 0 { held += 1 }
      terminal.send(50_000)
      terminal.pass(0.033)
    }
    #expect(held == 0)
    #expect(terminal.now < 600 * 0.08)
  }

  @Test(arguments: [500.0, 2000, 6000])
  func `at 2 kB a second few pictures are queued`(_ bytes: Double) {
    var terminal = Simulation(rate: 2000)
    // It must be filled once to show that it is slow.
    while terminal.gauge.rate == nil, terminal.lags.count < 200 { terminal.send(bytes) }
    #expect(terminal.gauge.rate != nil)
    terminal.lags = []
    for _ in 0..<200 { terminal.send(bytes) }
    let sorted = terminal.lags.sorted()
    // Without a gauge all are nine seconds late.
    #expect(sorted[100] < 4.5)
    #expect((sorted.last ?? 0) <= 9)
  }

  @Test func `a terminal that was stopped for a while is not taken for a slow one`() {
    var terminal = Simulation(rate: 0.001)
    var sent = 0.0
    while sent < 18_000 {
      terminal.gauge.took(3000, at: 0)
      terminal.gauge.finished(at: 0)
      sent += 3000
    }
    terminal.gauge.refused(at: 0.1)
    // Ten seconds of ctrl-s, then all of it at once.
    terminal.gauge.took(2000, at: 10)
    terminal.gauge.took(2000, at: 10.01)
    terminal.gauge.finished(at: 10.01)
    #expect(terminal.gauge.delay(at: 10.02) == 0)
  }

  @Test func `a terminal that became fast is fast again in a while`() {
    var terminal = Simulation(rate: 2000)
    for _ in 0..<10 { terminal.send(4000) }
    #expect(terminal.gauge.rate != nil)
    terminal.rate = 10_000_000
    let start = terminal.now
    while terminal.now < start + 120 {
      terminal.send(4000)
      terminal.pass(0.02)
    }
    let later = terminal.now
    for _ in 0..<60 {
      terminal.send(4000)
      terminal.pass(0.02)
    }
    // Two minutes of it at 2 kB a second.
    #expect(terminal.now - later < 6)
  }
}
