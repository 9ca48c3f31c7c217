internal import DiffusionCore

/// What a kind is called in messages and tables.
extension ParameterKind {
  /// The kind itself where it is given by a name.
  var resolved: ParameterKind {
    var kind = self
    while case .named(_, let lookUp) = kind { kind = lookUp() }
    return kind
  }

  /// Whether a value has the JSON type of the kind, whatever it says.
  func takes(_ node: JSONNode) -> Bool {
    switch (resolved, node.value) {
    case (.number, .number), (.integer, .number), (.text, .text), (.choice, .text), (.flag, .flag),
      (.list, .list), (.object, .object), (.variant, .object), (.variant, .text):
      true
    case (.either(let first, let second), _): first.takes(node) || second.takes(node)
    default: false
    }
  }

  /// What is expected: "a number > 0", "a list of 2 numbers", "one of "a", "b"".
  var expectation: String {
    switch self {
    case .number(let range): Self.words("a number", range.words, isAny: range == .any)
    case .integer(let range):
      Self.words("a whole number", Self.words(range), isAny: range == Self.whole)
    case .text: "a text"
    case .flag: "true or false"
    case .choice(let words) where words.count == 1: "the word \(Self.list(words, quoted: true))"
    case .choice(let words): "one of \(Self.list(words, quoted: true))"
    case .list(let element, let count): "a list of \(Self.count(count, of: element))"
    case .object: "an object"
    case .variant: "a name, or an object with a \"type\""
    case .either(let first, let second): "\(first.expectation) or \(second.expectation)"
    case .named: resolved.expectation
    }
  }

  /// What a row of a table says: "> 0", "whole, 1 … 64", "`a`, `b`".
  var tableWords: String {
    switch self {
    case .number(let range): range == .any ? "number" : range.words
    case .integer(let range): range == Self.whole ? "whole" : "whole, \(Self.words(range))"
    case .text: "text"
    case .flag: "`true`, `false`"
    case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .list(let element, let count):
      if case .number(let range) = element, range != .any {
        "\(Self.count(count, of: element)), each \(range.words)"
      } else {
        Self.count(count, of: element)
      }
    case .object(let parameters): parameters.map { "`\($0.name)`" }.joined(separator: ", ")
    case .variant(let variants): variants.map { "`\($0.name)`" }.joined(separator: ", ")
    case .either(let first, let second): "\(first.tableWords), or \(second.tableWords)"
    case .named(let name, _): name
    }
  }

  static let whole = Int.min...Int.max

  /// The range of a whole number in words.
  static func words(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound == .min, range.upperBound == .max) {
    case (true, true): "any"
    case (false, true): "≥ \(range.lowerBound)"
    case (true, false): "≤ \(range.upperBound)"
    case (false, false): "\(range.lowerBound) … \(range.upperBound)"
    }
  }

  /// "2 numbers", "1 … 8 objects", "at least 1 text".
  static func count(_ count: ClosedRange<Int>, of element: ParameterKind) -> String {
    let noun = element.noun(isPlural: count != 1...1)
    if count.lowerBound == count.upperBound { return "\(count.lowerBound) \(noun)" }
    if count.upperBound == .max {
      return count.lowerBound == 0 ? noun : "at least \(count.lowerBound) \(noun)"
    }
    return "\(count.lowerBound) … \(count.upperBound) \(noun)"
  }

  private func noun(isPlural: Bool) -> String {
    let (one, many) =
      switch self {
      case .number: ("number", "numbers")
      case .integer: ("whole number", "whole numbers")
      case .text: ("text", "texts")
      case .flag: ("true or false", "of true or false")
      case .choice: ("word", "words")
      case .list: ("list", "lists")
      case .object: ("object", "objects")
      case .variant: ("object with a \"type\"", "objects with a \"type\"")
      case .either(let first, let second):
        (
          "\(first.noun(isPlural: false)) or \(second.noun(isPlural: false))",
          "\(first.noun(isPlural: true)) or \(second.noun(isPlural: true))"
        )
      case .named(let name, _): (name, name + "s")
      }
    return isPlural ? many : one
  }

  private static func words(_ noun: String, _ range: String, isAny: Bool) -> String {
    isAny ? noun : "\(noun) \(range)"
  }

  /// Words with commas, at most thirty of them.
  static func list(_ words: [String], quoted: Bool) -> String {
    let shown = words.prefix(30).map { quoted ? "\"\($0)\"" : $0 }
    return (shown + (words.count > 30 ? ["…"] : [])).joined(separator: ", ")
  }
}

extension JSONNode {
  /// What was found: "the number 3", "the text "abc"", "a list of 3".
  var description: String {
    switch value {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .number(let number): "the number \(NumberText.shortest(number))"
    case .text(let text): "the text \(HarmlessText.quoted(text))"
    case .list(let elements): elements.isEmpty ? "an empty list" : "a list of \(elements.count)"
    case .object(let members): members.isEmpty ? "an empty object" : "an object"
    case .damaged: "something unreadable"
    }
  }
}
