import DiffusionCore
import Simulation

/// What `diffviz compare` prints: methods down, metrics across.
struct CompareTable {
  let scene: Scene
  let seeds: [UInt64]
  let outcomes: [MethodOutcome]
  /// Names of metrics; nil for as many of the most telling ones as fit.
  let wanted: [String]?

  private static let width = 80
  /// Beyond it a cell is marked.
  private static let limit = 4.0
  private static let telling = [
    "sliced_w2", "mode_weight_error", "dispersion_ratio", "nll", "energy_distance", "precision",
    "recall", "score_evaluations",
  ]

  /// A metric down the table: its title, and a cell for each row.
  private struct Column {
    var heading: [String]
    var cells: [String]
    var width: Int { (heading + cells).map { $0.count }.max() ?? 0 }
  }

  /// Those that ran, with the floors of each different law once.
  private var rows: [MethodOutcome] { outcomes.filter { $0.failure == nil } }

  var text: String {
    let labels = floorLabels + rows.map { HarmlessText.line($0.method.label) }
    var lines = [heading, ""]
    if !rows.isEmpty {
      let columns = ([zColumn] + names.map(column)).compactMap { $0 }
      let side = min(30, labels.map { $0.count }.max() ?? 0)
      for block in blocks(columns, beside: side) { lines += self.lines(block, labels, side) + [""] }
    }
    for outcome in outcomes {
      guard let failure = outcome.failure else { continue }
      lines += folded("\(HarmlessText.line(outcome.method.label)): \(failure)") + [""]
    }
    return (lines + footer.flatMap(folded)).joined(separator: "\n") + "\n"
  }

  private var heading: String {
    let last = seeds.count > 1 ? " to \(seeds[seeds.count - 1])" : ""
    return "\(HarmlessText.line(scene.name)): \(scene.particles) particles, "
      + "seed\(seeds.count > 1 ? "s" : "") \(seeds[0])\(last)"
  }

  private var names: [String] {
    (wanted ?? Self.telling).filter { name in rows.contains { $0.values(of: name) != nil } }
  }

  // MARK: Floors

  /// The outcomes whose floors differ from those of all before: one for each law.
  private var standards: [MethodOutcome] {
    var found: [MethodOutcome] = []
    for row in rows where floor("sliced_w2", row) != nil {
      if !found.contains(where: { floor("sliced_w2", $0) == floor("sliced_w2", row) }) {
        found.append(row)
      }
    }
    return found
  }

  private func floor(_ name: String, _ outcome: MethodOutcome) -> MetricFloor? {
    outcome.values(of: name)?.first?.floor
  }

  private var floorLabels: [String] {
    standards.enumerated().map { index, outcome in
      index == 0 ? "exact draws" : "exact, \(HarmlessText.line(outcome.method.label))"
    }
  }

  // MARK: Columns

  /// The z of all metrics of a row together.
  private var zColumn: Column? {
    guard rows.contains(where: { $0.largestZ != nil }) else { return nil }
    let cells = rows.map { row in
      row.largestZ.map { NumberText.fixed($0, decimals: 1) + mark(abs($0) > Self.limit && $0 > 0) }
        ?? ""
    }
    return Column(heading: ["z", "of all"], cells: standards.map { _ in "" } + cells)
  }

  private func column(_ name: String) -> Column? {
    guard let card = metricCards.first(where: { $0.name == name }) else { return nil }
    let exact = standards.map { outcome in
      floor(name, outcome).map { Self.cell($0.mean, $0.deviation) + mark(false) } ?? ""
    }
    let cells = rows.map { row -> String in
      guard let values = row.values(of: name)?.map({ $0.value }) else { return "" }
      let (mean, spread) = Self.moments(values)
      return Self.cell(mean, spread) + mark(abs(row.z(of: name) ?? 0) > Self.limit)
    }
    return Column(heading: card.title.split(separator: " ").map(String.init), cells: exact + cells)
  }

  private func mark(_ isBeyond: Bool) -> String { isBeyond ? "*" : " " }

