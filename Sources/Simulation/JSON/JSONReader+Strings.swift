internal import DiffusionCore

/// Texts in quotes and their escapes.
extension JSONReader {
  /// A text, `index` at its opening quote.
  mutating func quotedText() throws(Diagnostic) -> String {
    let start = position
    advance()
    var bytes: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        bytes.append(contentsOf: String(try escape()).utf8)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw finding(
          "the text does not end on its line",
          hint: "close it with \", or write a line break as \\n",
          at: start)
      case 0..<0x20:
        report(
          "a control character in a text must be written as \\u00\(Self.hexadecimal(byte))",
          hint: byte == UInt8(ascii: "\t") ? "a tab is \\t" : nil, at: position)
        bytes.append(byte)
        advance()
      default:
        bytes.append(byte)
        advance()
      }
    }
    throw finding("the file ends inside this text", hint: "a \" is missing", at: start)
  }

  /// The character of an escape, `index` at its backslash.
  private mutating func escape() throws(Diagnostic) -> Unicode.Scalar {
    let start = position
    advance()
    guard let byte = current else { throw finding("the file ends inside an escape", at: start) }
    if byte == UInt8(ascii: "u") {
      advance()
      return codePoint(start)
    }
    if let scalar = Self.simpleEscapes[byte] {
      advance()
      return scalar
    }
    report(
      "unknown escape \\\(shown())",
      hint: "JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits", at: start)
    if byte >= 0x20, byte < 0x80 { advance() }
    return "\u{fffd}"
  }

  private static let simpleEscapes: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
    UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n",
    UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  /// The character of `\uXXXX`, or of two of them that form a pair; `index` after the `u`.
  private mutating func codePoint(_ start: SourcePosition) -> Unicode.Scalar {
    guard let unit = fourDigits() else {
      report("\\u needs four hexadecimal digits", at: start)
      return "\u{fffd}"
    }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xdc00, source.bytes[index...].starts(with: "\\u".utf8) {
      let low = self
      advance()
      advance()
      if let second = fourDigits(), (0xdc00..<0xe000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (second - 0xdc00))
      {
        return scalar
      }
      self = low
    }
    report(
      "half of a surrogate pair", hint: "write both halves, or the character itself", at: start)
    return "\u{fffd}"
  }

  private mutating func fourDigits() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        return nil
      }
      value = value << 4 + UInt32(digit)
      advance()
    }
    return value
  }
}
