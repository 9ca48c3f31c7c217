import DiffusionCore
import Glibc
import Simulation
import Testing

@Suite struct HarmlessTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("é界😀", "é界😀"), ("\u{1b}[31mred", "␛[31mred"),
    ("a\nb\tc\rd\0", "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}"),
    ("\u{7f}\u{80}\u{9b}31m\u{9f}", "\u{fffd}\u{fffd}\u{fffd}31m\u{fffd}"),
    ("a\u{202e}b\u{2066}c\u{200f}d\u{61c}", "abcd"),
    ("a\u{200b}b\u{200d}c\u{feff}d\u{ad}e", "abcde"),
    ("a\u{301}\u{302}\u{303}\u{304}\u{305}b\u{301}", "a\u{301}\u{302}\u{303}b\u{301}"),
    ("\u{301}a", "a"), ("a\u{2028}b\u{2029}", "a\u{fffd}b\u{fffd}"), ("\u{378}", "\u{fffd}"),
    ("☎\u{fe0f}", "☎"),
    ("👩\u{1f3fd}\u{200d}🚀", "👩🚀"), ("🇨🇭", "\u{fffd}\u{fffd}"), ("x\u{e0041}\u{e007f}y", "xy"),
    ("a\u{1b}\u{301}", "a␛\u{301}"),
  ]) func `text from outside loses what acts on a terminal and keeps what is read`(
    text: String, expected: String
  ) {
    let harmless = HarmlessText.line(text)
    #expect(Array(harmless.unicodeScalars) == Array(expected.unicodeScalars))
    #expect(HarmlessText.line(harmless) == harmless)
  }

  @Test func `no scalar of Unicode survives as a control, format or bidi character`() {
    var harmful: [UInt32] = []
    for value in UInt32(0)...0x10ffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for left in HarmlessText.line("a\(String(scalar))").unicodeScalars {
        let category = left.properties.generalCategory
        let isBad =
          category == .control || category == .format || category == .lineSeparator
          || category == .paragraphSeparator || left.properties.isBidiControl
        if isBad { harmful.append(value) }
      }
    }
    #expect(harmful == [])
  }

  @Test func `narrow text has one column for each scalar`() {
    let narrow = HarmlessText.narrow("a界e\u{301}\u{1b}😀")
    #expect(narrow == "a▯ e␛▯ ")
    #expect(narrow.unicodeScalars.allSatisfy { DisplayWidth.of($0) == 1 })
  }

  @Test(arguments: [
    ("abc", 3), ("界", 2), ("e\u{301}", 1), ("😀", 2), ("─│⠿", 3), ("한", 2),
    ("\u{1112}\u{1161}\u{11ab}", 2),
    ("ｱ", 1), ("Ａ", 2), ("𠀀", 2), ("♥", 1), ("", 0),
  ]) func `widths are those of terminals`(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test func `a text is cut between characters`() {
    #expect(DisplayWidth.prefix("a界界", columns: 4) == "a界")
    #expect(DisplayWidth.prefix("e\u{301}x", columns: 1) == "e\u{301}")
    #expect(HarmlessText.quoted(String(repeating: "ab", count: 30), limit: 5) == "\"ababa…\"")
  }
}

