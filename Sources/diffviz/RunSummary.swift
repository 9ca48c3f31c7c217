import DiffusionCore
import Simulation

/// What `diffviz run` prints, for readers and for programs.
struct RunSummary {
  let session: Session
  let report: RunReport
  let seconds: Double

  var json: JSON {
    let knobs = session.course.sampler.knobValues.map { JSON.Member($0.name, .number($0.value)) }
    return .object([
      .init("scene", .text(session.scene.name)),
      .init("method", .text(session.course.card.name)),
      .init("score", .text(session.score.rawValue)),
      .init("parameters", .object(knobs)),
      .init("particles", .integer(session.cloud.count)),
      .init("steps", .integer(session.course.steps)),
      .init("seed", seed),
      .init("score_evaluations", .integer(session.scoreEvaluations)),
      .init("seconds", .number(seconds)),
      .init("metrics", .object(metrics)),
      .init("readings", .list(report.readings.map { $0.json })),
    ])
  }

  /// A number where JSON readers take it for exact, text beyond.
  private var seed: JSON {
    Int(exactly: session.scene.seed).map { .integer($0) } ?? .text("\(session.scene.seed)")
  }

  /// Metrics that have a meaning for the scene, in a fixed order.
  private var metrics: [JSON.Member] {
    var members: [JSON.Member] = []
    func add(_ name: String, _ value: Double?) {
      if let value, value.isFinite { members.append(.init(name, .number(value))) }
    }
    add("sliced_w2", report.slicedW2.value)
    add("sliced_w2_floor", report.slicedW2.floor)
    add("energy_distance", report.energyDistance.value)
    add("energy_distance_floor", report.energyDistance.floor)
    if let weights = report.modeWeights {
      members.append(.init("mode_weights", .list(weights.map { .number($0) })))
    }
    add("mode_weight_error", report.modeWeightError)
    if let covered = report.modesCovered {
      members.append(.init("modes_covered", .integer(covered)))
    }
    add("dispersion_ratio", report.dispersionRatio)
    add("precision", report.precision)
    add("recall", report.recall)
    add("nll", report.negativeLogLikelihood)
    add("frechet", report.frechet)
    add("acceptance", session.acceptance)
    return members
  }

  var text: String {
    let course = session.course
    var lines = [
      "\(session.scene.name): \(course.card.name)"
        + (course.card.needsScore ? ", \(session.score.rawValue) score" : ""),
      "\(session.cloud.count) particles, \(course.steps) steps, seed \(session.scene.seed), "
        + "\(session.scoreEvaluations) score evaluations a particle, "
        + "\(NumberText.fixed(seconds, decimals: 2)) s",
      "",
    ]
    func row(_ name: String, _ value: Double?, floor: Double? = nil, note: String = "") {
      guard let value, value.isFinite else { return }
      let number = NumberText.fixed(value, decimals: 4)
      var line =
        "  " + name.padded(to: 20) + String(repeating: " ", count: max(0, 10 - number.count))
      line += number
      if let floor { line += "   floor \(NumberText.fixed(floor, decimals: 4))" }
      lines.append(note.isEmpty ? line : line + "   " + note)
    }
    row("sliced W2", report.slicedW2.value, floor: report.slicedW2.floor)
    row("energy distance", report.energyDistance.value, floor: report.energyDistance.floor)
    row("mode weight error", report.modeWeightError, note: modeNote)
    row("dispersion ratio", report.dispersionRatio, note: "exact 1")
    row("precision", report.precision)
    row("recall", report.recall)
    row("nll", report.negativeLogLikelihood, note: "nats")
    row("Frechet distance", report.frechet, note: "squared")
    row("acceptance", session.acceptance, note: "mean over steps")
    for reading in report.readings {
      let exact = reading.exact.map { "exact \(NumberText.fixed($0, decimals: 4))" }
      row(reading.name, reading.value, note: exact ?? "")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var modeNote: String {
    guard let weights = report.modeWeights, let covered = report.modesCovered else { return "" }
    let list = weights.prefix(12).map { NumberText.fixed($0, decimals: 3) }.joined(separator: " ")
    return "\(session.course.target.parts.name)s \(covered)/\(weights.count) found, weights \(list)"
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

extension String {
  /// The text with blanks behind it up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
