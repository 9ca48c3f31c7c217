public import DiffusionCore

/// A setting given as text, `--set KEY=VALUE`; the key may be a path, `view.fps` or `components[0].sigma`.
public struct SettingAssignment: Equatable, Sendable {
  public var path: [SettingError.PathElement]
  public var value: String

  /// Takes `KEY=VALUE` apart.
  ///
  /// - Throws: code 64 where there is no `=` or the key is no path.
  public init(_ argument: String) throws(FailureReport) {
    guard let sign = argument.firstIndex(of: "="), let path = Self.path(argument[..<sign]) else {
      throw .usage("--set \(HarmlessText.quoted(argument)): write KEY=VALUE, such as tau=0.1")
    }
    self.path = path
    value = String(argument[argument.index(after: sign)...])
  }

  private static func path(_ text: Substring) -> [SettingError.PathElement]? {
    var path: [SettingError.PathElement] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let name = pieces.first, !name.isEmpty else { return nil }
      path.append(.name(String(name)))
      for piece in pieces.dropFirst() {
        guard piece.hasSuffix("]"), let index = Int(piece.dropLast()), index >= 0 else {
          return nil
        }
        path.append(.index(index))
      }
    }
    return path.isEmpty ? nil : path
  }
}

extension Settings {
  /// Applies assignments one after the other, with the checks of a scene file.
  ///
  /// - Parameters:
  ///   - assignments: each names a parameter, or one inside it by its path.
  ///   - parameters: those that the settings were read with.
  /// - Throws: code 64 with everything that is wrong.
  public mutating func apply(
    _ assignments: [SettingAssignment], _ parameters: [Parameter]
  ) throws(FailureReport) {
    var assigner = SettingAssigner()
    for assignment in assignments {
      self = assigner.object(self, parameters, assignment.path[...], assignment.value, [])
    }
    guard assigner.reader.report.isEmpty else {
      throw FailureReport(assigner.reader.report, file: nil, code: .usage)
    }
  }
}

/// Finds the place of an assignment in settings and puts the checked value there.
private struct SettingAssigner {
  var reader = SettingsReader()

  mutating func object(
    _ settings: Settings, _ parameters: [Parameter], _ rest: ArraySlice<SettingError.PathElement>,
    _ text: String, _ done: [SettingError.PathElement]
  ) -> Settings {
    guard case .name(let name)? = rest.first else {
      reader.note("an object has keys, not places", at: nil, done)
      return settings
    }
    guard let parameter = parameters.first(where: { $0.name == name }) else {
      let names = parameters.map(\.name)
      reader.note(
        "unknown key \(HarmlessText.quoted(name))",
        hint: names.isEmpty
          ? "there is nothing to set" : SettingsReader.hint(for: name, among: names), at: nil,
        done + [.name(name)])
      return settings
    }
    let inner = done + [.name(name)]
    let value = value(settings[name], parameter.kind, rest.dropFirst(), text, inner)
    guard let value else { return settings }
    // The order of the parameters, whatever was absent before.
    var values = settings
    values[name] = value
    let type = values["type"].map { [Settings.Entry(name: "type", value: $0)] } ?? []
    let known = parameters.filter { $0.name != "type" }.compactMap { parameter in
      values[parameter.name].map { Settings.Entry(name: parameter.name, value: $0) }
    }
    return Settings(type + known)
  }

  private mutating func value(
    _ old: SettingValue?, _ kind: ParameterKind, _ rest: ArraySlice<SettingError.PathElement>,
    _ text: String, _ done: [SettingError.PathElement]
  ) -> SettingValue? {
    let kind = kind.resolved
    guard let next = rest.first else { return reader.value(node(text, kind), kind, at: done) }
    switch (kind, old) {
    case (.object(let parameters), _):
      let old =
        if case .object(let settings)? = old { settings } else {
          reader.settings(JSONNode(.object([])), parameters, at: done)
        }
      return .object(object(old, parameters, rest, text, done))
    case (.variant(let variants), .object(let old)?):
      let name = old["type"]?.text
      let parameters = variants.first { $0.name == name }?.parameters ?? []
      return .object(object(old, parameters, rest, text, done))
    case (.list(let element, _), .list(var elements)?):
      guard case .index(let index) = next, elements.indices.contains(index) else {
        reader.note("there are \(elements.count), counted from [0]", at: nil, done)
        return nil
      }
      let inner = done + [.index(index)]
      guard let value = value(elements[index], element, rest.dropFirst(), text, inner) else {
        return nil
      }
      elements[index] = value
      return .list(elements)
    default:
      reader.note("it has no parts to set", at: nil, done)
      return nil
    }
  }

  /// A text as the JSON value that its kind wants: words without quotes, lists without brackets.
  private func node(_ text: String, _ kind: ParameterKind) -> JSONNode {
    let first = text.utf8.first { $0 != UInt8(ascii: " ") }
    let isJSON = first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
    switch kind {
    case .text, .choice: return JSONNode(.text(text))
    case .flag:
      return JSONNode(text == "true" ? .flag(true) : text == "false" ? .flag(false) : .text(text))
    case .number, .integer:
      return JSONNode(NumberText.parse(text).map { .number($0) } ?? .text(text))
    case .list(let element, _) where !isJSON:
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      return JSONNode(.list(text.isEmpty ? [] : parts.map { node($0, element.resolved) }))
    case .variant where !isJSON: return JSONNode(.text(text))
    default:
      guard let document = try? JSONDocument.read(Array(text.utf8)) else {
        return JSONNode(.text(text))
      }
      return document.root.withoutPositions
    }
  }

  private func trimmed(_ part: Substring) -> String {
    String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension SettingValue {
  /// The text, if it is one.
  fileprivate var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

extension JSONNode {
  /// The same value without places, for texts that are no file.
  fileprivate var withoutPositions: JSONNode {
    switch value {
    case .list(let elements): JSONNode(.list(elements.map(\.withoutPositions)))
    case .object(let members):
      JSONNode(.object(members.map { JSONMember(key: $0.key, node: $0.node.withoutPositions) }))
    default: JSONNode(value)
    }
  }
}
