import ArgumentParser
import DiffusionCore
import Simulation
import TerminalFront

/// `diffviz methods`: every method with its rule, parameters, law and failure.
struct MethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods",
    abstract: "List methods, processes and ways of learning with rules, parameters and failures.")

  @Argument(help: "Names of methods; all without one.")
  var names: [String] = []

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let known = samplerCatalog.map { $0.card.name } + choiceCatalog.map { $0.name }
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw FailureReport.unknown("method", unknown, known: known)
    }
    func isWanted(_ name: String) -> Bool { names.isEmpty || names.contains(name) }
    let methods = samplerCatalog.filter { isWanted($0.card.name) }
    let choices = choiceCatalog.filter { isWanted($0.name) }
    try Output.write(
      json
        ? JSON.object([
          .init("methods", .list(methods.map { $0.json } + choices.map { $0.json }))
        ]).text(.pretty) + "\n"
        : (methods.map { $0.text } + choices.map { $0.text }).joined(separator: "\n"))
  }
}

extension Sampler {
  fileprivate static var json: JSON {
    let parameters = knobs.map { knob in
      JSON.object([
        .init("name", .text(knob.name)), .init("default", .text(knob.defaultWords)),
        .init("range", .text(knob.range.words)), .init("summary", .text(knob.summary)),
        .init("is_step_size", .flag(knob.stepRule != nil)),
      ])
    }
    return .object([
      .init("name", .text(card.name)), .init("title", .text(card.title)),
      .init("detail", .text(card.detail)), .init("idea", .text(card.idea)),
      .init("family", .text(card.family.rawValue)),
      .init("use", .text("\"method\": \"\(card.name)\"")),
      .init("rule", .list(card.rule.map { .text($0) })),
      .init("symbols", .list(glossary.map { $0.json })),
      .init("parameters", .list(parameters)),
      .init("levels", .integer(card.defaultLevels)),
      .init("needs", .list(card.needs.map { .text($0.rawValue) })),
      .init("score_evaluations_per_step", .integer(card.scoreEvaluations)),
      .init("law", .text(card.law)), .init("failure", .text(card.failure)),
      .init("source", .text(card.source)),
    ])
  }

