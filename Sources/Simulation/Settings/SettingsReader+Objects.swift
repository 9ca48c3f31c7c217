internal import DiffusionCore

/// Objects, variants and their keys.
extension SettingsReader {
  /// The settings of members; `others` are the alternatives that an unknown key may belong to.
  mutating func settings(
    of members: [JSONMember], in node: JSONNode, _ parameters: [Parameter],
    _ path: [SettingError.PathElement], others: [Variant]
  ) -> Settings {
    var entries: [Settings.Entry] = []
    for parameter in parameters {
      let inner = path + [.name(parameter.name)]
      let given = members.first { $0.key == parameter.name }
      if let node = given?.node {
        if let value = value(node, parameter.kind, at: inner) {
          entries.append(.init(name: parameter.name, value: value))
        }
      } else if let standard = parameter.defaultValue {
        let node = JSONNode(setting: standard, position: node.position)
        if let value = value(node, parameter.kind, at: inner) {
          entries.append(.init(name: parameter.name, value: value))
        }
      } else if parameter.isRequired {
        note(
          "missing; expected \(parameter.kind.expectation)",
          hint: parameter.summary.isEmpty ? nil : "\(parameter.name): \(parameter.summary)",
          at: node.position, inner)
      }
    }
    reportUnknown(members, parameters, path, others: others)
    return Settings(entries)
  }

  private mutating func reportUnknown(
    _ members: [JSONMember], _ parameters: [Parameter], _ path: [SettingError.PathElement],
    others: [Variant]
  ) {
    let known = Set(parameters.map(\.name))
    for member in members where !known.contains(member.key) {
      note(
        "unknown key \(HarmlessText.quoted(member.key))",
        hint: Self.hint(forKey: member.key, among: parameters.map(\.name), others),
        at: member.keyPosition, path + [.name(member.key)])
    }
  }

  private static func hint(
    forKey key: String, among known: [String], _ others: [Variant]
  ) -> String {
    if let owner = others.first(where: { $0.parameters.contains { $0.name == key } }) {
      return "\"\(key)\" belongs to the type \"\(owner.name)\""
    }
    if let nearest = EditDistance.nearest(to: key, among: known) {
      return "did you mean \"\(nearest)\"?"
    }
    guard !known.isEmpty else { return "no keys are known here" }
    return "known keys: \(ParameterKind.list(known, quoted: false))"
  }

  /// An object whose `type` says what it is.
  mutating func variant(
    _ members: [JSONMember], _ node: JSONNode, _ variants: [Variant],
    _ path: [SettingError.PathElement]
  ) -> SettingValue? {
    let names = variants.map(\.name)
    guard let type = members.first(where: { $0.key == "type" }) else {
      let misspelt = members.first { EditDistance.nearest(to: $0.key, among: ["type"]) != nil }
      let near = misspelt.map { "did you mean \"type\" for \(HarmlessText.quoted($0.key))? " } ?? ""
      note(
        "missing; it says which kind this is",
        hint: near + "one of: \(ParameterKind.list(names, quoted: false))", at: node.position,
        path + [.name("type")])
      return nil
    }
    switch type.node.value {
    case .damaged: return nil
    case .text(let name): return variant(name, members, type.node, node, variants, path)
    default:
      note(
        "expected a name in double quotes, found \(type.node.description)",
        hint: "one of: \(ParameterKind.list(names, quoted: false))", at: type.node.position,
        path + [.name("type")])
      return nil
    }
  }

  /// The alternative called `name` with its members; `typeNode` is where the name stands.
  mutating func variant(
    _ name: String, _ members: [JSONMember], _ typeNode: JSONNode, _ node: JSONNode,
    _ variants: [Variant], _ path: [SettingError.PathElement]
  ) -> SettingValue? {
    guard let variant = variants.first(where: { $0.name == name }) else {
      let isObject = node.members != nil
      note(
        "unknown \(isObject ? "type" : "name") \(HarmlessText.quoted(name))",
        hint: Self.hint(for: name, among: variants.map(\.name)), at: typeNode.position,
        isObject ? path + [.name("type")] : path)
      return nil
    }
    let others = variants.filter { $0.name != name }
    let rest = members.filter { $0.key != "type" }
    var result = settings(of: rest, in: node, variant.parameters, path, others: others)
    result.entries.insert(.init(name: "type", value: .text(name)), at: 0)
    return .object(result)
  }
}

extension JSONNode {
  /// A setting as a JSON value, so that defaults pass the same checks as what a file says.
  init(setting: SettingValue, position: SourcePosition?) {
    let value: JSONValue =
      switch setting {
      case .number(let number): .number(number)
      case .text(let text): .text(text)
      case .flag(let flag): .flag(flag)
      case .list(let elements): .list(elements.map { JSONNode(setting: $0, position: position) })
      case .object(let settings):
        .object(
          settings.entries.map {
            JSONMember(
              key: $0.name, keyPosition: position,
              node: JSONNode(setting: $0.value, position: position))
          })
      }
    self.init(value, position: position)
  }
}
