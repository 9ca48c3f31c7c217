public import DiffusionCore

/// Parameters as a JSON Schema, draft 2020-12, so that editors complete and check scenes.
///
/// Source: json-schema.org, "JSON Schema: A Media Type for Describing JSON Documents" (2020-12).
public enum ParameterSchema {
  /// The schema of an object with these parameters, in their order.
  public static func object(title: String, _ parameters: [Parameter]) -> JSON {
    var definitions = Definitions()
    let body = object(parameters, &definitions)
    var members: [JSON.Member] = [
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
      .init("title", .text(title)),
    ]
    members += body
    if !definitions.found.isEmpty { members.append(.init("$defs", .object(definitions.found))) }
    return .object(members)
  }

  /// Kinds that are described once under `$defs`.
  private struct Definitions {
    var found: [JSON.Member] = []
    var begun: Set<String> = []
  }

  private static func object(
    _ parameters: [Parameter], type: String? = nil, _ definitions: inout Definitions
  ) -> [JSON.Member] {
    var properties: [JSON.Member] = []
    if let type { properties.append(.init("type", ["const": .text(type)])) }
    for parameter in parameters {
      properties.append(.init(parameter.name, .object(property(parameter, &definitions))))
    }
    let required = (type == nil ? [] : ["type"]) + parameters.filter(\.isRequired).map(\.name)
    var members: [JSON.Member] = [
      .init("type", "object"), .init("properties", .object(properties)),
    ]
    if !required.isEmpty { members.append(.init("required", .list(required.map { .text($0) }))) }
    members.append(.init("additionalProperties", false))
    return members
  }

  private static func property(
    _ parameter: Parameter, _ definitions: inout Definitions
  ) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if !parameter.summary.isEmpty { members.append(.init("description", .text(parameter.summary))) }
    members += kind(parameter.kind, &definitions)
    if let standard = parameter.defaultValue { members.append(.init("default", JSON(standard))) }
    return members
  }

  private static func kind(
    _ kind: ParameterKind, _ definitions: inout Definitions
  ) -> [JSON.Member] {
    switch kind {
    case .number(let range): return [.init("type", "number")] + bounds(range)
    case .integer(let range): return [.init("type", "integer")] + bounds(range)
    case .text: return [.init("type", "string")]
    case .flag: return [.init("type", "boolean")]
    case .choice(let words): return [.init("enum", .list(words.map { .text($0) }))]
    case .list(let element, let count):
      var members: [JSON.Member] = [
        .init("type", "array"), .init("items", .object(Self.kind(element, &definitions))),
      ]
      if count.lowerBound > 0 { members.append(.init("minItems", .integer(count.lowerBound))) }
      if count.upperBound < .max { members.append(.init("maxItems", .integer(count.upperBound))) }
      return members
    case .object(let parameters): return object(parameters, &definitions)
    case .variant(let variants): return variant(variants, &definitions)
    case .either(let first, let second):
      let kinds = [first, second].map { JSON.object(Self.kind($0, &definitions)) }
      return [.init("anyOf", .list(kinds))]
    case .named(let name, let lookUp):
      if definitions.begun.insert(name).inserted {
        let body = Self.kind(lookUp(), &definitions)
        definitions.found.append(.init(name, .object(body)))
      }
      return [.init("$ref", .text("#/$defs/\(name)"))]
    }
  }

  private static func variant(
    _ variants: [Variant], _ definitions: inout Definitions
  ) -> [JSON.Member] {
    var alternatives: [JSON] = []
    // A bare name stands for an alternative that needs nothing further.
    let bare = variants.filter { !$0.parameters.contains(where: \.isRequired) }.map(\.name)
    if !bare.isEmpty { alternatives.append(["enum": .list(bare.map { .text($0) })]) }
    for variant in variants {
      var members: [JSON.Member] = []
      if !variant.summary.isEmpty { members.append(.init("description", .text(variant.summary))) }
      members += object(variant.parameters, type: variant.name, &definitions)
      alternatives.append(.object(members))
    }
    return [.init("anyOf", .list(alternatives))]
  }

  private static func bounds(_ range: NumberRange) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if range.lower > -.greatestFiniteMagnitude {
      members.append(
        .init(range.includesLower ? "minimum" : "exclusiveMinimum", .number(range.lower)))
    }
    if range.upper < .greatestFiniteMagnitude {
      members.append(
        .init(range.includesUpper ? "maximum" : "exclusiveMaximum", .number(range.upper)))
    }
    return members
  }

  private static func bounds(_ range: ClosedRange<Int>) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if range.lowerBound > .min { members.append(.init("minimum", .integer(range.lowerBound))) }
    if range.upperBound < .max { members.append(.init("maximum", .integer(range.upperBound))) }
    return members
  }
}

extension JSON {
  /// A setting as a scene would write it.
  public init(_ setting: SettingValue) {
    switch setting {
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .flag(let flag): self = .flag(flag)
    case .list(let elements): self = .list(elements.map { JSON($0) })
    case .object(let settings): self.init(settings)
    }
  }

  /// Settings as an object, in their order.
  public init(_ settings: Settings) {
    self = .object(settings.entries.map { Member($0.name, JSON($0.value)) })
  }
}
