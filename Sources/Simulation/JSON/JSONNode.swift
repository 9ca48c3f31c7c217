/// A value of a JSON text and where it stands.
public struct JSONNode: Sendable {
  public var value: JSONValue
  /// Nil for a value that was not read from a text, such as a default.
  public var position: SourcePosition?

  public init(_ value: JSONValue, position: SourcePosition? = nil) {
    self.value = value
    self.position = position
  }

  /// The value of a key, if this is an object that has it.
  public subscript(key: String) -> JSONNode? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.node
  }

  /// The element at an index, if this is a list that has it.
  public subscript(index: Int) -> JSONNode? {
    guard case .list(let elements) = value, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  public var number: Double? {
    if case .number(let number) = value { number } else { nil }
  }

  /// The number as a whole one, if it is one.
  public var integer: Int? { number.flatMap { Int(exactly: $0) } }

  public var text: String? {
    if case .text(let text) = value { text } else { nil }
  }

  public var list: [JSONNode]? {
    if case .list(let elements) = value { elements } else { nil }
  }

  public var members: [JSONMember]? {
    if case .object(let members) = value { members } else { nil }
  }
}

/// What a JSON text can say, objects in the order of the text.
public enum JSONValue: Sendable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONNode])
  case object([JSONMember])
  /// A value that could not be read and has been reported; found only in a document with findings.
  case damaged
}

/// A key of an object and its value.
public struct JSONMember: Sendable {
  public var key: String
  public var keyPosition: SourcePosition?
  public var node: JSONNode

  public init(key: String, keyPosition: SourcePosition? = nil, node: JSONNode) {
    self.key = key
    self.keyPosition = keyPosition
    self.node = node
  }
}

/// A JSON text that was read (RFC 8259), with the places of all its values.
public struct JSONDocument: Sendable {
  public let root: JSONNode
  public let source: SourceText
  /// What was wrong but did not hinder reading on: duplicate keys, a comma too many, a comment.
  public let findings: DiagnosticReport

  /// The most bytes of a text.
  public static let sizeLimit = 64 << 20
  /// The most lists and objects around a value.
  public static let depthLimit = 64

  /// Reads a text; nothing wrong is accepted.
  ///
  /// - Throws: `DiagnosticReport` with every finding, up to the first that hinders reading on.
  public static func read(_ bytes: [UInt8]) throws(DiagnosticReport) -> JSONDocument {
    let document = try parse(bytes)
    guard document.findings.isEmpty else { throw document.findings }
    return document
  }

  /// Reads a text and keeps what is wrong but readable in `findings`, so that a check of the contents
  /// can name everything at once.
  ///
  /// - Throws: `DiagnosticReport` where nothing can be read on.
  public static func parse(_ bytes: [UInt8]) throws(DiagnosticReport) -> JSONDocument {
    var reader = JSONReader(SourceText(bytes))
    do {
      let root = try reader.document()
      return JSONDocument(root: root, source: reader.source, findings: reader.findings.sorted())
    } catch {
      reader.findings.add(error)
      throw reader.findings.sorted()
    }
  }
}
