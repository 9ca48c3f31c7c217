internal import CTerminal
internal import Glibc

/// A built program on a pseudo-terminal of its own, its screen read by a `ScreenReader`.
///
/// Nothing here sleeps: a test waits for what it expects, as long as it takes.
public final class TerminalChild {
  public enum End: Hashable, Sendable {
    case exit(Int)
    case signal(Int32)
  }

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public private(set) var screen: ScreenReader
  /// All that the program wrote.
  public private(set) var output: [UInt8] = []
  public let pid: Int32
  private var master: Int32
  private var ended: End?
  /// Nobody has the terminal open any more.
  private var isHungUp = false

  /// Starts a product of this package (or a program by its full path).
  ///
  /// - Parameter environment: added to a small environment with TERM and a UTF-8 locale; an empty
  ///   value removes a variable.
  public init(
    _ program: String, _ arguments: [String] = [], width: Int = 80, height: Int = 24,
    environment: [String: String] = [:]
  ) throws {
    screen = ScreenReader(width: width, height: height)
    let path = program.hasPrefix("/") ? program : Self.products + "/" + program
    var variables = [
      "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    for name in ["LD_LIBRARY_PATH", "LLVM_PROFILE_FILE", "ASAN_OPTIONS", "TSAN_OPTIONS"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    variables.merge(environment) { $1 }
    let texts = variables.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)" }.sorted()
    var child = ct_child()
    let result = Self.withPointers([path] + arguments) { argv in
      Self.withPointers(texts) { ct_spawn(&child, path, argv, $0, Int32(width), Int32(height)) }
    }
    guard result == 0 else { throw Failure(description: "could not start \(path)") }
    pid = child.pid
    master = child.master
  }

  deinit {
    if ended == nil {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
    hangUp()
  }

  /// The folder of the built products: that of the running test program.
  public static let products: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(
      decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let argument = CommandLine.arguments[0]
    let program = argument.hasSuffix(".xctest") && argument.hasPrefix("/") ? argument : path
    return String(program[..<(program.lastIndex(of: "/") ?? program.startIndex)])
  }()

  private static func withPointers<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = texts.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    return body(&pointers)
  }

  // MARK: Acting on it

  public func send(_ text: String) { send(Array(text.utf8)) }

  public func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }

  public func signal(_ number: Int32) { kill(pid, number) }

  public func resize(width: Int, height: Int) {
    screen.resize(width: width, height: height)
    ct_set_size(master, Int32(width), Int32(height))
  }

  /// Whether the terminal echoes lines as a shell expects, that is, its mode was put back.
  public var echoes: Bool {
    var mode = termios()
    guard tcgetattr(master, &mode) == 0 else { return false }
    let flags = tcflag_t(ECHO | ICANON | ISIG)
    return mode.c_lflag & flags == flags && mode.c_oflag & tcflag_t(OPOST) != 0
  }

  /// The terminal goes away.
  public func hangUp() {
    if master >= 0 { close(master) }
    master = -1
    isHungUp = true
  }

  // MARK: Waiting for it

  /// Seconds after which a test gives up; far more than anything takes on an idle machine.
  public static let patience = 30.0

  /// Reads until the screen is as described; throws when the time is up or the program ended.
  public func wait(
    _ what: String, seconds: Double = TerminalChild.patience, until isSo: (ScreenReader) -> Bool
  ) throws {
    let end = ct_now() + seconds
    // Never in the middle of an update.
    while screen.modes.contains(2026) || !isSo(screen) {
      guard ct_now() < end else { throw failure("waited for \(what)") }
      if !read(0.05), isHungUp {
        throw failure("ended by \(String(describing: ended)) before \(what)")
      }
    }
  }

  public func wait(for text: String) throws {
    try wait("'\(text)'") { $0.contains(text) }
  }

  /// Waits for the end of the program, reading what it writes.
  public func waitForEnd(seconds: Double = TerminalChild.patience, reads: Bool = true) throws -> End
  {
    let end = ct_now() + seconds
    while true {
      if let ended = state() {
        // Its guard process may still be writing.
        while reads, !isHungUp, ct_now() < end { read(0.05) }
        return ended
      }
      guard ct_now() < end else { throw failure("did not end") }
      if reads { read(0.02) } else { poll(nil, 0, 5) }
    }
  }

  /// Reads for a while, whatever comes; for what must not happen.
  public func watch(seconds: Double) {
    let end = ct_now() + seconds
    while ct_now() < end { read(end - ct_now()) }
  }

  /// Monotonic seconds, for measuring.
  public static var now: Double { ct_now() }

  private func failure(_ what: String) -> Failure {
    Failure(description: "\(what); the screen:\n\(screen.text)")
  }

  private func state() -> End? {
    if let ended { return ended }
    var how: CChar = 0
    var code: Int32 = 0
    guard ct_child_state(pid, &how, &code) == 1 else { return nil }
    switch UInt8(bitPattern: how) {
    case UInt8(ascii: "x"): ended = .exit(Int(code))
    case UInt8(ascii: "s"): ended = .signal(code)
    default: break
    }
    return ended
  }

  /// Reads what comes within the time; false when nothing did.
  @discardableResult public func read(_ seconds: Double, most: Int = 65_536) -> Bool {
    guard master >= 0 else { return false }
    var waited = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&waited, 1, Int32(max(0, seconds) * 1000)) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: most)
    let count = Glibc.read(master, &bytes, bytes.count)
    guard count > 0 else {
      isHungUp = true
      _ = state()
      return false
    }
    output += bytes[..<count]
    screen.feed(bytes[..<count])
    return true
  }
}
