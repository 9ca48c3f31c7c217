import DiffusionCore
import Simulation

/// Measured metrics for readers: a line each, with the floor and z where there are floors.
struct MetricTable {
  let metrics: [MeasuredMetric]
  /// The most points of either side.
  let points: Int

  /// Pairs of exact clouds behind the floors; 0 without floors.
  var replicates: Int { metrics.compactMap { $0.floor?.replicates }.first ?? 0 }

  var lines: [String] {
    let heading =
      "  " + "metric".padded(to: 22) + Self.right("value")
      + (replicates > 0 ? Self.right("floor") + "   " + "±".padded(to: 9) + "       z" : "")
    return [heading]
      + metrics.map { metric in
        let line = "  " + metric.card.title.padded(to: 22) + Self.right(Self.number(metric.value))
        return (line + (replicates > 0 ? floorColumns(metric) : "") + note(metric)).trimmed
      }
  }

  private func floorColumns(_ metric: MeasuredMetric) -> String {
    guard let floor = metric.floor else { return String(repeating: " ", count: 32) }
    let z = metric.z.map { NumberText.fixed($0, decimals: 1) } ?? ""
    return Self.right(Self.number(floor.mean)) + "   "
      + Self.number(floor.deviation).padded(to: 9)
      + String(repeating: " ", count: max(0, 8 - z.count)) + z
  }

  private func note(_ metric: MeasuredMetric) -> String {
    let unit = metric.card.unit == "none" || metric.card.unit == "plane" ? "" : metric.card.unit
    let limit = metric.limit(of: points).map { "first \($0) points" }
    let words = [unit, limit ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    return words.isEmpty ? "" : "   " + words
  }

  private static func right(_ text: String) -> String {
    String(repeating: " ", count: max(1, 12 - text.count)) + text
  }

  static func number(_ value: Double) -> String {
    NumberText.fixed(value, decimals: abs(value) < 0.1 ? 6 : 4)
  }
}

extension String {
  /// The text with blanks behind it up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text without blanks behind it.
  var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
