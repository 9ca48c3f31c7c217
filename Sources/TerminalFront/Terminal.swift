public import CellRendering
internal import CTerminal
internal import Glibc
internal import Simulation

/// The terminal as a full screen of cells, from `open` to `close`.
///
/// One at a time in a process, used from the main thread only (the class is not `Sendable`, which
/// holds it on one thread; a waker may go anywhere). While it is open the terminal will be given
/// back however the process ends: by `close`, a signal, a crash on any thread, `kill -9`, or the
/// loss of the terminal.
///
/// ```swift
/// let terminal = try Terminal.open(TerminalOptions(color: .auto))
/// loop: while true {
///   for event in terminal.events(timeout: 0.016) {
///     if case .quit(let signal) = event {
///       terminal.close()
///       Terminal.end(bySignal: signal)
///     }
///   }
///   _ = terminal.show(picture(of: terminal.size))
/// }
/// ```
public final class Terminal {
  /// What became of a frame.
  public enum ShowResult: Hashable, Sendable {
    /// Nothing differed from what is shown; nothing was written.
    case unchanged
    /// The frame is on its way, as so many bytes.
    case written(bytes: Int)
    /// The terminal has not taken the frame before; this one was dropped. `events` returns when
    /// the terminal is ready again.
    case busy
  }

  /// What the terminal can show; fixed while it is open.
  public let capabilities: TerminalCapabilities
  /// The size in cells, at least 1×1.
  public internal(set) var size: (width: Int, height: Int)
  /// Dark or light, once that is known: from COLORFGBG at once, from the terminal's answer later.
  public internal(set) var background: TerminalBackground
  /// Wakes `events(timeout:)` from any thread.
  public var wakeHandle: TerminalWaker { TerminalWaker() }

  let line: TerminalLine
  let screen: CursesScreen
  var decoder: InputDecoder
  private let enter: String
  private let note: String?
  var lastInput = 0.0
  /// When the background colour was asked for, until the answer came.
  var asked: Double?
  var isClosed = false

  /// Opens the terminal on standard input and output: full screen, keys unechoed, cursor hidden.
  ///
  /// - Throws: `TerminalError`, before anything was written.
  public static func open(_ options: TerminalOptions = TerminalOptions()) throws -> Terminal {
    try Terminal(options)
  }

  private init(_ options: TerminalOptions) throws {
    let environment = options.environment
    let term = environment["TERM"]
    if isatty(STDIN_FILENO) == 0 { throw TerminalError(.notTerminal("standard input"), term: term) }
    if isatty(STDOUT_FILENO) == 0 {
      throw TerminalError(.notTerminal("standard output"), term: term)
    }
    let characters = CharacterSet(environment: environment)
    let description = try TerminalDescription(term: term, descriptor: STDOUT_FILENO)
    let depth = ColorDepth(options.color, environment: environment, description: description)
    capabilities = TerminalCapabilities(
      unicode: characters.unicode, colorDepth: depth, term: description.name)
    background = TerminalBackground(colorfgbg: environment["COLORFGBG"])
    decoder = InputDecoder(
      escapeDelay: Self.escapeDelay(environment["ESCDELAY"]), reportsMouse: options.mouse)
    let modes = TerminalModes(
      description: description, mouse: options.mouse,
      asksBackground: depth != .none && background == .unknown)
    enter = modes.enter
    note = description.note
    line = try TerminalLine(term: description.name)
    let size = line.size(environment)
    self.size = size
    do {
      screen = try CursesScreen(
        description: description, depth: depth, characters: characters, width: size.width,
        height: size.height)
      try line.hold(restore: modes.leave)
    } catch {
      line.giveBack()
      throw error
    }
    line.send(Array((modes.enter + modes.question).utf8))
    if !modes.question.isEmpty { asked = ct_now() }
  }

  deinit { close() }

  /// Shows a picture: what differs from the screen is written in one synchronized update.
  ///
  /// A buffer of another size (the terminal was just resized) is clipped or filled with blanks.
  public func show(_ buffer: CellBuffer) -> ShowResult {
    guard !isClosed, line.isReady else { return .busy }
    let bytes = screen.update(to: buffer)
    guard !bytes.isEmpty else { return .unchanged }
    line.sendFrame(bytes)
    return .written(bytes: bytes.count)
  }

  /// Gives the terminal back and prints what libraries wrote to standard error meanwhile.
  ///
  /// Safe to call twice; does not wait for a terminal that does not read.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    swallowAnswer()
    line.giveBack()
    if let note { StandardError.write("diffviz: note: \(note)\n") }
  }

  /// Ends the process by a signal's default action, so that the shell sees the signal itself.
  public static func end(bySignal signal: Int32) -> Never { ct_end_by_signal(signal) }

  /// The whole screen as it was before the program was stopped.
  func enterAgain() {
    line.send(Array(enter.utf8))
    screen.redraw()
  }

  /// An answer that comes after the end would be typed into the shell: it gets a moment to come.
  private func swallowAnswer() {
    guard let asked else { return }
    let end = asked + 0.1
    while self.asked != nil, ct_now() < end, line.waitForInput(end - ct_now()) {
      guard let bytes = line.read() else { return }
      for case .background in decoder.feed(bytes) { self.asked = nil }
    }
  }

  /// ESCDELAY is in milliseconds, as for other programs on ncurses.
  private static func escapeDelay(_ value: String?) -> Double {
    guard let value, let milliseconds = Int(value), (0...10_000).contains(milliseconds) else {
      return 0.05
    }
    return Double(milliseconds) / 1000
  }
}
