import CellRendering
import TerminalTestSupport
import Testing

/// What reaches a terminal, read by an emulator, is the picture that was shown, and costs little.
@Suite struct PictureTests {
  private static let end = Array("\u{1B}[?2026l".utf8)

  /// The screen after each update of a probe that shows so many pictures and quits.
  private func screens(
    _ picture: TestPicture, _ arguments: [String] = [], term: String = "xterm-256color",
    count: Int = 12
  ) throws -> [(screen: ScreenReader, bytes: Int)] {
    let (width, height) = (100, 40)
    let child = try TerminalChild(
      "terminal-probe", ["--picture", picture.rawValue, "--frames", "\(count)"] + arguments,
      width: width, height: height, environment: ["TERM": term])
    #expect(try child.waitForEnd() == .exit(0))
    let (isRestored, unknown) = (child.screen.isRestored, child.screen.unknown)
    #expect(isRestored)
    #expect(unknown.isEmpty)
    var reader = ScreenReader(width: width, height: height)
    var screens: [(screen: ScreenReader, bytes: Int)] = []
    for part in child.output.split(separator: Self.end) {
      reader.feed(part + Self.end)
      if reader.modes.contains(2004) { screens.append((reader, part.count + Self.end.count)) }
    }
    return screens
  }

  /// The picture that a screen says it is.
  private func expected(_ picture: TestPicture, on screen: ScreenReader) -> CellBuffer? {
    guard let count = Int(screen.line(1).split(separator: " ").last ?? "") else { return nil }
    var buffer = CellBuffer(width: screen.width, height: screen.height)
    picture.draw(in: &buffer, rows: 11..<screen.height - 1, count: count)
    return buffer
  }

  @Test(arguments: TestPicture.allCases)
  func `every picture arrives cell by cell in 24-bit colours`(_ picture: TestPicture) throws {
    let screens = try self.screens(picture, ["--color", "truecolor"])
    #expect(screens.count >= 10)
    for (screen, _) in screens {
      let expected = try #require(self.expected(picture, on: screen))
      let differing = (11..<screen.height - 1).flatMap { row in
        (0..<screen.width).filter { !looksSame(expected[$0, row], screen[$0, row]) }
      }
      #expect(differing.isEmpty)
      #expect(screen[screen.width - 1, screen.height - 1].scalar == "#")
    }
  }

  @Test(arguments: [
    "vt100", "linux", "screen", "tmux-256color", "xterm", "xterm-256color", "xterm-direct",
    "xterm-kitty", "rxvt",
  ])
  func `the text is the same on every terminal`(_ term: String) throws {
    for picture in TestPicture.allCases {
      let screens = try self.screens(picture, term: term, count: 5)
      let last = try #require(screens.last?.screen)
      let expected = try #require(self.expected(picture, on: last)).lines
      let differing = (11..<last.height - 1).filter { last.line($0) != expected[$0] }
      #expect(differing.isEmpty)
    }
  }

  @Test(arguments: TestPicture.allCases, ["truecolor", "256", "8", "none"])
  func `a frame takes hardly more bytes than a minimal cell diff`(
    _ picture: TestPicture, _ color: String
  ) throws {
    let screens = try self.screens(picture, ["--color", color])
    var (bytes, minimal) = (0, 0)
    for (old, new) in zip(screens, screens.dropFirst()) {
      bytes += new.bytes
      minimal += minimalDiffLength(from: old.screen.buffer, to: new.screen.buffer)
    }
    #expect(minimal > 0)
    #expect(Double(bytes) <= 1.1 * Double(minimal))
  }

  @Test func `more colour pairs than ncurses has leave the picture right and write nothing twice`()
    throws
  {
    // Some 9,000 new pairs a picture: the 65,535 are used up twice.
    let screens = try self.screens(.ramp, ["--color", "truecolor"], count: 60)
    let last = try #require(screens.last?.screen)
    let expected = try #require(self.expected(.ramp, on: last))
    let differing = (11..<last.height - 1).filter { row in
      (0..<last.width).contains { last[$0, row] != expected[$0, row] }
    }
    #expect(differing.isEmpty)
    let sizes = screens.dropFirst(2).map(\.bytes)
    let (least, most) = (try #require(sizes.min()), try #require(sizes.max()))
    #expect(most < least + least / 4)
  }

  @Test
  func `nothing is written while nothing changes, and pastes and unknown keys change nothing`()
    throws
  {
    let child = try TerminalChild("terminal-probe")
    try child.wait(for: "count 0")
    child.send("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\")
    try child.wait(for: "background")
    let written = child.output.count
    for _ in 0..<50 { child.send("\u{1B}[?1;2c\u{1B}[99;99R\u{1B}_x\u{1B}\\\u{1B}[I") }
    child.send("w")
    child.watch(seconds: 0.3)
    #expect(child.output.count == written)
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
  }

  @Test(arguments: ["NO_COLOR": "1", "COLORTERM": "truecolor"].map { [$0.key: $0.value] })
  func `NO_COLOR and COLORTERM are obeyed`(_ environment: [String: String]) throws {
    let child = try TerminalChild("terminal-probe", environment: environment)
    try child.wait(for: environment["NO_COLOR"] == nil ? "direct" : "none")
    try child.wait("the last cell") { $0.line($0.height - 1).hasSuffix("#") }
    let text = String(decoding: child.output, as: UTF8.self)
    #expect(text.contains("38;2;") == (environment["NO_COLOR"] == nil))
    if environment["NO_COLOR"] != nil {
      let colors = child.screen.buffer.cells.filter {
        $0.foreground != .terminal || $0.background != .terminal
      }
      #expect(colors.isEmpty)
    }
  }

  @Test func `without a UTF-8 locale only ASCII is written`() throws {
    let child = try TerminalChild("terminal-probe", environment: ["LC_ALL": "C"])
    try child.wait(for: "unicode false")
    try child.wait("the last cell") { $0.line($0.height - 1).hasSuffix("#") }
    #expect(child.output.allSatisfy { $0 < 0x80 })
    child.send("q")
    _ = try child.waitForEnd()
  }

  @Test func `a UTF-8 locale that is not installed is no reason for ASCII`() throws {
    let child = try TerminalChild("terminal-probe", environment: ["LC_ALL": "xx_YY.UTF-8"])
    try child.wait(for: "unicode true")
  }

  @Test func `the only question asked is for the background, and nothing waits for its answer`()
    throws
  {
    let child = try TerminalChild("terminal-probe")
    try child.wait(for: "count 0")
    #expect(child.screen.queries == ["11;?"])
    #expect(child.screen.commands == ["11;?"])
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
    let known = try TerminalChild("terminal-probe", environment: ["COLORFGBG": "0;15"])
    try known.wait(for: "light")
    #expect(known.screen.commands.isEmpty)
  }
}
