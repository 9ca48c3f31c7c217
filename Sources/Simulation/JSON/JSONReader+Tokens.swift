internal import DiffusionCore

/// Blanks, words, numbers and texts of a JSON text.
extension JSONReader {
  /// Refuses what is no UTF-8 text of a sensible size, by name; steps over a byte-order mark.
  mutating func checkEncoding() throws(Diagnostic) {
    let bytes = source.bytes
    let start = SourcePosition(line: 1, column: 1, offset: 0)
    guard bytes.count <= JSONDocument.sizeLimit else {
      throw Diagnostic(
        position: start,
        message: "\(bytes.count) bytes; at most \(JSONDocument.sizeLimit >> 20) MiB are read")
    }
    if let name = Encoding.wideName(bytes.prefix(4)) {
      throw Diagnostic(
        position: start, message: "the text is \(name); JSON is UTF-8",
        hint: "save the file as UTF-8")
    }
    do { _ = try UTF8Span(validating: bytes.span) } catch {
      let place = error.byteOffsets.lowerBound
      let digits = String(bytes[min(place, bytes.count - 1)], radix: 16, uppercase: true)
      throw finding(
        "the text is not UTF-8: byte 0x\(digits) at offset \(place)",
        hint: "save the file as UTF-8", at: Self.position(of: place, in: bytes))
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { stepOverMark() }
  }

  private static func position(of offset: Int, in bytes: [UInt8]) -> SourcePosition {
    var line = 1
    var column = 1
    for byte in bytes[..<offset] {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80 {
        column += 1
      }
    }
    return SourcePosition(line: line, column: column, offset: offset)
  }

  /// Steps over blanks, and over comments, which are reported.
  mutating func skipBlanks() throws(Diagnostic) {
    while let byte = current {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): advance()
      case UInt8(ascii: "/"), UInt8(ascii: "#"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(Diagnostic) {
    let start = position
    let rest = source.bytes[index...]
    if rest.starts(with: "/*".utf8) {
      while current != nil, !source.bytes[index...].starts(with: "*/".utf8) { advance() }
      guard current != nil else { throw finding("a comment that does not end", at: start) }
      advance()
      advance()
      report("JSON has no comments", hint: "remove it", at: start)
    } else if rest.first == UInt8(ascii: "#") || rest.starts(with: "//".utf8) {
      report("JSON has no comments", hint: "remove it", at: start)
      while let byte = current, byte != UInt8(ascii: "\n") { advance() }
    } else {
      throw finding("unexpected \(shown())", at: start)
    }
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  mutating func takeWord() -> String {
    let start = index
    while let byte = current, Self.isWordByte(byte) { advance() }
    return String(decoding: source.bytes[start..<index], as: UTF8.self)
  }

  /// true, false, null or a number; anything else is reported.
  mutating func word() -> JSONValue {
    let place = position
    let start = index
    while let byte = current, Self.isWordByte(byte) { advance() }
    let bytes = source.bytes[start..<index]
    if Self.isNumber(bytes) {
      if let number = NumberText.parse(bytes), number.isFinite { return .number(number) }
      report("the number is too large; the largest is 1.8e308", at: place)
      return .damaged
    }
    let word = String(decoding: bytes, as: UTF8.self)
    switch word {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "null": return .null
    default:
      if findings.isFull {
        findings.count()
        return .damaged
      }
      let (message, hint) = Self.complaint(about: word)
      report(message, hint: hint, at: place)
      return .damaged
    }
  }

  /// The grammar of RFC 8259, section 6, which is narrower than that of `NumberText`.
  private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    guard let first = rest.first, first &- 48 < 10 else { return false }
    let whole = rest.prefix { $0 &- 48 < 10 }
    guard first != UInt8(ascii: "0") || whole.count == 1 else { return false }
    rest = rest.dropFirst(whole.count)
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix { $0 &- 48 < 10 }
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(fraction.count + 1)
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard !rest.isEmpty else { return false }
      return rest.allSatisfy { $0 &- 48 < 10 }
    }
    return rest.isEmpty
  }

  private static func complaint(about word: String) -> (message: String, hint: String?) {
    let quoted = HarmlessText.quoted(word)
    let lower = word.lowercased()
    if ["nan", "-nan", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity"].contains(lower)
    {
      return ("\(word) is no JSON number; only finite numbers are", nil)
    }
    if let correct = ["true", "false", "null"].first(where: { $0 == lower }) {
      return ("unknown word \(quoted)", "write \(correct)")
    }
    if ["none", "nil", "undefined"].contains(lower) {
      return ("unknown word \(quoted)", "write null, or leave the key out")
    }
    guard let number = NumberText.parse(word) else {
      let digits = word.utf8.first.map { $0 &- 48 < 10 || $0 == UInt8(ascii: "-") } ?? false
      return digits
        ? ("\(quoted) is no JSON number", nil)
        : ("unknown word \(quoted)", "a text must be in double quotes")
    }
    let why =
      if word.hasPrefix("+") {
        "no + before it"
      } else if word.hasPrefix(".") || word.hasPrefix("-.") {
        "a digit before the point"
      } else if word.contains(".") && !word.hasPrefix("0") {
        "a digit after the point"
      } else {
        "no zero before it"
      }
    let written = number.isFinite ? "write \(NumberText.shortest(number))" : nil
    return ("\(quoted) is no JSON number: it needs \(why)", written)
  }

  /// The character at `index` for a message.
  func shown() -> String {
    let text = String(
      decoding: source.bytes[index..<min(index + 4, source.bytes.count)], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return "the end of the file" }
    if scalar.value < 0x20 || scalar.value == 0x7f {
      return "the control character U+00" + Self.hexadecimal(UInt8(scalar.value))
    }
    return String(scalar) == "\"" ? "a text" : HarmlessText.line(String(scalar))
  }

  static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
