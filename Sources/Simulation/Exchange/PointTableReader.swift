internal import DiffusionCore

/// Reads a table of points line by line.
struct PointTableReader {
  private let source: SourceText
  private let bytes: [UInt8]
  private var index: Int
  private var line = 0
  private var lineStart = 0
  private var separator: UInt8?
  /// Which columns hold x and y; nil until a header or the first row says so.
  private var columns: (x: Int, y: Int)?
  private var hasHeader = false

  init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
    index = source.bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  mutating func points() throws(Diagnostic) -> [Vector] {
    var points: [Vector] = []
    while let row = nextLine() {
      let trimmed = trimmed(row)
      guard !trimmed.isEmpty, bytes[trimmed.lowerBound] != UInt8(ascii: "#") else { continue }
      if separator == nil { separator = separator(of: trimmed) }
      let fields = split(trimmed)
      if points.isEmpty, !hasHeader, try takeHeader(fields) { continue }
      points.append(try point(fields))
    }
    return points
  }

  /// The next line without its end.
  private mutating func nextLine() -> Range<Int>? {
    guard index < bytes.count else { return nil }
    let start = index
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    index = end + 1
    line += 1
    lineStart = start
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, Self.isBlank(bytes[start]) { start += 1 }
    while start < end, Self.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private func separator(of range: Range<Int>) -> UInt8 {
    let line = bytes[range]
    let marks = [UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "\t")]
    return marks.first { line.contains($0) } ?? UInt8(ascii: " ")
  }

  private func split(_ range: Range<Int>) -> [Range<Int>] {
    let line = bytes[range]
    guard let separator, separator != UInt8(ascii: " ") else {
      return line.split(whereSeparator: Self.isBlank).map { $0.startIndex..<$0.endIndex }
    }
    return line.split(separator: separator, omittingEmptySubsequences: false).map {
      unquoted(trimmed($0.startIndex..<$0.endIndex))
    }
  }

  private func unquoted(_ field: Range<Int>) -> Range<Int> {
    let quote = UInt8(ascii: "\"")
    guard field.count >= 2, bytes[field.lowerBound] == quote, bytes[field.upperBound - 1] == quote
    else { return field }
    return field.lowerBound + 1..<field.upperBound - 1
  }

  private func text(_ field: Range<Int>) -> String {
    String(decoding: bytes[field], as: UTF8.self)
  }

  /// Whether a field means a number that is not finite.
  private func isUnreal(_ field: Range<Int>) -> Bool {
    let word = text(field).lowercased().drop { $0 == "-" || $0 == "+" }
    return word == "nan" || word == "inf" || word == "infinity"
  }

  /// Takes a line as header, if no field of it is or begins like a number.
  private mutating func takeHeader(_ fields: [Range<Int>]) throws(Diagnostic) -> Bool {
    let isHeader = fields.allSatisfy { field in
      let first = field.isEmpty ? 0 : bytes[field.lowerBound]
      let isNumeric = first &- 48 < 10 || [UInt8(ascii: "-"), UInt8(ascii: ".")].contains(first)
      return !isNumeric && !isUnreal(field)
    }
    guard isHeader else { return false }
    hasHeader = true
    let names = fields.map { text($0).lowercased() }
    if let x = names.firstIndex(of: "x"), let y = names.firstIndex(of: "y") {
      columns = (x, y)
    } else if fields.count != 2 {
      throw finding(
        "expected two columns, or a header with x and y; found \(fields.count)", fields.first)
    }
    return true
  }

  private mutating func point(_ fields: [Range<Int>]) throws(Diagnostic) -> Vector {
    // Without named columns there are two, no more.
    let pair = columns ?? (0, 1)
    guard max(pair.x, pair.y) < fields.count, columns != nil || fields.count == 2 else {
      throw finding("expected two columns, found \(fields.count)", fields.first)
    }
    return Vector(try number(fields[pair.x]), try number(fields[pair.y]))
  }

  private func number(_ field: Range<Int>) throws(Diagnostic) -> Double {
    let number = NumberText.parse(bytes[field])
    if let number, number.isFinite { return number }
    let text = text(field)
    if number != nil || isUnreal(field) {
      throw finding("\(HarmlessText.quoted(text)) is not a finite number", field)
    }
    let isComma = separator != UInt8(ascii: ",") && text.utf8.contains(UInt8(ascii: ","))
    throw finding(
      field.isEmpty
        ? "a number is missing" : "expected a number, found \(HarmlessText.quoted(text))", field,
      hint: isComma ? "numbers have a decimal point" : nil)
  }

  private func finding(
    _ message: String, _ field: Range<Int>?, hint: String? = nil
  ) -> Diagnostic {
    let offset = field?.lowerBound ?? lineStart
    let column = bytes[lineStart..<offset].count { $0 & 0xc0 != 0x80 } + 1
    let place = SourcePosition(line: line, column: column, offset: offset)
    return Diagnostic(
      position: place, message: message, hint: hint, sourceLine: source.excerpt(at: place))
  }
}
