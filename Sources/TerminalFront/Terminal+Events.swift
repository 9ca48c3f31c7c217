internal import CTerminal
internal import Glibc

extension Terminal {
  /// Waits until something happens, or `timeout` seconds (nil: without end), and returns all
  /// that happened.
  ///
  /// Returns early, perhaps with nothing, when woken by `wakeHandle` or when a terminal that was
  /// busy takes frames again. One blocking `poll` over keys, signals and the waker: an idle
  /// program uses no time.
  public func events(timeout: Double?) -> [TerminalEvent] {
    guard !isClosed else { return [] }
    var events: [TerminalEvent] = []
    let end = timeout.map { ct_now() + $0 }
    while true {
      let times = [end, decoderDeadline].compactMap { $0 }
      let ready = line.wait(times.min().map { $0 - ct_now() })
      if ready.input { readInput(into: &events) }
      if let decoderDeadline, ct_now() >= decoderDeadline {
        note(decoder.pause(), into: &events)
      }
      handle(ready.signals, into: &events)
      if line.isGone, !events.contains(where: \.isQuit) { events.append(.quit(signal: SIGHUP)) }
      let isDue = end.map { ct_now() >= $0 } ?? false
      if !events.isEmpty || ready.woken || ready.drained || isDue { return events }
    }
  }

  /// When what was read so far is taken as it is, because nothing followed.
  private var decoderDeadline: Double? { decoder.patience.map { lastInput + $0 } }

  private func readInput(into events: inout [TerminalEvent]) {
    guard let bytes = line.read(), !bytes.isEmpty else { return }
    lastInput = ct_now()
    note(decoder.feed(bytes), into: &events)
  }

  private func note(_ found: [TerminalEvent], into events: inout [TerminalEvent]) {
    for event in found {
      if case .background(let red, let green, let blue) = event {
        asked = nil
        background = TerminalBackground(red: red, green: green, blue: blue)
      }
      events.append(event)
    }
  }

  private func handle(_ signals: [Int32], into events: inout [TerminalEvent]) {
    var sizeChanged = false
    for signal in signals {
      switch signal {
      case SIGWINCH: sizeChanged = true
      case SIGTSTP:
        line.lend()
        ct_stop_self()
        return goOn(line.takeSignals(), into: &events)
      // After SIGSTOP, of which nothing was known.
      case SIGCONT: return goOn([SIGCONT], into: &events)
      default: return events.append(.quit(signal: signal))
      }
    }
    if sizeChanged { measure(into: &events) }
  }

  /// After a stop: takes the terminal again, unless a signal that came meanwhile ends the program
  /// or it runs in the background.
  private func goOn(_ signals: [Int32], into events: inout [TerminalEvent]) {
    var signals = signals
    while true {
      if let end = signals.first(where: Self.isEnd) { return events.append(.quit(signal: end)) }
      if line.isInForeground { break }
      // As a write from the background would; nothing happens to a process without a shell.
      kill(getpid(), SIGTTOU)
      signals = line.takeSignals()
      if signals.isEmpty { break }
    }
    guard line.holdAgain() else { return events.append(.quit(signal: SIGHUP)) }
    enterAgain()
    measure(into: &events)
    events.append(.resumed)
  }

  private static func isEnd(_ signal: Int32) -> Bool {
    ![SIGWINCH, SIGTSTP, SIGCONT].contains(signal)
  }

  private func measure(into events: inout [TerminalEvent]) {
    let now = line.size()
    guard now != size else { return }
    size = now
    screen.resize(width: now.width, height: now.height)
    events.append(.resize(width: now.width, height: now.height))
  }
}

extension TerminalEvent {
  fileprivate var isQuit: Bool {
    if case .quit = self { true } else { false }
  }
}
