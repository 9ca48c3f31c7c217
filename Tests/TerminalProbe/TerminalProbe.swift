import CTerminal
import CellRendering
import Glibc
import TerminalFront

/// A small program on the terminal front, for its tests: shows what it was told, and ends in
/// every way that a program can end.
///
/// Arguments: `--color CHOICE`, `--mouse`, `--frames N` (N changing pictures, then quit),
/// `--idle` (the status line never changes by itself).
@main struct TerminalProbe {
  static func main() {
    var options = TerminalOptions()
    var frames: Int?
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--color": options.color = arguments.popFirst().flatMap(ColorChoice.init) ?? .auto
      case "--mouse": options.mouse = true
      case "--frames": frames = arguments.popFirst().flatMap { Int($0) }
      default: break
      }
    }
    do {
      let start = ct_now()
      let terminal = try Terminal.open(options)
      var probe = Probe(terminal: terminal, milliseconds: (ct_now() - start) * 1000)
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
  var milliseconds: Double
  var events: [String] = []
  var count = 0
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
      milliseconds = (ct_now() - start) * 1000
    }
    finish()
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
    drawRamp(in: &buffer)
    return buffer
  }

  /// Half blocks with a colour each above and below, braille on top: what the view draws most.
  private func drawRamp(in buffer: inout CellBuffer) {
    for row in 11..<max(11, buffer.height - 1) {
      for column in 0..<buffer.width {
        let phase = count * 3 + column * 2 + row * 5
        let above = Color.rgb(UInt8(phase & 255), UInt8(column & 255), 80)
        let below = Color.rgb(UInt8((phase + 7) & 255), UInt8(column & 255), 80)
        let dots = Unicode.Scalar(0x2800 + UInt32((phase * 7) & 255)) ?? " "
        buffer[column, row] =
          row % 2 == 0
          ? Cell("\u{2580}", foreground: above, background: below)
          : Cell(dots, foreground: above, isBold: column % 7 == 0)
      }
    }
    if buffer.height > 1 {
      buffer[buffer.width - 1, buffer.height - 1] = Cell("#", foreground: .indexed(9))
      buffer[0, buffer.height - 1] = Cell("[", isReversed: true)
    }
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
private func crashOnThread(_ kind: Crash) {
  let box = Unmanaged.passRetained(CrashBox(kind))
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      CrashGuard.coverThisThread()
      guard let argument else { return nil }
      crash(Unmanaged<CrashBox>.fromOpaque(argument).takeRetainedValue().kind)
      return nil
    }, box.toOpaque())
}

private final class CrashBox: Sendable {
  let kind: Crash
  init(_ kind: Crash) { self.kind = kind }
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
