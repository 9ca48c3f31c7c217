import Glibc
import TerminalTestSupport
import Testing

/// The terminal is given back and the shell sees the right status, however the program ends.
@Suite struct EndingTests {
  private func started(_ arguments: [String] = []) throws -> TerminalChild {
    // Wide, so that messages are not broken into lines.
    let child = try TerminalChild("terminal-probe", arguments, width: 200)
    try child.wait(for: "count 0")
    #expect(child.screen.modes.isSuperset(of: [1049, 2004]))
    #expect(!child.screen.modes.contains(25))
    #expect(!child.echoes)
    return child
  }

  /// Main screen, cursor, modes, termios, and none of our text.
  private func expectClean(
    _ child: TerminalChild, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (modes, echoes, text) = (child.screen.modes, child.echoes, child.screen.text)
    let isRestored = child.screen.isRestored
    #expect(isRestored, "modes \(modes)", sourceLocation: sourceLocation)
    #expect(echoes, sourceLocation: sourceLocation)
    #expect(!text.contains("probe 200x24"), sourceLocation: sourceLocation)
  }

  @Test func `quit by a key`() throws {
    let child = try started(["--mouse"])
    #expect(child.screen.modes.isSuperset(of: [1000, 1002, 1006]))
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
    expectClean(child)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func `a signal ends it as the signal`(_ signal: Int32) throws {
    let child = try started()
    child.signal(signal)
    #expect(try child.waitForEnd() == .signal(signal))
    expectClean(child)
  }

  @Test func `ctrl-c is SIGINT, also in the middle of pictures`() throws {
    let child = try started()
    child.send("a")
    try child.wait(for: "count 5")
    child.send("\u{3}")
    #expect(try child.waitForEnd() == .signal(SIGINT))
    expectClean(child)
  }

  /// What the standard library says of an index out of range; optimised code traps without a word.
  #if DEBUG
    private static let indexWords = "Index out of range"
  #else
    private static let indexWords = ""
  #endif

  @Test(arguments: [
    ("B", SIGILL, indexWords), ("F", SIGILL, "a fatal error on purpose"),
    ("S", SIGSEGV, ""), ("A", SIGABRT, ""), ("O", SIGSEGV, ""),
  ])
  func `a crash of the main thread`(_ key: String, _ signal: Int32, _ words: String) throws {
    try expectCrash(key, signal, words)
  }

  @Test(arguments: [
    ("b", SIGILL, indexWords), ("f", SIGILL, "a fatal error on purpose"),
    ("s", SIGSEGV, ""), ("o", SIGSEGV, ""), ("u", SIGSEGV, ""),
  ])
  func `a crash of another thread`(_ key: String, _ signal: Int32, _ words: String) throws {
    try expectCrash(key, signal, words)
  }

  private func expectCrash(_ key: String, _ signal: Int32, _ words: String) throws {
    let child = try started()
    child.send(key)
    let end = try child.waitForEnd()
    // A trap is SIGILL on x86-64 and SIGTRAP on arm64.
    #expect(end == .signal(signal) || (signal == SIGILL && end == .signal(SIGTRAP)))
    // The guard process may be a moment later.
    try child.wait("the terminal given back") { $0.isRestored && $0.contains(words) }
    expectClean(child)
  }

  @Test func `kill -9`() throws {
    let child = try started(["--mouse"])
    child.signal(SIGKILL)
    #expect(try child.waitForEnd() == .signal(SIGKILL))
    try child.wait("the terminal given back") { $0.isRestored }
    while !child.echoes { child.read(0.01) }
    expectClean(child)
  }

  @Test func `a main thread that hangs is ended by the signal all the same`() throws {
    let child = try started()
    child.send("z")
    child.watch(seconds: 0.05)
    let start = TerminalChild.now
    child.signal(SIGTERM)
    #expect(try child.waitForEnd() == .signal(SIGTERM))
    #expect(TerminalChild.now - start < 2)
    expectClean(child)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func `a terminal that nobody reads`(_ signal: Int32) throws {
    let child = try started()
    child.send("a")
    // The queue of the terminal fills up, 18 kB.
    poll(nil, 0, 300)
    let start = TerminalChild.now
    child.signal(signal)
    #expect(try child.waitForEnd(reads: false) == .signal(signal))
    #expect(TerminalChild.now - start < 2)
    #expect(child.echoes)
  }

  @Test func `a terminal stopped by ctrl-s`() throws {
    let child = try started()
    child.send("a\u{13}")
    child.watch(seconds: 0.3)
    let start = TerminalChild.now
    child.signal(SIGTERM)
    #expect(try child.waitForEnd() == .signal(SIGTERM))
    #expect(TerminalChild.now - start < 2)
    expectClean(child)
  }

  @Test(arguments: [false, true])
  func `a terminal that is gone`(_ ignoresHangUp: Bool) throws {
    let shell = ignoresHangUp ? "trap '' HUP; exec" : "exec"
    let child = try TerminalChild(
      "/bin/sh", ["-c", "\(shell) \(TerminalChild.products)/terminal-probe"])
    try child.wait(for: "count 0")
    child.send("a")
    let start = TerminalChild.now
    child.hangUp()
    #expect(try child.waitForEnd(reads: false) == .signal(SIGHUP))
    #expect(TerminalChild.now - start < 2)
  }

  @Test func `a slow terminal gets frames dropped and keys answered`() throws {
    let child = try started()
    child.send("a")
    let start = TerminalChild.now
    // Two kilobytes a second.
    while TerminalChild.now - start < 2.5 {
      child.read(0.05, most: 100)
      poll(nil, 0, 50)
    }
    let quit = TerminalChild.now
    child.send("q")
    #expect(try child.waitForEnd(reads: false) == .exit(0))
    // Eighteen kilobytes in the queue would take nine seconds.
    #expect(TerminalChild.now - quit < 2)
    #expect(child.echoes)
  }

  @Test func `what libraries print waits for the end, harmless`() throws {
    let child = try started()
    child.send("pp")
    child.send("\u{1B}[A")
    try child.wait(for: "up")
    #expect(!child.screen.contains("stray"))
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
    #expect(child.screen.contains("stray message ␛[2J end"))
    #expect(child.screen.contains("stray output ␛[31mred"))
    expectClean(child)
  }

  @Test func `a note on a replaced terminal name comes after the end`() throws {
    let child = try TerminalChild("terminal-probe", environment: ["TERM": "xterm-kitty"])
    try child.wait(for: "count 0")
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
    #expect(child.screen.contains("TERM=xterm-kitty is not described on this machine"))
  }

  @Test(arguments: [
    ("dumb", "cannot move its cursor"), ("nosuchterm", "no terminal known"),
    ("", "TERM is not set"),
    ("../x", "no terminal known"), ("\u{1B}[2J", "?[2J"),
  ])
  func `a terminal that will not do`(_ term: String, _ words: String) throws {
    let child = try TerminalChild("terminal-probe", width: 300, environment: ["TERM": term])
    #expect(try child.waitForEnd() == .exit(69))
    #expect(child.screen.contains(words))
    #expect(child.screen.contains("TERM") && child.screen.contains("diffviz run"))
    #expect(!child.output.contains(0x1B))
  }

  @Test(arguments: ["< /dev/null", "> /dev/full", "| cat"])
  func `no terminal at all`(_ redirection: String) throws {
    let program = "\(TerminalChild.products)/terminal-probe"
    let child = try TerminalChild(
      "/bin/bash", ["-c", "\(program) \(redirection); echo status ${PIPESTATUS[0]}"], width: 300)
    _ = try child.waitForEnd()
    #expect(child.screen.contains("is not a terminal"))
    #expect(child.screen.contains("status 69"))
    #expect(!child.output.contains(0x1B))
  }
}
