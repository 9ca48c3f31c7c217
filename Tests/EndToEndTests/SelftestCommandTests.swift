import Foundation
import TerminalTestSupport
import Testing

/// `diffviz selftest` as it is built: what a reader and a script see of it.
@Suite struct SelftestCommandTests {
  private func run(_ arguments: String...) throws -> (output: String, errors: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(TerminalChild.products)/diffviz")
    process.arguments = ["selftest"] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      String(decoding: text, as: UTF8.self), String(decoding: message, as: UTF8.self),
      process.terminationStatus
    )
  }

  @Test func `all identities pass, a line each of 80 columns, in groups`() throws {
    let found = try run()
    #expect(found.code == 0 && found.errors.isEmpty)
    let lines = found.output.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
    let groups = [
      "score", "process", "likelihood", "Markov chains", "inverse problems", "divergences",
      "arithmetic",
    ]
    #expect(lines.filter { groups.contains($0) } == groups)
    let passed = lines.count { $0.hasPrefix("pass ") }
    #expect(passed > 50)
    #expect(lines.suffix(2).first == "\(passed) passed")
  }

  @Test func `all about an identity fits 80 columns too`() throws {
    let lines = try run("--filter", "process").output.split(separator: "\n")
    #expect(lines.count > 40 && lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.contains("source") && $0.contains("methods.md §12") })
  }

  @Test func `with mistakes every check finds its own`() throws {
    let found = try run("--mistakes")
    #expect(found.code == 0)
    #expect(!found.output.contains("MISSED") && found.output.contains("E29"))
    #expect(found.output.split(separator: "\n").count { $0.hasPrefix("found ") } > 50)
  }

  @Test func `JSON holds every identity with its numbers`() throws {
    let found = try run("--json", "--filter", "tweedie")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any])
    let identities = try #require(object["identities"] as? [[String: Any]])
    #expect(identities.compactMap { $0["name"] as? String } == ["tweedie-mean", "tweedie-score"])
    for identity in identities {
      #expect(identity["ok"] as? Bool == true)
      let deviation = try #require(identity["deviation"] as? Double)
      let tolerance = try #require(identity["tolerance"] as? Double)
      #expect(deviation <= tolerance)
    }
    #expect(object["wrong"] as? Int == 0)
  }

  @Test func `an unknown name is told with the nearest`() throws {
    let found = try run("--filter", "twedie-mean")
    #expect(found.code == 64 && found.output.isEmpty)
    #expect(found.errors.contains("did you mean 'tweedie-mean'?"))
  }
}