  private static func moments(_ values: [Double]) -> (mean: Double, spread: Double?) {
    let mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else { return (mean, nil) }
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (square / Double(values.count - 1)).squareRoot())
  }

  /// mean±spread with as many decimals as the spread's first digits take.
  private static func cell(_ mean: Double, _ spread: Double?) -> String {
    guard let spread, spread > 0 else {
      return mean == mean.rounded() && abs(mean) < 1e9
        ? NumberText.shortest(mean) : NumberText.fixed(mean, decimals: 4)
    }
    var (decimals, scaled) = (0, spread)
    while scaled < 3, decimals < 7 { (decimals, scaled) = (decimals + 1, 10 * scaled) }
    return NumberText.fixed(mean, decimals: decimals) + "±"
      + NumberText.fixed(spread, decimals: decimals)
  }

  // MARK: Lines

  /// Columns side by side, as many as fit; of the most telling ones only the first such.
  private func blocks(_ columns: [Column], beside side: Int) -> [[Column]] {
    var (blocks, used): ([[Column]], Int) = ([], Self.width)
    for column in columns {
      let more = column.width + 2
      if used + more > Self.width {
        guard wanted != nil || blocks.isEmpty else { break }
        blocks.append([])
        used = side
      }
      blocks[blocks.count - 1].append(column)
      used += more
    }
    return blocks
  }

  private func lines(_ columns: [Column], _ labels: [String], _ side: Int) -> [String] {
    let height = columns.map { $0.heading.count }.max() ?? 0
    func line(_ label: String, _ texts: [String]) -> String {
      zip(columns, texts).reduce(label.padded(to: side)) { line, cell in
        line + String(repeating: " ", count: cell.0.width + 2 - cell.1.count) + cell.1
      }.trimmed
    }
    let heads = (0..<height).map { index in
      line(
        "",
        columns.map { column in
          let place = index - (height - column.heading.count)
          return place < 0 ? "" : column.heading[place] + " "
        })
    }
    return heads
      + labels.indices.flatMap { row -> [String] in
        let cells = columns.map { $0.cells[row] }
        // A long name has a line of its own.
        return labels[row].count > side
          ? [labels[row], line("", cells)] : [line(labels[row], cells)]
      }
  }

  private var footer: [String] {
    let runs = seeds.count
    var text = runs > 1 ? ["Cells: mean ± spread over \(runs) seeds, one run each."] : []
    if let floor = standards.first.flatMap({ floor("sliced_w2", $0) }) {
      text.append(
        "Exact draws: the floor, mean ± deviation of \(floor.replicates) pairs of exact clouds of the "
          + "same size.")
      text.append(
        "* beyond its floor: z of the mean, how far it lies from the floor in units of the floor's "
          + "deviation times √(1/\(runs) + 1/\(floor.replicates)), is above \(Int(Self.limit)) or below "
          + "−\(Int(Self.limit)). z of all: the largest of a row, corrected for how many metrics are asked; "
          + "exact draws exceed 4 in 3 of 100 000.")
    }
    return text
  }

  private func folded(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= Self.width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append("  " + word)
      }
    }
    return lines
  }
}

// MARK: JSON

extension CompareTable {
  var json: JSON {
    .object([
      .init("scene", .text(scene.name)), .init("particles", .integer(scene.particles)),
      .init(
        "seeds", .list(seeds.map { Int(exactly: $0).map { .integer($0) } ?? .text("\($0)") })),
      .init("methods", .list(outcomes.map(object))),
    ])
  }

  private func object(_ outcome: MethodOutcome) -> JSON {
    let method = outcome.method
    var members: [JSON.Member] = [
      .init("label", .text(method.label)), .init("method", .text(method.choice.name)),
      .init("score", .text(method.score.rawValue)),
      .init("error", outcome.failure.map { .text($0) } ?? .null),
    ]
    if outcome.failure == nil {
      members.append(.init("z", outcome.largestZ.map { .number($0) } ?? .null))
      members.append(.init("metrics", .object(metricCards.compactMap { self.member($0, outcome) })))
    }
    return .object(members)
  }

  private func member(_ card: MetricCard, _ outcome: MethodOutcome) -> JSON.Member? {
    guard let found = outcome.values(of: card.name) else { return nil }
    let values = found.map { $0.value }
    let (mean, spread) = Self.moments(values)
    var members: [JSON.Member] = [.init("mean", .number(mean))]
    if let spread { members.append(.init("deviation", .number(spread))) }
    if let floor = found.first?.floor {
      members.append(.init("floor", .number(floor.mean)))
      members.append(.init("floor_deviation", .number(floor.deviation)))
    }
    if let z = outcome.z(of: card.name) {
      members.append(.init("z", .number(z)))
      members.append(.init("beyond", .flag(abs(z) > Self.limit)))
    }
    return .init(card.name, .object(members + [.init("values", .list(values.map { .number($0) }))]))
  }
}
