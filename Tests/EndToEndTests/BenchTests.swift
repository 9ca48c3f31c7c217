import Foundation
import Simulation
import TerminalTestSupport
import Testing

/// `diffviz bench` and `diffviz-bench` as they are built.
@Suite struct BenchTests {
  private struct Outcome {
    var output: String
    var errors: String
    var code: Int32

    /// The output as JSON.
    func json() throws -> JSONNode { try JSONDocument.read(Array(output.utf8)).root }
  }

  private func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    let folder = try TemporaryFolder()
    let errors = URL(fileURLWithPath: folder.path + "/errors")
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(TerminalChild.products)/\(program)")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      output: String(decoding: bytes, as: UTF8.self),
      errors: try String(contentsOf: errors, encoding: .utf8), code: process.terminationStatus)
  }

  private func bench(_ arguments: [String]) throws -> Outcome {
    try run("diffviz", ["bench"] + arguments)
  }

  @Test func `every item runs, and a process holds the promises of start-up and memory`() throws {
    let outcome = try bench(["--seconds", "0.001", "--json"])
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let json = try outcome.json()
    let listed = try #require(try bench(["--list", "--json"]).json()["items"]?.list)
    let items = try #require(json["items"]?.list)
    #expect(items.map { $0["item"]?.text } + ["process"] == listed.map { $0["item"]?.text })
    for item in items {
      let rate = try #require(item["rate"]?.number)
      #expect(rate > 0 && rate <= item["best_rate"]?.number ?? 0, "\(item["item"]?.text ?? "")")
    }
    let bytes = try #require(json["bytes_per_particle"]?.number)
    // Two Floats at least; 64 bytes are promised.
    #expect(bytes >= 8 && bytes <= 64)
    #expect(try #require(json["start_up_seconds"]?.number) > 0)
  }

  @Test func `a saved baseline is compared with, item by item`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/mine.json"
    let one = ["--seconds", "0.01", "--item", "train-16"]
    #expect(try bench(one + ["--save", path]).code == 0)
    let outcome = try bench([
      "--seconds", "0.02", "--rounds", "2", "--item", "train-16", "--item", "train-17",
      "--baseline", path, "--json",
    ])
    #expect(outcome.code == 0)
    let items = try #require(try outcome.json()["items"]?.list)
    #expect(items.map { $0["item"]?.text } == ["train-16", "train-17"])
    let (rate, base) = (items[0]["rate"]?.number, items[0]["baseline_rate"]?.number)
    #expect(items[0]["ratio"]?.number == (rate ?? .nan) / (base ?? .nan))
    #expect(items[1]["ratio"] == nil)
    #expect(items[1]["relative_to"]?["item"]?.text == "train-16")
    #expect(try bench(one + ["--save", path]).code == 73)
    #expect(try bench(one + ["--save", path, "--force"]).code == 0)
  }

  static let failures: [(arguments: [String], code: Int32, words: String)] = [
    (["--item", "trian-64"], 64, "did you mean"), (["--rounds", "0"], 64, "--rounds"),
    (["--seconds", "-1"], 64, "--seconds"), (["--threads", "0"], 64, "--threads"),
    (["--path", "mmx"], 64, "portable"), (["--scaling", "--threads", "2"], 64, "one thread"),
    (["--baseline", "/nowhere.json"], 66, "/nowhere.json"),
    (["--baseline", "/dev/null"], 66, "/dev/null"),
    (["--save", "/nowhere/x.json"], 73, "/nowhere/x.json"),
  ]

  @Test(arguments: failures.map { $0.arguments }, ["diffviz", "diffviz-bench"])
  func `a wrong call ends at once with one line and its code`(
    arguments: [String], program: String
  ) throws {
    let wanted = try #require(Self.failures.first { $0.arguments == arguments })
    let outcome = try run(program, (program == "diffviz" ? ["bench"] : []) + arguments)
    #expect(outcome.code == wanted.code)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("diffviz: error: "), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(outcome.errors.contains(wanted.words), "\(outcome.errors)")
  }

  @Test func `both programs are one and the same`() throws {
    let inside = try bench(["--list"])
    let alone = try run("diffviz-bench", ["--list"])
    #expect(inside.output == alone.output && inside.output.contains("train-128"))
    let facts = try run("diffviz-bench", ["--item", "process", "--json"])
    #expect(try facts.json()["memory"]?.list?.count == 2)
  }

  @Test func `a series of sizes is fitted`() throws {
    let outcome = try bench(["--scaling", "--seconds", "0.001", "--item", "steps-ou", "--json"])
    let series = try #require(try outcome.json()["scaling"]?[0])
    let slope = try #require(series["slope"]?.number)
    let isLinear = abs(slope - 1) <= 0.1
    #expect(series["costs"]?.list?.count == 5)
    #expect(outcome.code == (isLinear ? 0 : 1))
  }
}
