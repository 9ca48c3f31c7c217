public import DiffusionCore

/// Parameters as a table for README and manual pages.
public enum ParameterTable {
  /// A Markdown table, one row for each parameter in their order: name, values, default, meaning.
  public static func markdown(_ parameters: [Parameter]) -> String {
    var lines = ["| name | values | default | meaning |", "| --- | --- | --- | --- |"]
    for parameter in parameters {
      let cells = [
        "`\(parameter.name)`", values(parameter.kind), standard(parameter), parameter.summary,
      ]
      lines.append("| " + cells.map(escaped).joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A Markdown table of alternatives: name, meaning, parameters.
  public static func markdown(_ variants: [Variant]) -> String {
    var lines = ["| name | meaning | parameters |", "| --- | --- | --- |"]
    for variant in variants {
      let names = variant.parameters.map { "`\($0.name)`\($0.isRequired ? "" : "?")" }
      let cells = ["`\(variant.name)`", variant.summary, names.joined(separator: ", ")]
      lines.append("| " + cells.map(escaped).joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The values of a kind in words, "> 0", "whole, 1 … 64".
  public static func values(_ kind: ParameterKind) -> String { kind.tableWords }

  /// The default in words; "required" for what must be given, "" for what may be absent.
  public static func standard(_ parameter: Parameter) -> String {
    guard let standard = parameter.defaultValue else {
      return parameter.isRequired ? "required" : ""
    }
    switch standard {
    case .text(let text): return "`\(text)`"
    default: return "`\(JSON(standard).text(.line))`"
    }
  }

  private static func escaped(_ cell: String) -> String {
    cell.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
