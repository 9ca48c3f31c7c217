/// A JSON value to be written: ordered, and the same bytes every time.
public indirect enum JSON: Equatable, Sendable {
  case null
  case flag(Bool)
  case integer(Int)
  /// Written as the shortest decimal that reads back the same. A number that is not finite is never
  /// written: its key is left out of an object, and in a list it becomes null.
  case number(Double)
  /// As `number`, with the shortest decimal of a Float.
  case float(Float)
  case text(String)
  case list([JSON])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// How a text is laid out.
  public enum Layout: Sendable {
    /// One line without blanks.
    case compact
    /// One line, a blank after every comma and colon.
    case line
    /// Two blanks for every level; lists and objects of plain values that fit stay on one line.
    case pretty
  }

  /// The JSON text, without a final line break.
  ///
  /// Control characters, direction marks and other invisible characters are written as escapes, so
  /// that the text is harmless to a terminal.
  public func text(_ layout: Layout = .line) -> String {
    var writer = JSONWriter(layout: layout)
    writer.write(self, indentation: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Whether there is anything to write.
  var isFinite: Bool {
    switch self {
    case .number(let value): value.isFinite
    case .float(let value): value.isFinite
    default: true
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(arrayLiteral elements: JSON...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

/// Lays a value out as bytes.
private struct JSONWriter {
  let layout: JSON.Layout
  var bytes: [UInt8] = []

  /// The longest list or object that a pretty text keeps on one line.
  private static let lineLimit = 88

  init(layout: JSON.Layout) { self.layout = layout }

  mutating func write(_ value: JSON, indentation: Int) {
    switch value {
    case .null: append("null")
    case .flag(let flag): append(flag ? "true" : "false")
    case .integer(let number): append(String(number))
    case .number(let number): append(number.isFinite ? NumberText.shortest(number) : "null")
    case .float(let number): append(number.isFinite ? NumberText.shortest(number) : "null")
    case .text(let text): quote(text)
    case .list(let elements):
      group("[", "]", elements, isFlat(value, indentation), indentation) { writer, element, inner in
        writer.write(element, indentation: inner)
      }
    case .object(let members):
      let written = members.filter { $0.value.isFinite }
      group("{", "}", written, isFlat(value, indentation), indentation) { writer, member, inner in
        writer.quote(member.key)
        writer.append(writer.layout == .compact ? ":" : ": ")
        writer.write(member.value, indentation: inner)
      }
    }
  }

  private mutating func group<Element>(
    _ opening: String, _ closing: String, _ elements: [Element], _ isFlat: Bool, _ indentation: Int,
    _ body: (inout JSONWriter, Element, Int) -> Void
  ) {
    append(opening)
    for (index, element) in elements.enumerated() {
      if index > 0 { append(isFlat && layout != .compact ? ", " : ",") }
      if !isFlat { lineBreak(indentation + 1) }
      body(&self, element, indentation + 1)
    }
    if !isFlat, !elements.isEmpty { lineBreak(indentation) }
    append(closing)
  }

  private func isFlat(_ value: JSON, _ indentation: Int) -> Bool {
    guard layout == .pretty else { return true }
    let parts: [JSON] =
      switch value {
      case .list(let elements): elements
      case .object(let members): members.map(\.value)
      default: []
      }
    let isPlain = parts.count <= 32 && parts.allSatisfy { Self.isScalarOrSmall($0) }
    return isPlain && value.text(.line).utf8.count + 2 * indentation <= Self.lineLimit
  }

  /// Plain values, and lists of them such as the rows of a matrix.
  private static func isScalarOrSmall(_ value: JSON) -> Bool {
    switch value {
    case .object(let members): members.isEmpty
    case .list(let elements):
      elements.count <= 8
        && elements.allSatisfy {
          switch $0 {
          case .list, .object: false
          default: true
          }
        }
    default: true
    }
  }

  private mutating func lineBreak(_ indentation: Int) {
    append("\n")
    for _ in 0..<indentation { append("  ") }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case _ where scalar.value >= 0x20 && scalar.value < 0x7f: bytes.append(UInt8(scalar.value))
      case _ where Self.isInvisible(scalar):
        for unit in String(scalar).utf16 { append("\\u" + Self.fourDigits(unit)) }
      default: bytes.append(contentsOf: String(scalar).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: true
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func fourDigits(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}