@Suite struct NumberTextTests {
  @Test func `every double is read as the nearest number`() {
    // The fast path must agree with the full search on decimals of every length and exponent.
    var stream = SeededWords(20)
    for _ in 0..<20_000 {
      let digits = Int(stream.next() % 20) + 1
      var text = stream.next() % 2 == 0 ? "-" : ""
      let point = Int(stream.next() % UInt64(digits + 1))
      for index in 0..<digits {
        if index == point { text += "." }
        text += String(stream.next() % 10)
      }
      if stream.next() % 2 == 0 { text += "e\(Int(stream.next() % 60) - 30)" }
      #expect(NumberText.parse(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test func `numbers are written so that they read back the same`() {
    var stream = SeededWords(21)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: stream.next())
      guard value.isFinite else { continue }
      #expect(NumberText.parse(NumberText.shortest(value))?.bitPattern == value.bitPattern)
      #expect(NumberText.parse(NumberText.digits17(value))?.bitPattern == value.bitPattern)
    }
  }

  @Test(
    arguments: [
      ("", nil), ("nan", nil), ("inf", nil), ("0x10", nil), ("1,5", nil), ("1e", nil), ("e5", nil),
      (".", nil),
      ("- 1", nil), (" 1", nil), ("1 ", nil), ("1e5x", nil), ("１", nil), ("+1", 1), (".5", 0.5),
      ("5.", 5), ("-.5e1", -5),
      ("1e400", Double.infinity), ("-1e400", -.infinity), ("1e-400", 0), ("0e999999999999", 0),
    ] as [(String, Double?)]) func `only decimal numbers are read`(text: String, value: Double?)
  {
    #expect(NumberText.parse(text) == value)
  }

  @Test func `numbers are written like C's printf in the C locale`() {
    #expect(NumberText.digits17(0.1) == "0.10000000000000001")
    #expect(NumberText.digits17(-1e300) == "-1.0000000000000001e+300")
    #expect(NumberText.digits17(5) == "5")
    #expect(NumberText.fixed(2.8335, decimals: 3) == "2.833")
    #expect(NumberText.fixed(-1e308, decimals: 6).utf8.count == 317)
    #expect(NumberText.shortest(5.0) == "5" && NumberText.shortest(Float(0.1)) == "0.1")
  }

  @Test func `a locale with another decimal sign changes nothing`() throws {
    #expect(NumberText.point(Array("-1,5e+10".utf8)) == "-1.5e+10")
    #expect(NumberText.point(Array("0٫25".utf8)) == "0.25")
    let names = ["de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ps_AF.UTF-8"]
    let found = names.lazy.compactMap { newlocale(LC_ALL_MASK_value, $0, nil) }.first
    guard let locale = found else { return }
    defer { freelocale(locale) }
    let before = uselocale(locale)
    defer { uselocale(before) }
    #expect(strtod("1.5", nil) == 1, "the locale is not in force")
    #expect(NumberText.digits17(0.1) == "0.10000000000000001")
    #expect(NumberText.fixed(1.5, decimals: 2) == "1.50")
    #expect(NumberText.shortest(1.5) == "1.5")
    #expect(NumberText.parse("1.5") == 1.5)
    #expect(
      try JSONDocument.read(Array("[0.1234567890123456789]".utf8)).root[0]?.number
        == 0.1234567890123456789)
  }
}

/// All categories, as `newlocale` takes them.
private let LC_ALL_MASK_value = Int32(0x1fbf)

@Suite struct NearMissTests {
  @Test(
    arguments: [
      ("seeds", "seed"), ("sede", "seed"), ("SEED", "seed"), ("sigma_min", "sigmaMin"),
      ("reverseSde", "reverse-sde"),
      ("particels", "particles"), ("x", nil), ("qqqq", nil), ("", nil),
      (String(repeating: "s", count: 100), nil),
    ] as [(String, String?)]) func `the word that was meant is proposed, and no other`(
      word: String, expected: String?
    )
  {
    let known = ["seed", "sigmaMin", "reverse-sde", "particles", "y"]
    #expect(EditDistance.nearest(to: word, among: known) == expected)
  }
}

@Suite struct JSONWriterTests {
  @Test func `numbers that are not finite are never written`() {
    let value: JSON = [
      "a": .number(.nan), "b": [.number(.infinity), 1], "c": .float(.nan), "d": 0.5,
    ]
    #expect(value.text(.line) == #"{"b": [null, 1], "d": 0.5}"#)
  }

  @Test func `texts are written so that a terminal is not moved`() throws {
    let hostile = "a\u{1b}[31m\u{9b}\u{7f}\u{202e}\u{2028}\"\\\n\u{e0001}é"
    let text = JSON.text(hostile).text()
    #expect(text == #""a\u001b[31m\u009b\u007f\u202e\u2028\"\\\n\udb40\udc01é""#)
    #expect(try JSONDocument.read(Array(text.utf8)).root.text == hostile)
  }

  @Test func `a pretty text keeps short lists on a line`() {
    let value: JSON = [
      "name": "x", "matrix": [[1, 2], [3, 4]], "list": [["a": 1]], "none": [], "nothing": [:],
    ]
    #expect(
      value.text(.pretty) == """
        {
          "name": "x",
          "matrix": [[1, 2], [3, 4]],
          "list": [
            {"a": 1}
          ],
          "none": [],
          "nothing": {}
        }
        """)
  }
}
