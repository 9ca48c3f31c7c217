import Benchmark
import Foundation
import Simulation
import TestSupport
import Testing

/// Baseline files: what is written can be read, and what is wrong is told with its place.
@Suite struct BaselineTests {
  private func baseline(_ text: String) throws(DiagnosticReport) -> Baseline {
    try Baseline(Array(text.utf8))
  }

  private func finding(in text: String) throws -> Diagnostic {
    let report = try #require(throws: DiagnosticReport.self) { try baseline(text) }
    return try #require(report.diagnostics.first)
  }

  @Test func `a saved baseline is read back the same, name and last digit`() throws {
    let rates = workCatalog.enumerated().map { index, item in
      Baseline.Rate(
        item: item.name, rate: 1e-3 + Double(index) * 12_345.678_9, unit: item.rateUnit)
    }
    let saved = Baseline(name: "a \"name\" with \\ and ü", rates: rates)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("diffviz-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("baseline.json").path
    try saved.write(to: path, force: false)
    #expect(try Baseline.read(path) == saved)
    let failure = #expect(throws: FailureReport.self) { try saved.write(to: path, force: false) }
    #expect(failure?.code == .cannotCreate)
    try saved.write(to: path, force: true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["baseline.json"])
  }

  @Test func `a baseline written by hand gives the rates of its items and no others`() throws {
    let byHand = try baseline(
      """
      {"schema": "diffviz-bench/1", "name": "jax",
       "rates": {"train-128": {"rate": 1174, "unit": "steps/s"}}}
      """)
    #expect(byHand["train-128"] == 1174)
    #expect(byHand["train-64"] == nil)
  }

  /// The text of a file with one entry, the line and path of what is wrong, and words of the message.
  static let wrong: [(entry: String, path: String, words: String)] = [
    (#""train-63": {"rate": 1, "unit": "steps/s"}"#, "rates.train-63", "train-64"),
    (#""ou": {"rate": 1, "unit": "steps/s"}"#, "rates.ou.unit", "particle-steps/s"),
    (#""train-64": {"rate": 0, "unit": "steps/s"}"#, "rates.train-64.rate", "> 0"),
    (#""train-64": {"rate": "1", "unit": "steps/s"}"#, "rates.train-64.rate", "remove the quotes"),
    (#""train-64": {"unit": "steps/s"}"#, "rates.train-64.rate", "missing"),
    (#""train-64": {"rate": 1}"#, "rates.train-64.unit", "missing"),
    (#""train-64": {"rate": 1, "unit": "steps/s", "n": 1}"#, "rates.train-64.n", "unknown key"),
    (#""ou": null"#, "rates.ou", "null"),
    ("", "rates", "no rate"),
  ]

  @Test(arguments: wrong.map { $0.entry })
  func `an entry that is wrong is named with line, path and what to do`(entry: String) throws {
    let (_, path, words) = try #require(Self.wrong.first { $0.entry == entry })
    let found = try finding(
      in: """
        {
          "schema": "diffviz-bench/1", "name": "x",
          "rates": {\(entry)}
        }
        """)
    #expect(found.line == 3)
    #expect(found.path == path)
    #expect("\(found.message) \(found.hint ?? "")".contains(words), "\(found)")
  }

  @Test(arguments: [
    #"{"schema": "diffviz-bench/2", "name": "x", "rates": {}}"#, #"{"name": "x"}"#, "[1]", "",
    #"{"schema": "diffviz-bench/1", "name": "x", "rates": {}, "rates": {}}"#,
  ])
  func `another format is refused`(text: String) {
    #expect(throws: DiagnosticReport.self) { try baseline(text) }
  }

  @Test func `a file that is missing or wrong ends with its exit code and its name`() throws {
    let missing = #expect(throws: FailureReport.self) { try Baseline.read("no-such-file.json") }
    #expect(missing?.code == .noInput)
    let readme = Repository.root.appendingPathComponent("README.md").path
    let wrong = #expect(throws: FailureReport.self) { try Baseline.read(readme) }
    #expect(wrong?.code == .data)
    #expect(wrong?.message.contains("README.md:1:1") == true)
  }
}
