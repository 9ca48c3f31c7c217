internal import CellRendering
internal import TerminalFront
internal import Testing

struct KeyBarTests {
  @Test(arguments: [false, true])
  func `every key of the bar is in the key table, and help and quit stay`(isCompared: Bool) {
    func keys(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "…" } }
    let known = Set(KeyMap.rows.flatMap { keys($0.keys) })
    let bar = KeyMap.bar(isCompared: isCompared)
    for key in bar.flatMap({ keys($0.keys) }) { #expect(known.contains(key), "\(key)") }
    #expect(bar.filter(\.isLasting).map(\.keys) == ["?", "q"])
    #expect(Set(bar.map(\.keys)).count == bar.count)
  }
}
