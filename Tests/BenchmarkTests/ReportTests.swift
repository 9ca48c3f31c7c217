import Benchmark
import DiffusionCore
import Simulation
import Testing

/// The arithmetic of the table.
@Suite struct ReportTests {
  private let settings = WorkSettings(parallel: .serial, path: .portable)

  /// An item of `units` units a call, measured in rounds of so many calls a second.
  private func measured(
    _ name: String, units: Double = 1, operations: Double = 0, neighbour: String? = nil,
    rounds: [Double]
  ) -> Measurement {
    var item = WorkItem(name, "steps", units: units, "") { _ in {} }
    item.operations = operations
    item.neighbour = neighbour
    var result = Measurement(item)
    for mean in rounds { result.add(CallRate(mean: mean, best: 2 * mean)) }
    return result
  }

  @Test func `the median of the rounds counts, beside the extremes and the best slice`() {
    let odd = measured("a", units: 10, rounds: [1, 30, 2])
    #expect(odd.rate == 20 && odd.lowest == 10 && odd.highest == 300 && odd.best == 600)
    #expect(measured("a", rounds: [1, 4, 2, 30]).rate == 3)
  }

  @Test func `a ratio is this rate over the baseline's, and a dash where that has none`() throws {
    let baseline = Baseline(
      name: "peer", rates: [.init(item: "known", rate: 40, unit: "steps/s")])
    let report = RateReport(
      [measured("known", units: 10, rounds: [1, 30, 2]), measured("unknown", rounds: [1])],
      baseline: baseline, settings: settings, rounds: 3)
    #expect(report.rows.map { $0.ratio } == [0.5, nil])
    let lines = report.text.split(separator: "\n").map(String.init)
    let known = try #require(lines.first { $0.hasPrefix("known") })
    #expect(known.split(separator: " ").contains("0.50"))
    let unknown = try #require(lines.first { $0.hasPrefix("unknown") })
    #expect(unknown.split(separator: " ").filter { $0 == "–" }.count == 2)
    let json = try JSONDocument.read(Array(JSON.object(report.json).text().utf8)).root
    #expect(json["items"]?[0]?["ratio"]?.number == 0.5)
    #expect(json["items"]?[0]?["rate"]?.number == 20)
    #expect(json["items"]?[0]?["best_rate"]?.number == 600)
    #expect(json["items"]?[1]?["ratio"] == nil)
  }

  @Test func `a size is held against its neighbour by operations, not by units`() throws {
    // Half the rate for three times the operations: half as fast again.
    let report = RateReport(
      [
        measured("odd", operations: 300, neighbour: "even", rounds: [5]),
        measured("even", operations: 100, rounds: [10]),
        measured("lonely", operations: 1, neighbour: "absent", rounds: [10]),
      ], baseline: nil, settings: settings, rounds: 1)
    #expect(report.rows.map { $0.neighbour?.share } == [1.5, nil, nil])
    let json = try JSONDocument.read(Array(JSON.object(report.json).text().utf8)).root
    #expect(json["items"]?[0]?["relative_to"]?["item"]?.text == "even")
    #expect(json["items"]?[0]?["relative_to"]?["percent"]?.number == 150)
  }

  @Test func `rounds share the seconds and prepare each item once`() throws {
    final class Count { var prepared = 0, called = 0 }
    nonisolated(unsafe) let count = Count()
    let item = WorkItem("a", "calls", units: 1, "") { _ in
      count.prepared += 1
      return { count.called += 1 }
    }
    let runs = RoundRobin(settings: settings, seconds: 0.004, rounds: 4)
    var order: [String] = []
    let results = try runs.measure([item, item]) { order.append("\($0) \($1.name)") }
    #expect(count.prepared == 2 && results.count == 2)
    #expect(count.called > 8 && results.allSatisfy { $0.rate > 0 && $0.lowest <= $0.highest })
    #expect(order == (0..<8).map { "\($0) a" })
  }
}