  fileprivate static var text: String {
    var lines = ["\(card.name)  (\(card.family.rawValue): \(card.title), \(card.detail))"]
    if !card.idea.isEmpty { lines.append("  \(card.idea)") }
    lines += card.rule.map { "    \($0)" }
    lines += glossary.map { "      \($0.name)  \($0.meaning)" }
    for knob in knobs {
      lines.append(
        "  \(knob.name): \(knob.summary); default \(knob.defaultWords), \(knob.range.words)")
    }
    lines.append("  levels: \(card.defaultLevels)")
    lines.append("  samples: \(card.law)")
    lines.append("  fails: \(card.failure)")
    lines.append("  source: \(card.source)")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ChoiceCard {
  /// The members of a method's JSON; a choice has no steps of its own, so no levels and evaluations.
  fileprivate var json: JSON {
    let parameters = parameters.map { parameter in
      JSON.object([
        .init("name", .text(parameter.name)), .init("default", .text(parameter.defaultWords)),
        .init("range", .text(parameter.rangeWords)), .init("summary", .text(parameter.summary)),
        .init("is_step_size", .flag(false)),
      ])
    }
    return .object([
      .init("name", .text(name)), .init("title", .text(title)), .init("detail", .text(detail)),
      .init("idea", .text(idea)), .init("family", .text(family.rawValue)), .init("use", .text(use)),
      .init("rule", .list(rule.map { .text($0) })),
      .init("symbols", .list(symbols.map { $0.json })), .init("parameters", .list(parameters)),
      .init("levels", .null), .init("needs", .list(needs.map { .text($0) })),
      .init("score_evaluations_per_step", .null), .init("law", .text(law)),
      .init("failure", .text(failure)), .init("source", .text(source)),
    ])
  }

  fileprivate var text: String {
    var lines = ["\(name)  (\(family.rawValue): \(title), \(detail))"]
    lines.append("  \(idea)")
    lines += rule.map { "    \($0)" }
    lines.append("  use: \(use)")
    for parameter in parameters {
      lines.append(
        "  \(parameter.name): \(parameter.summary); default \(parameter.defaultWords), "
          + parameter.rangeWords)
    }
    if !needs.isEmpty { lines.append("  needs: \(needs.joined(separator: ", "))") }
    lines.append("  law: \(law)")
    lines.append("  fails: \(failure)")
    lines.append("  source: \(source)")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension MethodSymbol {
  fileprivate var json: JSON {
    .object([.init("name", .text(name)), .init("meaning", .text(meaning))])
  }
}

extension Parameter {
  fileprivate var defaultWords: String {
    let words = ParameterTable.standard(self).replacing("`", with: "")
    return words.isEmpty ? "by the scene" : words
  }

  fileprivate var rangeWords: String {
    ParameterTable.values(kind).replacing("`", with: "")
  }
}

/// `diffviz schema`: the JSON Schema of a scene.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of a scene.")

  func run() throws {
    try Output.write(
      ParameterSchema.object(title: "diffviz scene", SceneFormat.parameters).text(.pretty) + "\n")
  }
}

/// `diffviz keys`: the key table.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List the keys of the view.")

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    if json {
      let rows = KeyMap.rows.map { row in
        JSON.object([
          .init("keys", .text(row.keys)), .init("meaning", .text(row.meaning)),
          .init("group", .text(row.group)),
        ])
      }
      return try Output.write(JSON.object([.init("keys", .list(rows))]).text(.pretty) + "\n")
    }
    var text = ""
    var group = ""
    for row in KeyMap.rows {
      if row.group != group { text += (group.isEmpty ? "" : "\n") + row.group + "\n" }
      group = row.group
      text += "  " + row.keys.padded(to: 10) + row.meaning + "\n"
    }
    try Output.write(text)
  }
}

/// `diffviz check SCENE…`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check scene files; errors name file, line, column and path.")

  @Argument(help: "Scene files.")
  var scenes: [String]

  @Flag(name: .customLong("allow-outside"), help: "Read data files outside a scene's folder.")
  var allowOutside = false

  @Flag(help: "Write one JSON object on standard output.")
  var json = false

  @Flag(help: "Say nothing about scenes that are right.")
  var quiet = false

  func run() throws {
    var worst: FailureReport?
    var results: [JSON] = []
    for path in scenes {
      let failure = check(path)
      worst = worst ?? failure
      if !json, failure == nil, !quiet { try Output.write("\(HarmlessText.path(path)): ok\n") }
      results.append(result(path, failure))
    }
    if json { try Output.write(JSON.object([.init("scenes", .list(results))]).text() + "\n") }
    if let worst { throw ExitCode(worst.exitCode) }
  }

  /// What is wrong with a scene; printed in full unless JSON is wanted.
  private func check(_ path: String) -> FailureReport? {
    do {
      let scene = try SceneLoading.load(path, allowsOutside: allowOutside)
      for choice in scene.programme { _ = try scene.course(of: choice) }
      return nil
    } catch let failure as FailureReport {
      if !json { Output.remark(failure.details?.text(file: path) ?? failure.line) }
      return failure
    } catch {
      return FailureReport("\(error)", code: .data)
    }
  }

  private func result(_ path: String, _ failure: FailureReport?) -> JSON {
    let findings = (failure?.details?.diagnostics ?? []).map { finding in
      JSON.object([
        .init("line", finding.line.map { .integer($0) } ?? .null),
        .init("column", finding.column.map { .integer($0) } ?? .null),
        .init("path", .text(finding.path)), .init("message", .text(finding.message)),
        .init("hint", finding.hint.map { .text($0) } ?? .null),
      ])
    }
    return .object([
      .init("file", .text(path)), .init("ok", .flag(failure == nil)),
      .init("error", failure.map { .text($0.message) } ?? .null),
      .init("findings", .list(findings)),
    ])
  }
}
