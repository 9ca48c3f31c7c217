public import DiffusionCore

/// A place in a text: line and column, both from 1, the column in characters (Unicode scalars).
public struct SourcePosition: Hashable, Sendable {
  private var storedLine: Int32
  private var storedColumn: Int32
  private var storedOffset: Int32

  /// `offset` counts the bytes before the place.
  public init(line: Int, column: Int, offset: Int) {
    storedLine = Int32(clamping: line)
    storedColumn = Int32(clamping: column)
    storedOffset = Int32(clamping: offset)
  }

  public var line: Int { Int(storedLine) }
  public var column: Int { Int(storedColumn) }
  public var offset: Int { Int(storedOffset) }
}

/// One line of a text with the place of a finding marked, ready to be shown.
public struct SourceExcerpt: Equatable, Sendable {
  /// The line, harmless, cut to about a hundred columns around the place.
  public var text: String
  /// Columns before the place in `text`.
  public var caret: Int
}

/// One finding about an input: where, what, and what to do.
public struct Diagnostic: Error, Equatable, Sendable {
  /// Nil for what has no text of its own, such as `--set KEY=VALUE`.
  public var position: SourcePosition?
  /// The JSON path, "data.components[2].covariance"; empty for the whole input.
  public var path: String
  public var message: String
  public var hint: String?
  public var sourceLine: SourceExcerpt?

  public init(
    position: SourcePosition? = nil, path: String = "", message: String, hint: String? = nil,
    sourceLine: SourceExcerpt? = nil
  ) {
    self.position = position
    self.path = path
    self.message = message
    self.hint = hint
    self.sourceLine = sourceLine
  }

  public var line: Int? { position?.line }
  public var column: Int? { position?.column }

  /// `PATH: MESSAGE`, or the message alone where there is no path.
  public var summary: String { path.isEmpty ? message : "\(path): \(message)" }

  /// `FILE:LINE:COLUMN: error: PATH: MESSAGE` on one line; the path of the whole input is `$`.
  public func headline(file: String) -> String {
    let place = position.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(HarmlessText.line(file))\(place): error: \(path.isEmpty ? "$" : path): \(message)"
  }

  /// The headline, the source line with a caret under the place, and the hint.
  public func text(file: String) -> String {
    var lines = [headline(file: file)]
    if let sourceLine, let position {
      let number = String(position.line)
      let gutter = String(repeating: " ", count: max(0, 5 - number.utf8.count)) + number
      let empty = String(repeating: " ", count: gutter.utf8.count)
      lines.append("\(gutter) | \(sourceLine.text)")
      lines.append("\(empty) | \(String(repeating: " ", count: sourceLine.caret))^")
    }
    if let hint { lines.append("      hint: \(hint)") }
    return lines.joined(separator: "\n")
  }
}

/// All that was found wrong with one input: up to twenty findings in the order of the text.
public struct DiagnosticReport: Error, Equatable, Sendable {
  public private(set) var diagnostics: [Diagnostic]
  /// How many more there were.
  public private(set) var omitted: Int

  /// The most findings that are kept.
  public static let limit = 20

  public init(_ diagnostics: [Diagnostic] = [], omitted: Int = 0) {
    self.diagnostics = diagnostics
    self.omitted = omitted
  }

  public var isEmpty: Bool { diagnostics.isEmpty }

  /// Adds a finding, or only counts it once there are enough.
  mutating func add(_ diagnostic: Diagnostic) {
    if isFull { omitted += 1 } else { diagnostics.append(diagnostic) }
  }

  /// Whether a further finding is only counted, and need not be worded.
  var isFull: Bool { diagnostics.count >= Self.limit }

  /// Counts a finding without wording it.
  mutating func count() { omitted += 1 }

  /// The findings in the order of the text; those of one place in the order found.
  func sorted() -> DiagnosticReport {
    let ordered = diagnostics.enumerated().sorted {
      ($0.element.position?.offset ?? 0, $0.offset) < ($1.element.position?.offset ?? 0, $1.offset)
    }
    return DiagnosticReport(ordered.map(\.element), omitted: omitted)
  }

  /// Every finding in full, as `diffviz check` prints them.
  public func text(file: String) -> String {
    var parts = diagnostics.map { $0.text(file: file) }
    if omitted > 0 { parts.append("\(HarmlessText.line(file)): and \(omitted) more") }
    return parts.joined(separator: "\n")
  }
}

extension [SettingError.PathElement] {
  /// The path as text: "data.components[2].covariance"; keys that are no names in quotes.
  public var text: String {
    var result = ""
    for element in self {
      switch element {
      case .index(let index): result += "[\(index)]"
      case .name(let name) where Self.isPlain(name): result += result.isEmpty ? name : ".\(name)"
      case .name(let name): result += "[\(HarmlessText.quoted(name))]"
      }
    }
    return result
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 60
      && name.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "$"):
          true
        default: false
        }
      }
  }
}
