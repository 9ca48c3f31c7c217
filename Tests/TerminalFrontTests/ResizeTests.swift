import CellRendering
import TerminalTestSupport
import Testing

@Suite struct ResizeTests {
  /// Whether the screen holds the probe's picture for its size, and nothing else.
  private func isRight(_ screen: ScreenReader) -> Bool {
    let title = "probe \(screen.width)x\(screen.height) "
    guard screen.line(0).hasPrefix(title.prefix(screen.width)) else { return false }
    guard screen.height > 11 else { return true }
    guard screen.line(1) == "count 0".prefix(screen.width) else { return false }
    // Of a very large screen every so many cells, and all of its last column.
    let stride = max(1, screen.width / 50)
    return (11..<screen.height - 1).allSatisfy { row in
      (0..<screen.width).allSatisfy { column in
        column % stride != row % stride && column != screen.width - 1
          || screen[column, row].scalar == TestPicture.words.cell(column, row, 0).scalar
      }
    }
  }

  @Test(arguments: [(1, 1), (2, 40), (300, 2), (80, 12), (1000, 400)])
  func `any size is filled`(_ width: Int, _ height: Int) throws {
    let child = try TerminalChild(
      "terminal-probe", ["--picture", "words"], width: width, height: height)
    try child.wait("the picture", until: isRight)
    child.resize(width: 81, height: 25)
    try child.wait("the picture at 81x25", until: isRight)
    child.resize(width: width, height: height)
    try child.wait("the picture again", until: isRight)
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
    #expect(child.screen.isRestored)
  }

  @Test func `a storm of resizes, from the start on`() throws {
    let child = try TerminalChild("terminal-probe", ["--picture", "words"])
    var seed: UInt64 = 7
    for round in 0..<300 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let (width, height) = (1 + Int(seed >> 33 % 200), 1 + Int(seed >> 45 % 70))
      child.resize(width: round % 7 == 0 ? 1 : width, height: round % 7 == 0 ? 1 : height)
      child.read(0)
    }
    child.resize(width: 90, height: 30)
    try child.wait("the last size", until: isRight)
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
  }

  @Test func `COLUMNS and LINES ask for less until the terminal changes`() throws {
    let child = try TerminalChild(
      "terminal-probe", ["--picture", "words"], environment: ["COLUMNS": "60", "LINES": "15"])
    try child.wait(for: "probe 60x15")
    child.resize(width: 70, height: 20)
    try child.wait("the picture at 70x20", until: isRight)
  }
}
