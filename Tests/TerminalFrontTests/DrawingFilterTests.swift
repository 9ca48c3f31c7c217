import TerminalFront
import Testing

/// What the filter drops and what it keeps; that the picture stays right is tested on whole
/// programs.
@Suite struct DrawingFilterTests {
  /// The output for cells 0… of a row of ten, of which some changed, after a first update that
  /// left the pen and cursor known.
  private func filtered(_ text: String, changed: Set<Int>, depth: ColorDepth = .indexed) -> String {
    var filter = DrawingFilter(width: 10, height: 2, depth: depth)
    let all = [Bool](repeating: true, count: 20)
    _ = filter.filter(Array("\u{1B}[m\u{1B}[H\u{1B}[2Jx".utf8), isChanged: all)
    let isChanged = (0..<20).map { changed.contains($0) }
    let bytes = filter.filter(Array(text.utf8), isChanged: isChanged)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `cells that are shown already are moved across`() {
    #expect(filtered("\u{1B}[Habcdefg", changed: [2, 6]) == "\u{1B}[Cc\u{1B}[3Cg")
    #expect(filtered("\u{1B}[Habc", changed: []) == "")
  }

  @Test func `a colour is named once, where ink of it is drawn`() {
    let red = "\u{1B}[38;5;9m"
    #expect(
      filtered("\(red)\u{1B}[3Ga\u{1B}[m  \(red)b\u{1B}[m", changed: [2, 3, 4, 5])
        == "\u{1B}[C\(red)a  b")
    #expect(filtered("\(red)a\u{1B}[39;49m", changed: []) == "")
  }

  @Test func `both colours and an attribute go into one sequence, the shorter way`() {
    #expect(
      filtered("\u{1B}[3G\u{1B}[1m\u{1B}[38;5;1m\u{1B}[48;5;20ma\u{1B}[mb", changed: [2, 3])
        == "\u{1B}[C\u{1B}[1;31;48;5;20ma\u{1B}[mb")
    #expect(
      filtered("\u{1B}[3G\u{1B}[38;5;16711935m\u{1B}[48;5;16777217ma", changed: [2], depth: .direct)
        == "\u{1B}[C\u{1B}[38;2;255;0;255;41ma")
  }

  @Test func `a background is kept under blanks and erasures`() {
    #expect(
      filtered("\u{1B}[3G\u{1B}[48;5;4m \u{1B}[38;5;2m \u{1B}[K", changed: [2, 3, 4])
        == "\u{1B}[C\u{1B}[44m  \u{1B}[K")
    #expect(filtered("\u{1B}[3G\u{1B}[7m a", changed: [2, 3]) == "\u{1B}[C\u{1B}[7m a")
  }

  @Test func `what an erasure wiped is drawn again`() {
    #expect(filtered("\u{1B}[5G\u{1B}[Kab", changed: []) == "\u{1B}[3C\u{1B}[Kab")
  }

  @Test func `after the last column only absolute moves are trusted`() {
    let row = String(repeating: "-", count: 10)
    #expect(
      filtered("\u{1B}[H\(row)\u{1B}[1;5H-", changed: [9]) == "\u{1B}[8C-")
    #expect(
      filtered("\u{1B}[1;10H-\u{1B}[1;5Hx", changed: [9, 4]) == "\u{1B}[8C-\u{1B}[1;5Hx")
    #expect(filtered("\u{1B}[H\(row)\u{1B}[2;1Hx", changed: [9, 10]) == "\u{1B}[8C-\r\nx")
  }

  @Test func `what it does not know is passed on at its place`() {
    #expect(filtered("\u{1B}[4G\u{1B}[5ma", changed: [3]) == "\u{1B}[2C\u{1B}[5m\u{1B}[1;4Ha")
  }

  @Test func `without colours attributes end all at once`() {
    #expect(
      filtered("\u{1B}[3G\u{1B}[1m\u{1B}[7ma\u{1B}[m\u{1B}[7mb", changed: [2, 3], depth: .none)
        == "\u{1B}[C\u{1B}[1;7ma\u{1B}[0;7mb")
  }
}
