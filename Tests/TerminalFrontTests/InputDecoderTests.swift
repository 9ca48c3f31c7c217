import TerminalFront
import Testing

/// Bytes of every kind of terminal become keys, and nothing but keys becomes a key.
@Suite struct InputDecoderTests {
  /// All events of a text, given in pieces of a size, with a pause at the end.
  private func events(
    _ bytes: [UInt8], pieces: Int = .max, reportsMouse: Bool = true
  ) -> [TerminalEvent] {
    var decoder = InputDecoder(reportsMouse: reportsMouse)
    var events: [TerminalEvent] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      events += decoder.feed(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
    }
    if decoder.patience != nil { events += decoder.pause() }
    return events
  }

  private func events(_ text: String) -> [TerminalEvent] { events(Array(text.utf8)) }

  private static let table: [(String, Key)] = [
    ("q", .character("q")), ("é", .character("é")), ("∇", .character("∇")), ("😀", .character("😀")),
    ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{1B}[Z", .backTab), ("\u{7F}", .backspace),
    ("\u{8}", .backspace), ("\u{0}", .control("@")), ("\u{12}", .control("r")),
    ("\u{1C}", .control("\\")), ("\u{1B}x", .alt("x")), ("\u{1B}\r", .modified(.alt, .enter)),
    // Cursor keys in both modes, and with modifiers as xterm, rxvt and the Linux console send them.
    ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[B", .down), ("\u{1B}OD", .left),
    ("\u{1B}[1;5C", .modified(.control, .right)), ("\u{1B}[1;4A", .modified([.shift, .alt], .up)),
    ("\u{1B}[a", .modified(.shift, .up)), ("\u{1B}[1;129A", .up),
    ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[8~", .end),
    ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp),
    ("\u{1B}[6~", .pageDown),
    ("\u{1B}[3;2~", .modified(.shift, .delete)),
    ("\u{1B}OP", .function(1)), ("\u{1B}[[A", .function(1)), ("\u{1B}[11~", .function(1)),
    ("\u{1B}[15~", .function(5)), ("\u{1B}[21~", .function(10)), ("\u{1B}[24~", .function(12)),
    ("\u{1B}[1;2R", .modified(.shift, .function(3))), ("\u{1B}OM", .enter),
    ("\u{1B}Ok", .character("+")), ("\u{1B}Oy", .character("9")),
    // kitty's protocol and xterm's modifyOtherKeys.
    ("\u{1B}[97u", .character("a")), ("\u{1B}[97;5u", .control("a")), ("\u{1B}[97;3u", .alt("a")),
    ("\u{1B}[97;2u", .character("A")), ("\u{1B}[27u", .escape), ("\u{1B}[13u", .enter),
    ("\u{1B}[9;2u", .backTab), ("\u{1B}[27;5;99~", .control("c")),
    ("\u{1B}[97:65;2:1u", .character("A")),
  ]

  @Test func `each sequence is its key, in one piece or byte by byte`() {
    for (text, key) in Self.table {
      #expect(events(Array(text.utf8)) == [.key(key)], "\(text.debugDescription)")
      #expect(events(Array(text.utf8), pieces: 1) == [.key(key)], "\(text.debugDescription)")
    }
  }

  @Test func `sequences split anywhere among others are the same keys`() {
    let all = Self.table.filter { $0.0 != "\u{1B}" }
    let bytes = all.flatMap { Array($0.0.utf8) }
    for pieces in [1, 2, 3, 5, 7, 64] {
      #expect(events(bytes, pieces: pieces) == all.map { .key($0.1) })
    }
  }

  @Test func `a lone escape is a key after the pause, before it the start of something`() {
    var decoder = InputDecoder(escapeDelay: 0.05)
    #expect(decoder.feed([0x1B]).isEmpty)
    #expect(decoder.patience == 0.05)
    #expect(decoder.pause() == [.key(.escape)])
    #expect(decoder.patience == nil)
    #expect(decoder.feed([0x1B, 0x1B]) == [.key(.escape)])
    #expect(decoder.feed(Array("[A".utf8)) == [.key(.up)])
  }

  @Test func `what is no key never leaks letters`() {
    for text in [
      "\u{1B}[?62;22c", "\u{1B}[>0;276;0c", "\u{1B}[24;80R", "\u{1B}[I", "\u{1B}[O", "\u{1B}[200q",
      "\u{1B}[?1;2;3;4;5;6;7;8;9y", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\",
      "\u{1B}]4;1;rgb:ff/ff/ff\u{7}", "\u{1B}]10;rgb:0/0/0\u{1B}\\", "\u{1B}]52;c;cXVpdA==\u{7}",
      "\u{1B}[57441u", "\u{1B}[1;5", "\u{1B}[" + String(repeating: "1;", count: 10_000) + "m",
      "\u{1B}]11;nonsense\u{7}", "\u{1B}]11;rgb:+1/-2/zz\u{7}",
    ] {
      #expect(events(text).isEmpty, "\(text.debugDescription.prefix(60))")
    }
  }

  @Test func `the answer for the background is read in each of its forms`() {
    let white = TerminalEvent.background(red: 255, green: 255, blue: 255)
    #expect(events("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\") == [white])
    #expect(events("\u{1B}]11;rgb:ff/ff/ff\u{7}") == [white])
    #expect(events("\u{1B}]11;rgb:f/f/f\u{7}") == [white])
    #expect(events("\u{1B}]11;#ffffff\u{7}") == [white])
    #expect(
      events("a\u{1B}]11;rgb:1010/8080/0000\u{1B}\\b")
        == [
          .key(.character("a")), .background(red: 16, green: 128, blue: 0), .key(.character("b")),
        ])
    #expect(TerminalBackground(red: 16, green: 18, blue: 24) == .dark)
    #expect(TerminalBackground(red: 253, green: 246, blue: 227) == .light)
  }

  @Test func `a paste is text, whatever it holds`() {
    let text = "q\u{3}\u{1B}[A\u{1B}]11;x\r\nwhole"
    #expect(
      events("\u{1B}[200~\(text)\u{1B}[201~x") == [.paste(text), .key(.character("x"))])
    #expect(
      events(Array("\u{1B}[200~\(text)\u{1B}[201~x".utf8), pieces: 1)
        == [.paste(text), .key(.character("x"))])
    // Never ended: it ends by a pause, and what follows is typed.
    var decoder = InputDecoder()
    #expect(decoder.feed(Array("\u{1B}[200~qqq".utf8)).isEmpty)
    #expect(decoder.pause() == [.paste("qqq")])
    #expect(decoder.feed(Array("q".utf8)) == [.key(.character("q"))])
  }

  @Test func `a paste of many megabytes is cut and takes linear time`() {
    let megabyte = Array(repeating: UInt8(ascii: "q"), count: 1 << 20)
    let bytes = Array("\u{1B}[200~".utf8) + megabyte + megabyte + Array("\u{1B}[201~x".utf8)
    let found = events(bytes)
    #expect(found.count == 2)
    guard case .paste(let text) = found.first else { return #expect(Bool(false)) }
    #expect(text.utf8.count == 1 << 20)
  }

  @Test func `broken UTF-8 is marked once for each piece and takes nothing with it`() {
    let mark = TerminalEvent.key(.character("\u{FFFD}"))
    let q = TerminalEvent.key(.character("q"))
    #expect(events([0xE2, 0x88, 0x71]) == [mark, q])
    #expect(events([0xFF, 0x71]) == [mark, q])
    #expect(events([0xC0, 0x80, 0x71]) == [mark, mark, q])
    #expect(events([0xE0, 0x80, 0x80, 0x71]) == [mark, q])
    #expect(events([0xED, 0xA0, 0x80, 0x71]) == [mark, q])
    #expect(events([0xF4, 0x90, 0x80, 0x80, 0x71]) == [mark, q])
    #expect(events([0xC2, 0x9B, 0x71]) == [mark, q])
    #expect(events([0xF0, 0x9F]) == [mark])
  }

  @Test func `mouse reports of both kinds, only where asked for`() {
    let press = TerminalEvent.mouse(MouseEvent(.press(.left), column: 9, row: 4))
    #expect(events("\u{1B}[<0;10;5M") == [press])
    #expect(events("\u{1B}[M *%") == [press])
    #expect(
      events("\u{1B}[<2;300;200m")
        == [.mouse(MouseEvent(.release(.right), column: 299, row: 199))])
    #expect(
      events("\u{1B}[<36;1;1M")
        == [.mouse(MouseEvent(.drag(.left), column: 0, row: 0, modifiers: .shift))])
    #expect(events("\u{1B}[<65;1;1M") == [.mouse(MouseEvent(.wheelDown, column: 0, row: 0))])
    #expect(events("\u{1B}[<0;0;5M").isEmpty)
    for text in ["\u{1B}[<0;10;5M", "\u{1B}[M *%"] {
      #expect(events(Array(text.utf8), reportsMouse: false).isEmpty)
    }
  }

  @Test func `any bytes leave it alive, and a pause always brings it back`() {
    var seed: UInt64 = 1
    for _ in 0..<2000 {
      var decoder = InputDecoder(reportsMouse: true)
      for _ in 0..<40 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Mostly bytes that sequences are made of.
        let likely = Array("\u{1B}\u{1B}[]OP<;?0129~MmuR\u{7}\\_".utf8)
        let byte =
          seed >> 63 == 0 ? likely[Int(seed >> 33) % likely.count] : UInt8(seed >> 40 & 255)
        _ = decoder.feed([byte])
      }
      _ = decoder.pause()
      #expect(decoder.feed([0x71]) == [.key(.character("q"))])
    }
  }
}
