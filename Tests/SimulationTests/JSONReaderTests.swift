import Simulation
import Testing

/// Texts that RFC 8259 allows, and what they say, written again.
private let accepted: [(String, String)] = [
  ("{}", "{}"), ("[]", "[]"), ("0", "0"), ("-0", "-0"), ("1", "1"), ("-1", "-1"),
  ("0e1", "0"), ("0E+1", "0"), ("1e5", "100000"), ("1.5E-3", "0.0015"), ("0.1", "0.1"),
  ("123456789012345678", "1.2345678901234568e+17"), ("1e-400", "0"), ("5e-324", "5e-324"),
  ("1.7976931348623157e308", "1.7976931348623157e+308"), ("true", "true"), ("false", "false"),
  ("null", "null"), ("\"\"", "\"\""), (" \t\r\n[ ]\r\n", "[]"), ("\u{feff}{}", "{}"),
  ("[1,2]", "[1,2]"), ("[[],[[]]]", "[[],[[]]]"), (#"{"a":1,"b":[2]}"#, #"{"a":1,"b":[2]}"#),
  (#"{"":0}"#, #"{"":0}"#), (#"{"a":{"a":1}}"#, #"{"a":{"a":1}}"#),
  (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\n\r\t""#), (#""\u00e9""#, "\"é\""),
  (#""\uD83D\uDE00""#, "\"😀\""), (#""\u0000""#, #""\u0000""#), ("\"é😀\"", "\"é😀\""),
  ("\"\u{7f}\"", #""\u007f""#), ("\"//\"", "\"//\""), ("[1 , 2 ]", "[1,2]"),
  ("{\r\n\"a\"\r\n:\r\n1\r\n}", #"{"a":1}"#), ("[-0.0]", "[-0]"), ("[1E0]", "[1]"),
  (
    String(repeating: "[", count: 64) + String(repeating: "]", count: 64),
    String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
  ),
]

/// Texts that are refused: the text, line:column of each finding, the start of its message.
private let refused: [(String, String, String)] = [
  ("", "1:1", "the file is empty"), (" \n ", "2:2", "the file is empty"),
  ("\u{feff}", "1:1", "the file is empty"), ("[", "1:2", "the file ends inside the ["),
  ("{", "1:2", "the file ends inside the {"), ("[1", "1:3", "the file ends inside the ["),
  ("{\"a\"", "1:5", "expected : after the key, found the end of the file"),
  ("{\"a\":", "1:6", "the file ends where a value is expected"), ("[1,", "1:4", "the file ends"),
  ("]", "1:1", "expected a value, found ]"), ("{]", "1:2", "expected a key in double quotes"),
  ("[}", "1:2", "expected a value, found }"), ("[1}", "1:3", "expected , or ]"),
  ("{\"a\":1]", "1:7", "expected , or }"), ("[]]", "1:3", "unexpected ] after the end"),
  ("{} {}", "1:4", "unexpected { after"), ("1 2", "1:3", "unexpected 2 after"),
  ("[1,]", "1:3", "a comma before the closing ]"), ("{\"a\":1,}", "1:7", "a comma before the"),
  ("[,1]", "1:2", "expected a value, found ,"), ("[1,,2]", "1:4", "expected a value, found ,"),
  ("[1 2]", "1:4", "a comma is missing before this"), ("[1[2]]", "1:3", "a comma is missing"),
  ("{\"a\":1 \"b\":2}", "1:8", "a comma is missing before this"),
  ("{\"a\" 1}", "1:6", "expected : after the key, found 1"), ("{a:1}", "1:2", "a key must be in"),
  ("{1:1}", "1:2", "a key must be in"), ("{'a':1}", "1:2", "expected a key in double quotes"),
  ("['a']", "1:2", "texts are in double quotes"), ("// x\n1", "1:1", "JSON has no comments"),
  ("/* x\n */1", "1:1", "JSON has no comments"), ("/* x", "1:1", "a comment that does not end"),
  ("# x\n1", "1:1", "JSON has no comments"), ("/", "1:1", "unexpected /"),
  ("NaN", "1:1", "NaN is no JSON number"), ("-Infinity", "1:1", "-Infinity is no JSON number"),
  ("[inf]", "1:2", "inf is no JSON number"), ("1e400", "1:1", "the number is too large"),
  ("-1e999999999999", "1:1", "the number is too large"),
  ("01", "1:1", "\"01\" is no JSON number: it"),
  ("-01", "1:1", "\"-01\" is no JSON number: it needs no zero"),
  ("+1", "1:1", "\"+1\" is no JSON number: it needs no +"),
  (".5", "1:1", "\".5\" is no JSON number: it needs a digit before"),
  ("5.", "1:1", "\"5.\" is no JSON number: it needs a digit after"),
  ("1.e3", "1:1", "\"1.e3\" is no JSON number"), ("1e", "1:1", "\"1e\" is no JSON number"),
  ("1e+", "1:1", "\"1e+\" is no JSON number"), ("-", "1:1", "\"-\" is no JSON number"),
  ("--1", "1:1", "\"--1\" is no JSON number"), ("0x10", "1:1", "\"0x10\" is no JSON number"),
  ("1_000", "1:1", "\"1_000\" is no JSON number"), ("True", "1:1", "unknown word \"True\""),
  ("nul", "1:1", "unknown word \"nul\""), ("None", "1:1", "unknown word \"None\""),
  ("abc", "1:1", "unknown word \"abc\""), ("\"a", "1:1", "the file ends inside this text"),
  ("\"a\n\"", "1:1", "the text does not end on its line"), ("\"\t\"", "1:2", "a control character"),
  ("\"\u{1b}\"", "1:2", "a control character in a text must be written as \\u001B"),
  (#""\x""#, "1:2", "unknown escape \\x"), (#""\u12""#, "1:2", "\\u needs four"),
  (#""\u12G4""#, "1:2", "\\u needs four"), (#""\uD800""#, "1:2", "half of a surrogate pair"),
  (#""\uDC00""#, "1:2", "half of a surrogate pair"), (#""\uD800\u0041""#, "1:2", "half of a"),
  ("\"\\", "1:2", "the file ends inside an escape"), (#"{"a":1,"a":2}"#, "1:8", "duplicate key"),
  (#"{"a":1,"\u0061":2}"#, "1:8", "duplicate key"), ("\u{0}", "1:1", "expected a value, found the"),
  ("[é]", "1:2", "expected a value, found é"), ("[\"é\" x]", "1:6", "a comma is missing"),
  ("{\n  \"ä\": 1,\n  \"ä\": 2\n}", "3:3", "duplicate key; it is given first in line 2"),
  (String(repeating: "[", count: 65), "1:65", "nested too deeply"),
  (String(repeating: "[", count: 100_000), "1:65", "nested too deeply"),
]

/// Bytes that are no UTF-8 text.
private let undecodable: [([UInt8], String, String)] = [
  ([0xff, 0xfe, 0x7b, 0], "1:1", "the text is UTF-16; JSON is UTF-8"),
  ([0xfe, 0xff, 0, 0x7b], "1:1", "the text is UTF-16"),
  ([0x7b, 0, 0x7d, 0], "1:1", "the text is UTF-16"),
  ([0, 0x7b, 0, 0x7d], "1:1", "the text is UTF-16"),
  ([0xff, 0xfe, 0, 0], "1:1", "the text is UTF-32"),
  ([0x7b, 0, 0, 0], "1:1", "the text is UTF-32"), ([0, 0, 0, 0x7b], "1:1", "the text is UTF-32"),
  (
    Array("[\n\"".utf8) + [0xe4, 0x22, 0x5d], "2:2", "the text is not UTF-8: byte 0xE4 at offset 3"
  ),
  ([0x22, 0xed, 0xa0, 0x80, 0x22], "1:2", "the text is not UTF-8"),
  ([0x22, 0xc0, 0x80, 0x22], "1:2", "the text is not UTF-8"),
  ([0x22, 0xc3], "1:2", "the text is not UTF-8"),
  ([0x80], "1:1", "the text is not UTF-8: byte 0x80"),
  ([0x22, 0xf5, 0x80, 0x80, 0x80, 0x22], "1:2", "the text is not"),
]

private func report(on bytes: [UInt8]) -> DiagnosticReport? {
  do throws(DiagnosticReport) {
    _ = try JSONDocument.read(bytes)
    return nil
  } catch {
    return error
  }
}

private func written(_ node: JSONNode) -> JSON {
  switch node.value {
  case .null, .damaged: .null
  case .flag(let flag): .flag(flag)
  case .number(let number): .number(number)
  case .text(let text): .text(text)
  case .list(let elements): .list(elements.map(written))
  case .object(let members): .object(members.map { .init($0.key, written($0.node)) })
  }
}

@Suite struct JSONReaderTests {
  @Test(arguments: accepted) func `a text that the standard allows is read and written again`(
    text: String, expected: String
  ) throws {
    let document = try JSONDocument.read(Array(text.utf8))
    #expect(written(document.root).text(.compact) == expected)
  }

  @Test(arguments: refused) func `a text that the standard forbids is refused at its place`(
    text: String, place: String, message: String
  ) throws {
    let first = try #require(report(on: Array(text.utf8))?.diagnostics.first)
    #expect("\(first.line ?? 0):\(first.column ?? 0)" == place)
    #expect(first.message.hasPrefix(message), "\(first.message)")
  }

  @Test(arguments: undecodable) func `bytes that are no UTF-8 are named as what they are`(
    bytes: [UInt8], place: String, message: String
  ) throws {
    let first = try #require(report(on: bytes)?.diagnostics.first)
    #expect("\(first.line ?? 0):\(first.column ?? 0)" == place)
    #expect(first.message.hasPrefix(message), "\(first.message)")
  }

  @Test func `more than 64 MiB are refused without being read`() throws {
    let first = try #require(
      report(on: .init(repeating: 0x20, count: 64 << 20 + 1))?.diagnostics.first)
    #expect(first.message == "67108865 bytes; at most 64 MiB are read")
  }

  @Test func `every value and key knows its line and its column in characters`() throws {
    let text = "{\"ä\": [1,\r\n  \"😀\", true],\n\t\"b\": {\"c\": null}}"
    let root = try JSONDocument.read(Array(text.utf8)).root
    func place(_ position: SourcePosition?) -> String {
      position.map { "\($0.line):\($0.column)" } ?? "none"
    }
    #expect(place(root.position) == "1:1")
    #expect(root.members.map { $0.map { place($0.keyPosition) } } == ["1:2", "3:2"])
    #expect(root["ä"]?.list.map { $0.map { place($0.position) } } == ["1:8", "2:3", "2:8"])
    #expect(place(root["b"]?["c"]?.position) == "3:13")
  }

  @Test func `what can be stepped over is all reported at once`() throws {
    let text = "{\n  // words\n  a: NaN,\n  \"b\": [1, 2,],\n  \"b\": 01,\n}"
    let found = try #require(report(on: Array(text.utf8)))
    #expect(
      found.diagnostics.map { $0.headline(file: "x.json") } == [
        "x.json:2:3: error: $: JSON has no comments",
        "x.json:3:3: error: $: a key must be in double quotes",
        "x.json:3:6: error: a: NaN is no JSON number; only finite numbers are",
        "x.json:4:13: error: b: a comma before the closing ]",
        "x.json:5:3: error: b: duplicate key; it is given first in line 4",
        "x.json:5:8: error: b: \"01\" is no JSON number: it needs no zero before it",
        "x.json:5:10: error: $: a comma before the closing }",
      ])
  }

  @Test func `at most twenty findings are kept and the rest counted`() throws {
    let found = try #require(
      report(on: Array("[\(String(repeating: "nan,", count: 50))1]".utf8)))
    #expect(found.diagnostics.count == 20)
    #expect(found.omitted == 30)
    #expect(found.text(file: "f").hasSuffix("\nf: and 30 more"))
  }

  @Test func `a long line is cut around the place and the caret stands under it`() throws {
    let text =
      "[" + String(repeating: "1, ", count: 500_000) + "x"
      + String(repeating: ", 1", count: 500_000)
    let first = try #require(report(on: Array((text + "]").utf8))?.diagnostics.first)
    let excerpt = try #require(first.sourceLine)
    #expect(excerpt.text.hasPrefix("…") && excerpt.text.hasSuffix("…"))
    #expect(DisplayWidth.of(excerpt.text) <= 122)
    #expect(Array(excerpt.text)[excerpt.caret] == "x")
  }

  @Test func `wide characters and tabs keep the caret in its column`() throws {
    let first = try #require(report(on: Array("[\"界\u{301}\",\t?]".utf8))?.diagnostics.first)
    #expect(
      first.text(file: "f") == """
        f:1:8: error: [1]: expected a value, found ?
            1 | ["界\u{301}", ?]
              |        ^
        """)
  }
}
