import Foundation
import TerminalTestSupport
import TestSupport
import Testing

/// `diffviz compare`, and `diffviz run` with checks, as they are built.
@Suite struct CompareCommandTests {
  private func run(_ arguments: [String]) throws -> (output: Data, errors: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(TerminalChild.products)/diffviz")
    process.arguments = arguments
    let folder = try TemporaryFolder()
    let errors = "\(folder.path)/errors"
    try Data().write(to: URL(fileURLWithPath: errors))
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      bytes, try String(contentsOfFile: errors, encoding: .utf8), process.terminationStatus
    )
  }

  private static let scene = Repository.root.appendingPathComponent("scenes/ring8.json").path
  private static let quick = ["--score", "exact", "--particles", "500", "--replicates", "8"]

  @Test func `a run has every metric by its name, and a check decides the exit code`() throws {
    let checks = ["--check", "z_max<4,dispersion_ratio<1.5", "--check", "mode_weights[0]>0.05"]
    let right = try run(["run", Self.scene, "--json"] + Self.quick + checks)
    #expect(right.code == 0)
    let object = try #require(
      try JSONSerialization.jsonObject(with: right.output) as? [String: Any])
    let metrics = try #require(object["metrics"] as? [String: Any])
    for name in [
      "sliced_w2", "sliced_w2_floor", "sliced_w2_z", "energy_distance", "energy_distance_floor",
      "mode_weight_error", "precision", "recall", "nll", "frechet", "z_max", "prior_gap",
      "score_evaluations", "fokker_planck_tv", "nll_flow",
    ] { #expect(metrics[name] is Double, "\(name)") }
    #expect((metrics["mode_weights"] as? [Double])?.count == 8)
    // Neither refuses a proposal nor has a learned score.
    #expect(metrics["acceptance"] == nil && metrics["score_error"] == nil)
    let results = try #require(object["checks"] as? [[String: Any]])
    #expect(results.count == 3 && results.allSatisfy { $0["holds"] as? Bool == true })
    let wrong = try run(["run", Self.scene] + Self.quick + ["--check", "dispersion_ratio>1.5"])
    #expect(wrong.code == 1)
    #expect(wrong.errors.contains("dispersion_ratio>1.5: does not hold"))
  }

  @Test func `a check that cannot be made is wrong usage`() throws {
    for check in ["slised_w2<3", "sliced_w2", "acceptance>0.1", "mode_weights>0.1"] {
      let failed = try run(["run", Self.scene] + Self.quick + ["--check", check])
      #expect(failed.code == 64, "\(check)")
      #expect(failed.errors.hasPrefix("diffviz: error: --check"), "\(check)")
    }
  }

  @Test func `a table fits eighty columns, marks what is beyond, and a method that fails is a row`()
    throws
  {
    let arguments =
      ["compare", Self.scene, "--seeds", "2"] + Self.quick + [
        "--methods", "exact-kernel,langevin:tau=0.06,langevin:tau=3,gpnp",
      ]
    let table = try run(arguments)
    #expect(table.code == 0)
    let text = String(decoding: table.output, as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    for line in lines { #expect(line.count <= 80, "\(line)") }
    func line(_ start: String) throws -> String {
      try #require(lines.first { $0.hasPrefix(start) }, "\(start)")
    }
    #expect(try !line("exact-kernel").contains("*"))
    // Spread 1/(1 − 0.06/0.18) = 1.5.
    #expect(try line("langevin:tau=0.06").contains("*"))
    #expect(try line("langevin:tau=3:").contains("diverged"))
    #expect(try line("gpnp:").contains("observation"))
    let again = try run(arguments + ["--threads", "1"])
    #expect(again.output == table.output, "the thread count changes nothing")
    let json = try run(arguments + ["--json"])
    let object = try JSONSerialization.jsonObject(with: json.output) as? [String: Any]
    let methods = try #require(object?["methods"] as? [[String: Any]])
    #expect(methods.count == 4)
    let metrics = try #require(methods[1]["metrics"] as? [String: [String: Any]])
    #expect((metrics["dispersion_ratio"]?["values"] as? [Double])?.count == 2)
    #expect(metrics["dispersion_ratio"]?["beyond"] as? Bool == true)
    #expect(methods[2]["error"] is String)
  }

  @Test func `wrong methods, metrics and numbers are wrong usage`() throws {
    for arguments in [
      ["--methods", "langevim"], ["--methods", "langevin:tua=1"], ["--methods", "langevin,"],
      ["--metrics", "sliced"], ["--scores", "exakt"], ["--seeds", "0"], ["--replicates", "1"],
      ["--method", "langevin"], ["--steps", "0"],
    ] {
      #expect(try run(["compare", Self.scene] + arguments).code == 64, "\(arguments)")
    }
    // All rows failed.
    #expect(try run(["compare", Self.scene, "--methods", "gpnp"]).code == 1)
  }
}
