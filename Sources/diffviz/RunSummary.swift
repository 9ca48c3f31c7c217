import DiffusionCore
import Simulation

/// What `diffviz run` prints, for readers and for programs.
struct RunSummary {
  let session: Session
  let report: RunReport
  let seconds: Double
  var checks: [MetricCheck.Result] = []

  var json: JSON {
    let knobs = session.course.sampler.knobValues.map { JSON.Member($0.name, .number($0.value)) }
    var members: [JSON.Member] = [
      .init("scene", .text(session.scene.name)),
      .init("method", .text(session.course.card.name)),
      .init("score", .text(session.score.rawValue)),
      .init("parameters", .object(knobs)),
      .init("particles", .integer(session.cloud.count)),
      .init("steps", .integer(session.course.steps)),
      .init("seed", seed),
      .init("score_evaluations", .integer(session.scoreEvaluations)),
      .init("seconds", .number(seconds)),
      .init("points", .integer(report.points)),
      .init("replicates", .integer(table.replicates)),
      .init("metrics", .object(report.numbers.map { $0.member })),
      .init("readings", .list(report.readings.map { $0.json })),
    ]
    if !checks.isEmpty {
      members.append(.init("checks", .list(checks.map { $0.json })))
    }
    return .object(members)
  }

  /// Numbers beside the metrics that a check may name.
  static let facts = ["particles", "steps", "seconds"]

  /// All that a check may name.
  var numbers: [MetricNumber] {
    [
      MetricNumber("particles", Double(session.cloud.count)),
      MetricNumber("steps", Double(session.course.steps)), MetricNumber("seconds", seconds),
    ] + report.numbers
  }

  /// A number where JSON readers take it for exact, text beyond.
  private var seed: JSON {
    Int(exactly: session.scene.seed).map { .integer($0) } ?? .text("\(session.scene.seed)")
  }

  private var table: MetricTable { MetricTable(metrics: report.metrics, points: report.points) }

  var text: String {
    let course = session.course
    var lines = [
      "\(session.scene.name): \(course.card.name)"
        + (course.card.needsScore ? ", \(session.score.rawValue) score" : ""),
      "\(session.cloud.count) particles, \(course.steps) steps, seed \(session.scene.seed), "
        + "\(session.scoreEvaluations) score evaluations a particle, "
        + "\(NumberText.fixed(seconds, decimals: 2)) s",
    ]
    if table.replicates > 0 {
      lines.append("floors from \(table.replicates) pairs of exact clouds of \(report.points)")
    }
    lines += [""] + table.lines
    if !modeNote.isEmpty { lines += ["", modeNote] }
    if !report.readings.isEmpty { lines.append("") }
    for reading in report.readings where reading.value.isFinite {
      let exact = reading.exact.map { "   exact \(NumberText.fixed($0, decimals: 4))" } ?? ""
      let value = NumberText.fixed(reading.value, decimals: 4)
      lines.append(
        "  " + reading.name.padded(to: 22) + String(repeating: " ", count: max(1, 12 - value.count))
          + value + exact)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var modeNote: String {
    let weights = report.numbers.first { $0.name == "mode_weights" }?.values ?? []
    guard !weights.isEmpty else { return "" }
    let list = weights.prefix(12).map { NumberText.fixed($0, decimals: 3) }.joined(separator: " ")
    return "  weights of the \(session.course.target.parts.name)s: \(list)"
      + (weights.count > 12 ? " …" : "")
  }
}

extension MetricCheck.Result {
  fileprivate var json: JSON {
    .object([
      .init("check", .text(check.text)), .init("value", .number(value)),
      .init("holds", .flag(holds)),
    ])
  }

  /// For standard error.
  var line: String {
    "check \(check.text): \(holds ? "holds" : "does not hold"), \(NumberText.shortest(value))"
  }
}

extension Reading {
  fileprivate var json: JSON {
    func number(_ value: Double?) -> JSON {
      value.map { $0.isFinite ? .number($0) : .null } ?? .null
    }
    return .object([
      .init("name", .text(name)), .init("value", number(value)), .init("exact", number(exact)),
    ])
  }
}
