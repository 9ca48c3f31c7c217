public import DiffusionCore

/// Checks JSON values against parameters and turns them into settings, collecting everything that is
/// wrong: unknown keys and words with what was probably meant, wrong types with what was expected
/// and found, values out of range, keys that are missing.
public struct SettingsReader {
  /// What was found so far.
  public internal(set) var report: DiagnosticReport
  private let source: SourceText?

  /// - Parameters:
  ///   - source: the text that the values were read from, for excerpts; nil for values without one.
  ///   - report: findings that the reading of the text made already.
  public init(source: SourceText? = nil, report: DiagnosticReport = DiagnosticReport()) {
    self.source = source
    self.report = report
  }

  /// The settings of an object, defaults filled in, in the order of the parameters.
  ///
  /// The result is complete only if nothing was added to `report`.
  public mutating func settings(
    _ node: JSONNode, _ parameters: [Parameter], at path: [SettingError.PathElement] = []
  ) -> Settings {
    guard case .object(let members) = node.value else {
      mismatch(node, .object(parameters), path)
      return Settings()
    }
    return settings(of: members, in: node, parameters, path, others: [])
  }

  /// One checked value; nil if it is wrong, which is then in `report`.
  public mutating func value(
    _ node: JSONNode, _ kind: ParameterKind, at path: [SettingError.PathElement] = []
  ) -> SettingValue? {
    switch (kind, node.value) {
    case (_, .damaged): return nil
    case (.number(let range), .number(let number)): return checked(number, range, node, path)
    case (.integer(let range), .number(let number)): return checked(number, range, node, path)
    case (.text, .text(let text)): return .text(HarmlessText.line(text))
    case (.flag, .flag(let flag)): return .flag(flag)
    case (.choice(let words), .text(let text)): return checked(text, words, node, path)
    case (.list(let element, let count), .list(let elements)):
      return list(elements, element, count, node, path)
    case (.object(let parameters), .object(let members)):
      return .object(settings(of: members, in: node, parameters, path, others: []))
    case (.variant(let variants), .text(let name)):
      return variant(name, [], node, node, variants, path)
    case (.variant(let variants), .object(let members)):
      return variant(members, node, variants, path)
    case (.either(let first, let second), _):
      guard let kind = [first, second].first(where: { $0.takes(node) }) else {
        mismatch(node, kind, path)
        return nil
      }
      return value(node, kind, at: path)
    case (.named(_, let lookUp), _): return value(node, lookUp(), at: path)
    default:
      mismatch(node, kind, path)
      return nil
    }
  }

  /// Adds a finding at a value; it is worded only if there is still room for it.
  mutating func note(
    _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil,
    at position: SourcePosition?, _ path: [SettingError.PathElement]
  ) {
    if report.isFull { return report.count() }
    report.add(
      Diagnostic(
        position: position, path: path.text, message: message(), hint: hint(),
        sourceLine: position.flatMap { source?.excerpt(at: $0) }))
  }

  private mutating func mismatch(
    _ node: JSONNode, _ kind: ParameterKind, _ path: [SettingError.PathElement]
  ) {
    let hint: String? =
      switch (kind.resolved, node.value) {
      case (_, .null):
        if case .name = path.last { "leave the key out to take its default" } else { nil }
      case (.number, .text(let text)), (.integer, .text(let text)):
        NumberText.parse(text) == nil ? nil : "remove the quotes"
      case (.flag, .text("true")), (.flag, .text("false")): "remove the quotes"
      case (.text, .number): "put it in double quotes"
      default: nil
      }
    note(
      "expected \(kind.expectation), found \(node.description)", hint: hint, at: node.position,
      path)
  }

  private mutating func checked(
    _ number: Double, _ range: NumberRange, _ node: JSONNode, _ path: [SettingError.PathElement]
  ) -> SettingValue? {
    if range.contains(number) { return .number(number) }
    let kind = ParameterKind.number(range)
    note(
      "expected \(kind.expectation), found \(NumberText.shortest(number))", at: node.position,
      path)
    return nil
  }

  /// The largest whole number up to which every one is a Double: 2⁵³.
  private static let largestWhole = 9_007_199_254_740_992.0

  private mutating func checked(
    _ number: Double, _ range: ClosedRange<Int>, _ node: JSONNode,
    _ path: [SettingError.PathElement]
  ) -> SettingValue? {
    let isExact = abs(number) <= Self.largestWhole
    if isExact, let whole = Int(exactly: number), range.contains(whole) { return .number(number) }
    let isTooLarge = !isExact && range.upperBound == .max
    let expected =
      isTooLarge
      ? "a whole number up to 9007199254740992" : ParameterKind.integer(range).expectation
    note(
      "expected \(expected), found \(NumberText.shortest(number))", at: node.position, path)
    return nil
  }

  private mutating func checked(
    _ word: String, _ words: [String], _ node: JSONNode, _ path: [SettingError.PathElement]
  ) -> SettingValue? {
    if words.contains(word) { return .text(word) }
    note(
      "unknown word \(HarmlessText.quoted(word))", hint: Self.hint(for: word, among: words),
      at: node.position, path)
    return nil
  }

  private mutating func list(
    _ elements: [JSONNode], _ kind: ParameterKind, _ count: ClosedRange<Int>, _ node: JSONNode,
    _ path: [SettingError.PathElement]
  ) -> SettingValue? {
    guard count.contains(elements.count) else {
      let expected = ParameterKind.count(count, of: kind)
      note("expected \(expected), found \(elements.count)", at: node.position, path)
      return nil
    }
    var values: [SettingValue] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      if let value = value(element, kind, at: path + [.index(index)]) { values.append(value) }
    }
    return values.count == elements.count ? .list(values) : nil
  }

  /// "did you mean …" where one of the words is near, and the list of them.
  static func hint(for word: String, among words: [String]) -> String {
    let all = "one of: \(ParameterKind.list(words, quoted: false))"
    guard let nearest = EditDistance.nearest(to: word, among: words) else { return all }
    return "did you mean \"\(nearest)\"? \(all)"
  }
}
