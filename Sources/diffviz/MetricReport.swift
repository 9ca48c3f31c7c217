import DiffusionCore
import Simulation

/// What `diffviz metrics` prints, for readers and for programs.
struct MetricReport {
  let files: [String]
  let comparison: Comparison
  let seed: UInt64
  let metrics: [MeasuredMetric]

  /// The exact draws of a comparison.
  static func stream(_ seed: UInt64) -> NoiseStream { NoiseStream(seed: seed, stream: 93) }

  /// The names of `diffviz run --json`, with `_floor`, `_floor_deviation` and `_z` behind them,
  /// and `_points` where only the first ones are looked at.
  var json: JSON {
    var members: [JSON.Member] = []
    for metric in metrics {
      let name = metric.card.name
      members.append(.init(name, .number(metric.value)))
      if let limit = limit(of: metric) { members.append(.init("\(name)_points", .integer(limit))) }
      guard let floor = metric.floor else { continue }
      members.append(.init("\(name)_floor", .number(floor.mean)))
      members.append(.init("\(name)_floor_deviation", .number(floor.deviation)))
      if let z = metric.z { members.append(.init("\(name)_z", .number(z))) }
    }
    if let weights = partWeights {
      members.append(.init("mode_weights", .list(weights.map { .number($0) })))
    }
    var facts: [JSON.Member] = [
      .init("a", .text(files[0])), .init("b", .text(files[1])),
      .init("points", .integer(comparison.points.count)),
      .init("reference_points", .integer(comparison.reference.count)),
    ]
    if let level = comparison.exact?.law.level {
      facts.append(.init("signal", .number(level.signal)))
      facts.append(.init("noise", .number(level.noise)))
      facts.append(.init("replicates", .integer(replicates)))
      facts.append(.init("seed", Int(exactly: seed).map { .integer($0) } ?? .text("\(seed)")))
    }
    return .object(facts + [.init("metrics", .object(members))])
  }

  private var replicates: Int { metrics.compactMap { $0.floor?.replicates }.first ?? 0 }

  private var partWeights: [Double]? {
    guard comparison.exact?.partWeights.isEmpty == false else { return nil }
    return comparison.statistics?.partWeights
  }

  var text: String {
    var lines = [heading, ""]
    lines.append(
      "  " + "metric".padded(to: 22) + Self.right("value") + (replicates > 0 ? floorHeading : ""))
    for metric in metrics {
      var line = "  " + metric.card.title.padded(to: 22) + Self.right(Self.number(metric.value))
      if replicates > 0 { line += floorColumns(metric) }
      lines.append(line + note(metric))
    }
    if !absent.isEmpty {
      lines += ["", "  no value for these points: " + absent.joined(separator: ", ")]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Metrics that want no more than is given and have no value nevertheless: exact W2 of unequal
  /// numbers of points, a likelihood of points outside of the law's support.
  private var absent: [String] {
    metricCatalog.map { $0.card }.filter { card in
      let isWanted =
        switch card.needs {
        case .points: true
        case .law: comparison.exact?.isDense == true && card.name != DispersionRatio.card.name
        case .parts, .chain: false
        }
      return isWanted && !metrics.contains { $0.card.name == card.name }
    }.map { $0.title }
  }

  private var heading: String {
    let names = files.map { HarmlessText.path($0) }
    let sizes = "\(comparison.points.count) points"
    guard let level = comparison.exact?.law.level else {
      return "\(names[0]) against \(names[1]): \(sizes) and \(comparison.reference.count)"
    }
    let place = level.noise == 0 ? "the clean law" : "the law at σ = \(Self.number(level.sigma))"
    return "\(names[0]) and \(names[1]): \(sizes) against \(place)"
      + (replicates > 0 ? ", floors from \(replicates) pairs of exact clouds" : "")
  }

  private var floorHeading: String { Self.right("floor") + "   " + "±".padded(to: 9) + "       z" }

  private func floorColumns(_ metric: MeasuredMetric) -> String {
    guard let floor = metric.floor else { return String(repeating: " ", count: 32) }
    let z = metric.z.map { NumberText.fixed($0, decimals: 1) } ?? ""
    return Self.right(Self.number(floor.mean)) + "   "
      + Self.number(floor.deviation).padded(to: 9)
      + String(repeating: " ", count: max(0, 8 - z.count)) + z
  }

  private func note(_ metric: MeasuredMetric) -> String {
    let unit = metric.card.unit == "none" || metric.card.unit == "plane" ? "" : metric.card.unit
    let limit = limit(of: metric).map { "first \($0) points" }
    let words = [unit, limit ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    return words.isEmpty ? "" : "   " + words
  }

  /// How many points are looked at, where that is not all.
  private func limit(of metric: MeasuredMetric) -> Int? {
    let most = max(comparison.points.count, comparison.reference.count)
    return metric.card.limit.flatMap { $0 < most ? $0 : nil }
  }

  private static func right(_ text: String) -> String {
    String(repeating: " ", count: max(1, 12 - text.count)) + text
  }

  private static func number(_ value: Double) -> String {
    NumberText.fixed(value, decimals: abs(value) < 0.1 ? 6 : 4)
  }
}

/// What `diffviz metrics --list` prints.
enum MetricList {
  static func text(json: Bool) -> String {
    let cards = metricCatalog.map { $0.card }
    guard json else { return cards.map(text).joined(separator: "\n") }
    return JSON.object([.init("metrics", .list(cards.map(object)))]).text(.pretty) + "\n"
  }

  private static func object(_ card: MetricCard) -> JSON {
    .object([
      .init("name", .text(card.name)), .init("title", .text(card.title)),
      .init("meaning", .text(card.meaning)), .init("unit", .text(card.unit)),
      .init("range", .text(card.range)), .init("better", .text(card.better.rawValue)),
      .init("needs", .text(card.needs.rawValue)), .init("has_floor", .flag(card.hasFloor)),
      .init("points_at_most", card.limit.map { .integer($0) } ?? .null),
      .init("source", .text(card.source)),
    ])
  }

  private static func text(_ card: MetricCard) -> String {
    var lines = ["\(card.name)  (\(card.title))", "  \(card.meaning)"]
    let limit = card.limit.map { "; the first \($0) points of each" } ?? ""
    lines.append("  unit: \(card.unit), range: \(card.range), better: \(card.better.rawValue)")
    lines.append("  needs: \(card.needs.rawValue)\(limit)")
    lines.append("  source: \(card.source)")
    return lines.joined(separator: "\n") + "\n"
  }
}
