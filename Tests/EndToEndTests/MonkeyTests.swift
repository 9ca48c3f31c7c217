import Foundation
import TerminalTestSupport
import Testing

/// Random keys, pastes, broken bytes, reports and resizes: the view lives, and ends clean.
@Suite struct MonkeyTests {
  private static let isLong = ProcessInfo.processInfo.environment["DIFFVIZ_SLOW_TESTS"] == "1"

  private struct Dice {
    var seed: UInt64

    mutating func roll(_ sides: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % sides
    }
  }

  /// Something that a keyboard, a mouse, a clipboard or a bad line might send; never quit.
  private func bytes(_ dice: inout Dice) -> [UInt8] {
    let keys = Array(" .,>< f b[]{}=+-mMetTvdcglhHpkzZwasxWASX|irR?0123456789".utf8)
    let sequences = [
      "\u{1B}", "\t", "\r", "\u{7F}", "\u{1B}[A", "\u{1B}OB", "\u{1B}[C", "\u{1B}[D", "\u{1B}[5~",
      "\u{1B}[6~", "\u{1B}[H", "\u{1B}[F", "\u{1B}[1;5A", "\u{1B}OP", "\u{1B}[Z",
      "\u{1B}[200~qqq quit\u{1B}[201~", "\u{1B}[<0;10;10M", "\u{1B}[<65;1;1M",
      "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", "\u{1B}[?1;2c", "ü", "∇",
    ]
    switch dice.roll(10) {
    case 0..<6: return [keys[dice.roll(keys.count)]]
    case 6..<9: return Array(sequences[dice.roll(sequences.count)].utf8)
    // Bytes that are no UTF-8.
    default: return (0..<3).map { _ in UInt8(0x80 + dice.roll(128)) }
    }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `whatever is typed, the view lives`(_ seed: UInt64) throws {
    let (keys, resizes) = Self.isLong ? (2000, 100) : (300, 20)
    var dice = Dice(seed: seed)
    let program = try ViewProgram()
    let child = program.child
    try program.waitForPicture()
    for index in 0..<keys {
      child.send(bytes(&dice))
      if index % (keys / resizes) == 0 {
        child.resize(width: 1 + dice.roll(200), height: 1 + dice.roll(60))
      }
      // Reads what is there, so that neither side waits for the other.
      while child.read(0) {}
      if index % 10 == 0 { child.read(0.02) }
    }
    child.resize(width: 120, height: 40)
    // Out of whatever is open, one escape at a time.
    for _ in 0..<3 {
      child.send("\u{1B}")
      child.watch(seconds: 0.1)
    }
    try child.wait("the picture again") { $0.line(0).contains("diffviz") && $0.width == 120 }
    child.send("q")
    #expect(try child.waitForEnd() == .exit(0))
    let (isRestored, unknown) = (child.screen.isRestored, child.screen.unknown)
    #expect(isRestored)
    #expect(unknown.isEmpty)
    #expect(child.echoes)
  }
}
