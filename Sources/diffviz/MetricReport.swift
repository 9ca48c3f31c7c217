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

  private var table: MetricTable {
    MetricTable(
      metrics: metrics, points: max(comparison.points.count, comparison.reference.count))
  }

  private var replicates: Int { table.replicates }

  /// The names of `diffviz run --json`.
  var json: JSON {
    let members = metrics.flatMap { $0.numbers(points: table.points) }.map { $0.member }
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

  var text: String {
    var lines = [heading, ""] + table.lines
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
        default: false
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
    let place =
      level.noise == 0 ? "the clean law" : "the law at σ = \(MetricTable.number(level.sigma))"
    return "\(names[0]) and \(names[1]): \(sizes) against \(place)"
      + (replicates > 0 ? ", floors from \(replicates) pairs of exact clouds" : "")
  }
}

/// What `diffviz metrics --list` prints.
enum MetricList {
  static func text(json: Bool) -> String {
    let cards = metricCards
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
