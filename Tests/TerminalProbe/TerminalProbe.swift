import CTerminal
import CellRendering
import Glibc
import TerminalFront
import TerminalTestSupport

/// A small program on the terminal front, for its tests: shows what it was told, and ends in
/// every way that a program can end.
///
/// Arguments: `--color CHOICE`, `--mouse`, `--picture NAME`, `--frames N` (N changing pictures as
/// fast as the terminal takes them, then quit, and the times on standard error).
@main struct TerminalProbe {
  static func main() {
    var options = TerminalOptions()
    var frames: Int?
    var style = TestPicture.ramp
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--color": options.color = arguments.popFirst().flatMap(ColorChoice.init) ?? .auto
      case "--mouse": options.mouse = true
      case "--frames": frames = arguments.popFirst().flatMap { Int($0) }
      case "--picture": style = arguments.popFirst().flatMap(TestPicture.init) ?? .ramp
      default: break
      }
    }
    do {
      let start = ct_now()
      let terminal = try Terminal.open(options)
      let milliseconds = (ct_now() - start) * 1000
      var probe = Probe(terminal: terminal, style: style, milliseconds: milliseconds)
      if let frames { probe.animate(frames) } else { probe.run() }
    } catch {
      var text = "probe: error: \(error)\n"
      text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
      exit(69)
    }
  }
}

struct Probe {
  let terminal: Terminal
  let style: TestPicture
  var milliseconds: Double
  var events: [String] = []
  var count = 0
  var slowest = 0.0
  var isAnimated = false

  mutating func run() {
    while true {
      _ = terminal.show(picture())
      for event in terminal.events(timeout: isAnimated ? 0.02 : nil) { handle(event) }
      if isAnimated { count += 1 }
    }
  }

  /// Shows pictures as fast as the terminal takes them.
  mutating func animate(_ frames: Int) {
    isAnimated = true
    while count < frames {
      count += 1
      let start = ct_now()
      while terminal.show(picture()) == .busy {
        for event in terminal.events(timeout: 1) { handle(event) }
      }
      slowest = max(slowest, ct_now() - start)
    }
    // The last one is to be seen, too.
    while terminal.show(picture()) == .busy {
      for event in terminal.events(timeout: 1) { handle(event) }
    }
    terminal.close()
    writeError("open \(milliseconds) ms, slowest frame \(slowest * 1000) ms\n")
    exit(0)
  }

  private func finish(_ signal: Int32? = nil) -> Never {
    terminal.close()
    if let signal { Terminal.end(bySignal: signal) }
    exit(0)
  }

  private mutating func handle(_ event: TerminalEvent) {
    switch event {
    case .quit(let signal): finish(signal)
    case .key(.character("q")): finish()
    case .key(.character(let command)):
      if !end(by: command) { log(event) }
    default: log(event)
    }
  }

  private mutating func log(_ event: TerminalEvent) {
    events.append("\(event)")
    if events.count > 8 { events.removeFirst() }
  }

  /// The ends and troubles that a letter asks for; false for other letters.
  private mutating func end(by command: Unicode.Scalar) -> Bool {
    switch command {
    case "a": isAnimated.toggle()
    case "B": crash(.bounds)
    case "F": crash(.fatal)
    case "S": crash(.segment)
    case "A": abort()
    case "O": crash(.overflow)
    case "b": crashOnThread(.bounds)
    case "f": crashOnThread(.fatal)
    case "s": crashOnThread(.segment)
    case "o": crashOnThread(.overflow)
    case "u": crashOnThread(.overflow, isCovered: false)
    case "p":
      print("stray output \u{1B}[31mred")
      writeError("stray message \u{1B}[2J end\n")
    case "w": wakeFromThread()
    case "z": while true { pause() }
    default: return false
    }
    return true
  }

  func picture() -> CellBuffer {
    var buffer = CellBuffer(width: terminal.size.width, height: terminal.size.height)
    let capabilities = terminal.capabilities
    buffer.write(
      "probe \(terminal.size.width)x\(terminal.size.height) \(capabilities.colorDepth) "
        + "unicode \(capabilities.unicode) \(terminal.background) \(capabilities.term)", row: 0)
    buffer.write("count \(count)", row: 1)
    for (index, event) in events.enumerated() { buffer.write(event, row: 2 + index) }
    style.draw(in: &buffer, rows: 11..<max(11, buffer.height - 1), count: count)
    if buffer.height > 1 {
      buffer[buffer.width - 1, buffer.height - 1] = Cell("#", foreground: .indexed(9))
      buffer[0, buffer.height - 1] = Cell("[", isReversed: true)
    }
    return buffer
  }
}

enum Crash { case bounds, fatal, segment, overflow }

@inline(never) func crash(_ kind: Crash) {
  switch kind {
  case .bounds:
    let numbers = CommandLine.arguments.map(\.count)
    print(numbers[numbers.count + Int(getpid())])
  case .fatal: fatalError("a fatal error on purpose")
  case .segment: UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
  case .overflow: _ = descend(1)
  }
}

@inline(never) private func descend(_ depth: Int) -> Int {
  var room = (depth, depth + 1, depth + 2, depth + 3)
  return withUnsafeBytes(of: &room) { $0.count + descend(depth + 1) } + room.3
}

/// Not in code of the main actor: a thread that runs such a closure is stopped by the runtime.
private func crashOnThread(_ kind: Crash, isCovered: Bool = true) {
  let box = Unmanaged.passRetained(CrashBox(kind, isCovered: isCovered))
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      let box = Unmanaged<CrashBox>.fromOpaque(argument).takeRetainedValue()
      if box.isCovered { CrashGuard.coverThisThread() }
      crash(box.kind)
      return nil
    }, box.toOpaque())
}

private final class CrashBox: Sendable {
  let kind: Crash
  let isCovered: Bool

  init(_ kind: Crash, isCovered: Bool) {
    self.kind = kind
    self.isCovered = isCovered
  }
}

private func wakeFromThread() {
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { _ in
      TerminalWaker().wake()
      return nil
    }, nil)
}

private func writeError(_ text: String) {
  var text = text
  text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

extension CellBuffer {
  fileprivate mutating func write(_ text: String, row: Int) {
    for (column, scalar) in text.unicodeScalars.enumerated() { self[column, row] = Cell(scalar) }
  }
}
