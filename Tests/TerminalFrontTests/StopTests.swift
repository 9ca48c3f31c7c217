import Glibc
import TerminalTestSupport
import Testing

/// Stopping by ctrl-z and going on, under a shell with job control: a process that leads its
/// session would ignore SIGTSTP.
@Suite struct StopTests {
  /// Runs the probe as a job; after each stop the shell prints STOPPED and waits for a line with
  /// a command.
  private func started() throws -> TerminalChild {
    let program = "\(TerminalChild.products)/terminal-probe"
    let script = "\(program); while read -r line; do eval \"$line\"; done"
    let child = try TerminalChild(
      "/bin/bash", ["--norc", "-m", "-c", script], environment: ["TERM": "xterm-256color"])
    try child.wait(for: "count 0")
    return child
  }

  @Test func `ctrl-z gives the terminal back, fg takes it again`() throws {
    let child = try started()
    child.send("\u{1A}")
    try child.wait("the shell") { $0.isRestored && !$0.contains("count 0") }
    while !child.echoes { child.read(0.01) }
    child.send("echo in the shell\n")
    try child.wait("an answer") { $0.text.split(separator: "\n").contains("in the shell") }
    child.resize(width: 70, height: 20)
    child.send("fg\n")
    try child.wait("the picture again") { $0.contains("probe 70x20") && $0.contains("resumed") }
    try child.wait("the last cell") { $0.line(19).hasSuffix("#") && $0.line(19).hasPrefix("[") }
    #expect(!child.screen.contains("in the shell"))
    child.send("q")
    try child.wait("the end") { $0.isRestored }
    child.send("echo status $?\n")
    try child.wait(for: "status 0")
  }

  @Test func `a stopped program ends by a signal without touching the terminal`() throws {
    let child = try started()
    child.send("\u{1A}")
    try child.wait("the shell") { $0.isRestored }
    while !child.echoes { child.read(0.01) }
    // The shell lets it go on to receive the signal, in the background.
    child.send("kill %1; while kill -0 %1; do :; done; jobs\n")
    try child.wait("its end") { $0.contains("No such process") || $0.contains("no such job") }
    try child.wait(for: "Terminated")
    #expect(child.screen.isRestored)
    #expect(child.echoes)
  }

  @Test func `a program sent to the background waits there`() throws {
    let child = try started()
    child.send("\u{1A}")
    try child.wait("the shell") { $0.isRestored }
    while !child.echoes { child.read(0.01) }
    child.send("bg; echo back\n")
    try child.wait(for: "back\n")
    child.watch(seconds: 0.2)
    #expect(child.screen.isRestored)
    #expect(child.echoes)
    child.send("fg\n")
    try child.wait(for: "resumed")
    child.send("q")
    try child.wait("the end") { $0.isRestored }
  }

  @Test func `after SIGSTOP, of which it cannot know, it draws all again`() throws {
    let child = try TerminalChild("terminal-probe")
    try child.wait(for: "count 0")
    child.signal(SIGSTOP)
    child.signal(SIGCONT)
    try child.wait(for: "resumed")
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
  }
}
