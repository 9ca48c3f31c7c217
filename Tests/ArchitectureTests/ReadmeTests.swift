import DiffusionCore
import Foundation
import Simulation
import TerminalFront
import TestSupport
import Testing

/// README's tables are made from the catalogs.
///
/// `DIFFVIZ_UPDATE_README=1 swift test --filter ReadmeTests` writes them anew.
@Suite struct ReadmeTests {
  static let tables: [(name: String, text: @Sendable () -> String)] = [
    ("keys", { keys }), ("methods", { methods }), ("scene", { scene }), ("data", { data }),
    ("process", { process }), ("scenes", { scenes }),
  ]

  @Test func `README's tables are those of the catalogs`() throws {
    var text = try Repository.text("README.md")
    for table in Self.tables {
      let begin = "<!-- table: \(table.name) -->\n"
      let start = try #require(text.range(of: begin), "no table \(table.name)").upperBound
      let end = try #require(text.range(of: "<!-- end -->", range: start..<text.endIndex))
        .lowerBound
      let wanted = table.text() + "\n"
      if ProcessInfo.processInfo.environment["DIFFVIZ_UPDATE_README"] == "1" {
        text.replaceSubrange(start..<end, with: wanted)
      } else {
        #expect(String(text[start..<end]) == wanted, "table \(table.name) is not current")
      }
    }
    if ProcessInfo.processInfo.environment["DIFFVIZ_UPDATE_README"] == "1" {
      let file = Repository.root.appendingPathComponent("README.md")
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
  }

  @Test func `README names every dependency of the package`() throws {
    let readme = try Repository.text("README.md")
    let package = try Repository.text("Package.swift")
    for match in package.matches(of: /github\.com\/\w+\/([\w-]+)"/) {
      #expect(readme.contains(match.1), "\(match.1)")
    }
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  private static var keys: String {
    let rows = KeyMap.rows.map { row(["`\($0.keys)`", $0.meaning, $0.group]) }
    return (["| keys | do | |", "| --- | --- | --- |"] + rows).joined(separator: "\n")
  }

  private static var methods: String {
    let rows = samplerCatalog.map { type in
      let knobs = type.knobDefaults.map { "`\($0.name)` (\($0.words))" }.joined(separator: ", ")
      return row([
        "`\(type.card.name)`", "\(type.card.title), \(type.card.detail)", knobs,
        "\(type.card.defaultLevels)", type.card.failure,
      ])
    }
    let head = [
      "| name | method | parameters (default) | levels | known to get wrong |",
      "| --- | --- | --- | --- | --- |",
    ]
    return (head + rows).joined(separator: "\n")
  }

  private static var scene: String { ParameterTable.markdown(SceneFormat.parameters) }

  private static var data: String {
    ParameterTable.markdown(densityCatalog.map { $0.card })
  }

  /// Every scene that comes with the program.
  private static var scenes: String {
    let rows = Repository.files(under: "scenes", extension: "json").map { $0.lastPathComponent }
      .sorted().map { file -> String in
        let path = Repository.root.appendingPathComponent("scenes/\(file)").path
        guard let bytes = try? FileInput.read(path),
          let scene = try? SceneFile.read(bytes, path: path)
        else { return row([file, "cannot be read", ""]) }
        var methods: [String] = []
        for choice in scene.programme where !methods.contains(choice.name) {
          methods.append(choice.name)
        }
        return row([
          "`\(file)`", methods.map { "`\($0)`" }.joined(separator: ", "), scene.about,
        ])
      }
    return (["| scene | methods | what to look at |", "| --- | --- | --- |"] + rows)
      .joined(separator: "\n")
  }

  private static var process: String {
    let nested = ["observation", "model", "training", "view"].compactMap { name -> String? in
      guard let parameter = SceneFormat.parameters.first(where: { $0.name == name }),
        case .object(let parameters) = parameter.kind
      else { return nil }
      return "`\(name)`: \(parameter.summary)\n\n" + ParameterTable.markdown(parameters)
    }
    let variants = [
      "`process`: how noise is added\n\n"
        + ParameterTable.markdown(processCatalog.map { $0.card }),
      "`schedule`: the noise levels\n\n"
        + ParameterTable.markdown(scheduleCatalog.map { $0.card }),
    ]
    return (variants + nested).joined(separator: "\n\n")
  }
}
