import Simulation

/// What is to be timed: all, or what begins with one of some words.
struct BenchmarkSelection {
  let items: [WorkItem]
  let series: [ScalingSeries]
  /// Whether start-up and memory are measured.
  let hasProcess: Bool
  private let isScaling: Bool

  private static let processName = "process"
  private static let processSummary = "start-up and memory of the program, measured from outside"

  /// - Throws: code 64 for a word that nothing begins with.
  init(_ prefixes: [String], isScaling: Bool) throws(FailureReport) {
    self.isScaling = isScaling
    let known =
      isScaling
      ? scalingCatalog.map { $0.name } : workCatalog.map { $0.name } + [Self.processName]
    for prefix in prefixes where !known.contains(where: { $0.hasPrefix(prefix) }) {
      let near = EditDistance.nearest(to: prefix, among: known).map { "did you mean '\($0)'? " }
      throw .usage(
        "no item begins with \(HarmlessText.quoted(prefix)); \(near ?? "")--list names them all")
    }
    func isChosen(_ name: String) -> Bool {
      prefixes.isEmpty || prefixes.contains { name.hasPrefix($0) }
    }
    items = isScaling ? [] : workCatalog.filter { isChosen($0.name) }
    series = isScaling ? scalingCatalog.filter { isChosen($0.name) } : []
    hasProcess = !isScaling && isChosen(Self.processName)
  }

  private var rows: [(name: String, unit: String, summary: String)] {
    items.map { ($0.name, $0.rateUnit, $0.summary) }
      + series.map { ($0.name, $0.unit, "\($0.work), cost against \($0.variable)") }
      + (hasProcess ? [(Self.processName, "", Self.processSummary)] : [])
  }

  var text: String {
    var columns = Columns(head: ["item", "unit", "what is done"])
    for row in rows { columns.add([row.name, row.unit, row.summary]) }
    return columns.text(leftAligned: [0, 1, 2])
  }

  var json: JSON {
    let rows = rows.map { row in
      JSON.object([
        .init("item", .text(row.name)), .init("unit", .text(row.unit)),
        .init("summary", .text(row.summary)),
      ])
    }
    return ["items": .list(rows)]
  }
}
