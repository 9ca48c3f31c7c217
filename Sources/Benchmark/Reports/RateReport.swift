import DiffusionCore
package import Simulation

/// Rates beside a baseline's, and each size beside its neighbouring power of two.
package struct RateReport {
  package struct Row {
    package let measurement: Measurement
    package let baselineRate: Double?
    /// The item that the size is held against, and the share of its rate for the same arithmetic.
    package let neighbour: (item: String, share: Double)?

    /// How many times the baseline's rate; above 1 is faster.
    package var ratio: Double? { baselineRate.map { measurement.rate / $0 } }
  }

  package let rows: [Row]
  private let baselineName: String?
  private let settings: WorkSettings
  private let rounds: Int

  package init(
    _ measurements: [Measurement], baseline: Baseline?, settings: WorkSettings, rounds: Int
  ) {
    self.settings = settings
    self.rounds = rounds
    baselineName = baseline?.name
    rows = measurements.map { measurement in
      let other = measurements.first { $0.item.name == measurement.item.neighbour }
      let share = other.flatMap { other in
        measurement.share(of: other).map { (item: other.item.name, share: $0) }
      }
      return Row(
        measurement: measurement, baselineRate: baseline?[measurement.item.name],
        neighbour: share)
    }
  }

  // MARK: For readers

  package var text: String {
    let hasNeighbours = rows.contains { $0.neighbour != nil }
    var head = ["item", "rate", "unit", "at best"]
    if baselineName != nil { head += ["baseline", "ratio"] }
    if hasNeighbours { head.append("of neighbour") }
    if rounds > 1 { head.append("slowest … fastest round") }
    var columns = Columns(head: head)
    for row in rows { columns.add(cells(row, hasNeighbours: hasNeighbours)) }
    var title = "\(settings.path.rawValue), \(threads)"
    if rounds > 1 { title += ", median of \(rounds) rounds" }
    if let baselineName { title += "; baseline: \(HarmlessText.line(baselineName))" }
    return title + "\n\n" + columns.text(leftAligned: [0, 2])
  }

  private var threads: String {
    "\(settings.parallel.threads) thread\(settings.parallel.threads == 1 ? "" : "s")"
  }

  private func cells(_ row: Row, hasNeighbours: Bool) -> [String] {
    let measured = row.measurement
    var cells = [
      measured.item.name, TableNumber.rate(measured.rate), measured.item.rateUnit,
      TableNumber.rate(measured.best),
    ]
    if baselineName != nil {
      cells.append(row.baselineRate.map(TableNumber.rate) ?? "–")
      cells.append(row.ratio.map { TableNumber.fixed($0, 2) } ?? "–")
    }
    if hasNeighbours {
      cells.append(row.neighbour.map { TableNumber.fixed(100 * $0.share, 0) + " %" } ?? "–")
    }
    if rounds > 1 {
      cells.append("\(TableNumber.rate(measured.lowest)) … \(TableNumber.rate(measured.highest))")
    }
    return cells
  }

  // MARK: For programs

  package var json: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("threads", .integer(settings.parallel.threads)),
      .init("path", .text(settings.path.rawValue)), .init("rounds", .integer(rounds)),
    ]
    if let baselineName { members.append(.init("baseline", .text(baselineName))) }
    return members + [.init("items", .list(rows.map { json($0) }))]
  }

  private func json(_ row: Row) -> JSON {
    let measured = row.measurement
    var members: [JSON.Member] = [
      .init("item", .text(measured.item.name)), .init("rate", .number(measured.rate)),
      .init("best_rate", .number(measured.best)), .init("lowest_rate", .number(measured.lowest)),
      .init("highest_rate", .number(measured.highest)),
      .init("unit", .text(measured.item.rateUnit)),
      .init("threads", .integer(settings.parallel.threads)),
      .init("path", .text(settings.path.rawValue)),
    ]
    if let rate = row.baselineRate { members.append(.init("baseline_rate", .number(rate))) }
    if let ratio = row.ratio { members.append(.init("ratio", .number(ratio))) }
    if let neighbour = row.neighbour {
      members.append(
        .init(
          "relative_to",
          .object([
            .init("item", .text(neighbour.item)), .init("percent", .number(100 * neighbour.share)),
          ])))
    }
    return .object(members)
  }
}
