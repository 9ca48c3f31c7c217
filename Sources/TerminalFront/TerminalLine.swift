internal import CTerminal
internal import Glibc

/// The two-way line to the terminal: its mode, its size, bytes in and out, signals.
///
/// Writes never wait. What the terminal does not take at once is kept and sent as it takes it;
/// meanwhile frames are dropped.
final class TerminalLine {
  /// Our own open file of the terminal, and where keys come from.
  private let descriptor: Int32
  private let input: Int32
  private let signals: Int32
  private let wake: Int32
  private let term: String
  private var found = termios()
  private var mode = termios()
  private var unsent: ArraySlice<UInt8> = []
  private var gauge = OutputGauge()
  private var isHeld = false
  /// The terminal hung up: nothing can be read or written any more.
  private(set) var isGone = false

  /// Opens the line and catches the signals; the terminal is not changed yet.
  init(term: String) throws {
    self.term = term
    // Handlers before the size is read, so that no change of it is lost.
    signals = ct_signals_open()
    wake = ct_wake_open()
    descriptor = ct_line_open(STDOUT_FILENO)
    input =
      ct_same_terminal(STDIN_FILENO, STDOUT_FILENO) && descriptor >= 0
      ? descriptor : ct_line_open(STDIN_FILENO)
    guard signals >= 0, wake >= 0, descriptor >= 0, input >= 0, tcgetattr(descriptor, &found) == 0
    else { throw Self.failure(term) }
    mode = found
    ct_make_cell_mode(&mode)
  }

  private static func failure(_ term: String) -> TerminalError {
    TerminalError(.system(String(cString: strerror(errno))), term: term)
  }

  /// The size that the terminal tells; COLUMNS and LINES may ask for less, and stand in where it
  /// tells none.
  func size(_ environment: [String: String] = [:]) -> (width: Int, height: Int) {
    func wanted(_ name: String) -> Int? {
      environment[name].flatMap { Int($0) }.flatMap { (1...10_000).contains($0) ? $0 : nil }
    }
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard ct_line_size(descriptor, &columns, &rows) else {
      return (wanted("COLUMNS") ?? 80, wanted("LINES") ?? 24)
    }
    return (
      min(Int(columns), wanted("COLUMNS") ?? .max), min(Int(rows), wanted("LINES") ?? .max)
    )
  }

  // MARK: Holding the terminal

  /// Starts the guard and sets the mode for cells and keys.
  func hold(restore: String) throws {
    ct_capture_open(descriptor)
    guard ct_guard_open(descriptor, &found, restore, restore.utf8.count) == 0, holdAgain() else {
      throw Self.failure(term)
    }
  }

  /// Sets the mode again after the terminal was lent to others; false where it is gone.
  func holdAgain() -> Bool {
    guard tcsetattr(descriptor, TCSANOW, &mode) == 0 else {
      isGone = true
      return false
    }
    ct_guard_hold()
    isHeld = true
    return true
  }

  /// Lends the terminal to the shell.
  ///
  /// A frame that is half written gets a moment to be finished, so that no character or sequence
  /// is cut. Of a terminal that is behind, what it has not drawn is thrown away.
  func lend() {
    finishSending(within: 0.1)
    let isBehind = !unsent.isEmpty || gauge.delay(at: ct_now()) > 0
    unsent = []
    if isBehind { gauge.flushed() }
    ct_guard_release(isBehind)
    isHeld = false
  }

  /// Gives everything back, for good.
  func giveBack() {
    if isHeld { lend() }
    ct_guard_close()
    ct_signals_close()
    ct_capture_close()
    Glibc.close(descriptor)
    if input != descriptor { Glibc.close(input) }
  }

  var isInForeground: Bool { ct_in_foreground(descriptor) }

  // MARK: Writing

  private static let beginUpdate = Array("\u{1B}[?2026h".utf8)
  private static let endUpdate = Array("\u{1B}[?2026l".utf8)

  /// Whether another frame would be taken.
  var isReady: Bool {
    sendMore()
    return unsent.isEmpty && !isGone && gauge.delay(at: ct_now()) == 0
  }

  /// Sends a frame as one update that the terminal shows at once.
  func sendFrame(_ bytes: [UInt8]) { send(Self.beginUpdate + bytes + Self.endUpdate) }

  func send(_ bytes: [UInt8]) {
    unsent += bytes
    sendMore()
  }

  private func sendMore() {
    guard !unsent.isEmpty else { return }
    while !unsent.isEmpty, !isGone {
      let written = unsent.withUnsafeBytes { ct_guard_write($0.baseAddress, $0.count) }
      if written > 0 {
        unsent = unsent.dropFirst(written)
        gauge.took(written, at: ct_now())
      } else if written < 0, errno == EAGAIN {
        return gauge.refused(at: ct_now())
      } else if written == 0 || errno != EINTR {
        isGone = true
      }
    }
    unsent = []
    gauge.finished(at: ct_now())
  }

  /// Sends on for at most so many seconds.
  private func finishSending(within seconds: Double) {
    let end = ct_now() + seconds
    sendMore()
    while !unsent.isEmpty, !isGone, ct_now() < end {
      var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&waited, 1, Int32(max(1, (end - ct_now()) * 1000)))
      sendMore()
    }
  }

  // MARK: Reading and waiting

  /// What `wait` found.
  struct Ready {
    var input = false
    var signals: [Int32] = []
    var woken = false
    /// A frame that was held back may be sent.
    var drained = false
  }

  /// Waits for input, a signal, a wake, or room for what is unsent; nil waits without end.
  func wait(_ seconds: Double?) -> Ready {
    var waited = [
      pollfd(fd: isGone ? -1 : input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      pollfd(fd: unsent.isEmpty || isGone ? -1 : descriptor, events: Int16(POLLOUT), revents: 0),
    ]
    let hold = unsent.isEmpty ? gauge.delay(at: ct_now()) : 0
    let shortest = hold > 0 ? min(hold, seconds ?? hold) : seconds
    let milliseconds = shortest.map { Int32(min(max(0, $0 * 1000).rounded(.up), 1e9)) } ?? -1
    var ready = Ready()
    let found = poll(&waited, 4, milliseconds)
    if hold > 0, gauge.delay(at: ct_now()) == 0 { ready.drained = true }
    guard found > 0 else { return ready }
    ready.input = waited[0].revents != 0
    if waited[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { isGone = true }
    if waited[1].revents != 0 { ready.signals = takeSignals() }
    if waited[2].revents != 0 {
      ready.woken = true
      ct_wake_clear()
    }
    if waited[3].revents != 0 {
      sendMore()
      if unsent.isEmpty, gauge.delay(at: ct_now()) == 0 { ready.drained = true }
    }
    return ready
  }

  func waitForInput(_ seconds: Double) -> Bool {
    var waited = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&waited, 1, Int32(max(0, seconds) * 1000)) > 0
  }

  /// The signals that came, in order.
  func takeSignals() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(signals, &bytes, bytes.count)
    return count > 0 ? bytes[..<count].map { Int32($0) } : []
  }

  /// The bytes that are there; nil when the terminal is gone.
  func read() -> ArraySlice<UInt8>? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(input, &bytes, bytes.count)
    if count > 0 { return bytes[..<count] }
    if count < 0, errno == EAGAIN || errno == EINTR { return [] }
    isGone = true
    return nil
  }
}
