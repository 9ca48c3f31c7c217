import Foundation
import TerminalTestSupport
import TestSupport
import Testing

/// The real program in a real pseudo-terminal.
@Suite struct ViewTests {
  private func expectClean(
    _ program: ViewProgram, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let screen = program.child.screen
    let isRestored = screen.isRestored
    #expect(isRestored, "modes \(screen.modes)", sourceLocation: sourceLocation)
    #expect(program.child.echoes, sourceLocation: sourceLocation)
    let text = screen.text
    #expect(!text.contains("schedule"), sourceLocation: sourceLocation)
  }

  @Test func `a scene opens, plays, answers keys and gives the terminal back`() throws {
    let program = try ViewProgram()
    let child = program.child
    try program.waitForPicture()
    #expect(child.screen.line(0).contains("Four Gaussians"))
    try child.wait("some steps") { _ in (program.step ?? 0) > 2 }
    child.send(" ")
    try child.wait(for: "paused")
    child.send("?")
    try child.wait(for: "help")
    child.send("\u{1B}")
    try child.wait("the view again") { !$0.line(0).contains("help") }
    child.send("m")
    try child.wait(for: "type to narrow")
    child.send("\u{1B}")
    try child.wait("the view again") { !$0.contains("type to narrow") }
    child.resize(width: 80, height: 24)
    try child.wait("the folded view") {
      $0.line(0).contains("diffviz") && $0.line(23).contains("quit")
    }
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
    expectClean(program)
    let (unknown, commands, queries) = (
      child.screen.unknown, child.screen.commands, child.screen.queries
    )
    #expect(unknown.isEmpty)
    #expect(commands == ["11;?"] && queries == ["11;?"])
  }

  @Test func `fifty steps forward and fifty back lead to the same particles`() throws {
    let program = try ViewProgram()
    let child = program.child
    try program.waitForPicture()
    child.send(" ")
    try child.wait("a digest") { _ in program.digest != nil }
    child.send("0")
    child.send("f")
    child.send(".")
    try child.wait("the start") { _ in program.step == 0 || program.step == 1 }
    // A step is over when the header shows its number and its digest.
    func walk(_ key: String, to goal: Int) throws {
      while let step = program.step, step != goal {
        child.send(key)
        try child.wait("another step") { _ in program.step != step && program.digest != nil }
      }
    }
    try walk(".", to: 5)
    let start = program.digest
    try walk(".", to: 55)
    let end = program.digest
    #expect(start != nil && end != nil && start != end)
    try walk(",", to: 5)
    #expect(program.digest == start)
    try walk(".", to: 55)
    #expect(program.digest == end)
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
  }

  @Test(arguments: [2, 15, 1])
  func `a signal ends the view as the signal`(_ signal: Int32) throws {
    let program = try ViewProgram()
    try program.waitForPicture()
    program.child.signal(signal)
    #expect(try program.child.waitForEnd() == .signal(signal))
    expectClean(program)
  }

  @Test func `kill -9 leaves the terminal clean`() throws {
    let program = try ViewProgram()
    try program.waitForPicture()
    program.child.signal(9)
    #expect(try program.child.waitForEnd() == .signal(9))
    expectClean(program)
  }

  @Test(arguments: ["dumb", "", "nosuchterminal"])
  func `a terminal that will not do is refused in one line`(_ term: String) throws {
    let program = try ViewProgram(width: 300, environment: ["TERM": term])
    #expect(try program.child.waitForEnd() == .exit(69))
    let text = program.child.screen.text
    #expect(text.split(separator: "\n").count == 1)
    #expect(text.hasPrefix("diffviz: error: "))
    #expect(text.contains("TERM") && text.contains("diffviz run"))
    let output = program.child.output
    #expect(!output.contains(0x1B))
  }

  @Test func `a pipe gets no escape byte`() throws {
    let scene = Repository.root.appendingPathComponent("scenes/gmm.json").path
    let child = try TerminalChild(
      "/bin/bash",
      ["-c", "'\(TerminalChild.products)/diffviz' '\(scene)' | cat; echo status ${PIPESTATUS[0]}"],
      width: 300)
    _ = try child.waitForEnd()
    let (text, output) = (child.screen.text, child.output)
    #expect(text.contains("is not a terminal") && text.contains("status 69"))
    #expect(!output.contains(0x1B))
  }
}
