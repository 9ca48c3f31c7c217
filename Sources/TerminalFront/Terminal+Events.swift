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
    let start = ct_now()
    while events.isEmpty {
      let elapsed = ct_now() - start
      let left = timeout.map { max(0, $0 - elapsed) }
      let patience = decoder.patience
      let ready = line.wait([left, patience].compactMap { $0 }.min())
      if ready.input { readInput(into: &events) }
      handle(ready.signals, into: &events)
      if line.isGone, !events.contains(where: \.isQuit) { events.append(.quit(signal: SIGHUP)) }
      if ready.woken || ready.drained { break }
      if ready.input || !ready.signals.isEmpty { continue }
      // The time that ran out was the decoder's, or the caller's.
      guard let patience, left.map({ patience <= $0 }) ?? true else { break }
      note(decoder.pause(), into: &events)
    }
    return events
  }

  private func readInput(into events: inout [TerminalEvent]) {
    guard let bytes = line.read() else { return }
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
