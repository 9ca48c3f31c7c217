internal import DiffusionCore

/// Reads a JSON text once, from left to right.
///
/// What can be stepped over is added to `findings`; what cannot is thrown. `line`, `lineStart` and
/// `continuations` always belong to `index`, so that a position costs nothing to know.
struct JSONReader {
  let source: SourceText
  var findings = DiagnosticReport()
  var index = 0
  private var line = 1
  private var lineStart = 0
  /// Bytes since the start of the line that continue a character.
  private var continuations = 0
  private var path: [SettingError.PathElement] = []
  private var depth = 0

  init(_ source: SourceText) { self.source = source }

  /// The byte at `index`, nil at the end.
  var current: UInt8? { index < source.bytes.count ? source.bytes[index] : nil }

  var position: SourcePosition {
    SourcePosition(line: line, column: index - lineStart - continuations + 1, offset: index)
  }

  /// Steps over one byte.
  mutating func advance() {
    let byte = source.bytes[index]
    index += 1
    if byte & 0xc0 == 0x80 {
      continuations += 1
    } else if byte == UInt8(ascii: "\n") {
      line += 1
      lineStart = index
      continuations = 0
    }
  }

  /// Steps over a byte-order mark, which takes no column.
  mutating func stepOverMark() {
    index = 3
    lineStart = 3
  }

  func finding(_ message: String, hint: String? = nil, at place: SourcePosition) -> Diagnostic {
    Diagnostic(
      position: place, path: path.text, message: message, hint: hint,
      sourceLine: source.excerpt(at: place))
  }

  mutating func report(_ message: String, hint: String? = nil, at place: SourcePosition) {
    if findings.isFull { return findings.count() }
    findings.add(finding(message, hint: hint, at: place))
  }

  /// The whole text: one value and blanks.
  mutating func document() throws(Diagnostic) -> JSONNode {
    try checkEncoding()
    try skipBlanks()
    guard current != nil else {
      throw finding("the file is empty", hint: "a scene is one JSON object, { … }", at: position)
    }
    let root = try value()
    try skipBlanks()
    if let byte = current {
      let hint =
        byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") ? "one bracket too many" : nil
      throw finding("unexpected \(shown()) after the end of the value", hint: hint, at: position)
    }
    return root
  }

  /// One value of any kind.
  private mutating func value() throws(Diagnostic) -> JSONNode {
    let start = position
    switch current {
    case UInt8(ascii: "{"): return JSONNode(.object(try object()), position: start)
    case UInt8(ascii: "["): return JSONNode(.list(try list()), position: start)
    case UInt8(ascii: "\""): return JSONNode(.text(try quotedText()), position: start)
    case let byte? where Self.isWordByte(byte):
      return JSONNode(word(), position: start)
    case nil: throw finding("the file ends where a value is expected", at: start)
    case UInt8(ascii: "'"):
      throw finding("texts are in double quotes in JSON, not single ones", at: start)
    default: throw finding("expected a value, found \(shown())", at: start)
    }
  }

  private mutating func list() throws(Diagnostic) -> [JSONNode] {
    let start = try open()
    var elements: [JSONNode] = []
    try skipBlanks()
    while current != UInt8(ascii: "]") {
      guard current != nil else { throw unclosed(start, UInt8(ascii: "]")) }
      path.append(.index(elements.count))
      elements.append(try value())
      path.removeLast()
      guard try separator(closing: UInt8(ascii: "]"), openedAt: start) else { break }
    }
    close()
    return elements
  }

  private mutating func object() throws(Diagnostic) -> [JSONMember] {
    let start = try open()
    var members: [JSONMember] = []
    var keys = KeySet()
    try skipBlanks()
    while current != UInt8(ascii: "}") {
      let keyPosition = position
      let key = try takeKey(openedAt: start)
      path.append(.name(key))
      try colon(after: key)
      let isNew = keys.insert(key, among: members)
      if !isNew { reportDuplicate(key, of: members, at: keyPosition) }
      let node = try value()
      path.removeLast()
      if isNew { members.append(JSONMember(key: key, keyPosition: keyPosition, node: node)) }
      guard try separator(closing: UInt8(ascii: "}"), openedAt: start) else { break }
    }
    close()
    return members
  }

  private mutating func reportDuplicate(
    _ key: String, of members: [JSONMember], at place: SourcePosition
  ) {
    // Looking for the first one takes time, which a hostile text would make endless.
    if findings.isFull { return findings.count() }
    let first = members.first { $0.key == key }?.keyPosition?.line ?? line
    report(
      "duplicate key; it is given first in line \(first)", hint: "remove one of the two", at: place)
  }

  private mutating func open() throws(Diagnostic) -> SourcePosition {
    let start = position
    depth += 1
    guard depth <= JSONDocument.depthLimit else {
      throw finding(
        "nested too deeply: at most \(JSONDocument.depthLimit) lists and objects", at: start)
    }
    advance()
    return start
  }

  private mutating func close() {
    advance()
    depth -= 1
  }

  private mutating func takeKey(openedAt start: SourcePosition) throws(Diagnostic) -> String {
    let place = position
    if current == UInt8(ascii: "\"") { return try quotedText() }
    if let byte = current, Self.isWordByte(byte) {
      let name = takeWord()
      report(
        "a key must be in double quotes", hint: "write \(HarmlessText.quoted(name))", at: place)
      return name
    }
    guard current != nil else { throw unclosed(start, UInt8(ascii: "}")) }
    throw finding("expected a key in double quotes or }, found \(shown())", at: place)
  }

  private mutating func colon(after key: String) throws(Diagnostic) {
    try skipBlanks()
    guard current == UInt8(ascii: ":") else {
      let found = current == nil ? "the end of the file" : shown()
      throw finding("expected : after the key, found \(found)", at: position)
    }
    advance()
    try skipBlanks()
  }

  /// Steps over what stands between two elements; false where the list or object ends.
  private mutating func separator(
    closing: UInt8, openedAt start: SourcePosition
  ) throws(Diagnostic) -> Bool {
    try skipBlanks()
    let place = position
    let bracket = String(decoding: [closing], as: UTF8.self)
    switch current {
    case closing: return false
    case nil: throw unclosed(start, closing)
    case UInt8(ascii: ","):
      advance()
      try skipBlanks()
      if current == closing {
        report("a comma before the closing \(bracket)", hint: "remove the comma", at: place)
        return false
      }
      guard current != nil else { throw unclosed(start, closing) }
      return true
    case let byte? where byte == UInt8(ascii: "\"") || Self.isWordByte(byte):
      report("a comma is missing before this", at: place)
      return true
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      report("a comma is missing before this", at: place)
      return true
    default: throw finding("expected , or \(bracket), found \(shown())", at: place)
    }
  }

  private func unclosed(_ start: SourcePosition, _ closing: UInt8) -> Diagnostic {
    let opening = closing == UInt8(ascii: "}") ? "{" : "["
    return finding(
      "the file ends inside the \(opening) of line \(start.line), column \(start.column)",
      hint: "a \(String(decoding: [closing], as: UTF8.self)) is missing", at: position)
  }
}

/// The keys of one object: looked up among the members while there are few, in a set after that.
private struct KeySet {
  private var keys: Set<String> = []

  mutating func insert(_ key: String, among members: [JSONMember]) -> Bool {
    if members.count < 16 { return !members.contains { $0.key == key } }
    if keys.isEmpty { keys = Set(members.map(\.key)) }
    return keys.insert(key).inserted
  }
}
