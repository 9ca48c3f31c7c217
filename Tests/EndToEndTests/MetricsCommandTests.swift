import Foundation
import TerminalTestSupport
import TestSupport
import Testing

/// `diffviz metrics` as it is built.
@Suite struct MetricsCommandTests {
  /// What the program writes on standard output, and its exit code.
  private func run(_ arguments: [String]) throws -> (output: Data, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(TerminalChild.products)/diffviz")
    process.arguments = ["metrics"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (bytes, process.terminationStatus)
  }

  private func metrics(_ arguments: [String]) throws -> [String: Double] {
    let (output, code) = try run(arguments + ["--json"])
    try #require(code == 0)
    let object = try JSONSerialization.jsonObject(with: output) as? [String: Any]
    let all = try #require(object?["metrics"] as? [String: Any])
    return all.compactMapValues { $0 as? Double }
  }

  private static let scene = Repository.root.appendingPathComponent("scenes/ring8.json").path

  /// Writes 75 points a mode of the scene's ring: quantiles of a Gaussian's radius, and its angle by
  /// turns of the golden section.
  private func write(_ name: String, in folder: TemporaryFolder, width: Double) throws -> String {
    var text = "x,y\n"
    for index in 0..<600 {
      let (mode, turn) = (Double.pi * Double(index % 8) / 4, Double(index / 8))
      let radius = width * 0.3 * (-2 * log(1 - (turn + 0.5) / 75)).squareRoot()
      let angle = 2.399963 * turn + mode
      text += "\(4 * cos(mode) + radius * cos(angle)),\(4 * sin(mode) + radius * sin(angle))\n"
    }
    let path = "\(folder.path)/\(name)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func `two files have distances, and a scene gives floors and a z`() throws {
    let folder = try TemporaryFolder()
    let right = try write("right.csv", in: folder, width: 1)
    let wide = try write("wide.csv", in: folder, width: 1.3)
    let pair = try metrics([right, wide])
    #expect(pair["w2"] != nil && pair["nll"] == nil && !pair.keys.contains { $0.hasSuffix("_z") })
    #expect(try metrics([right, right])["w2"] == 0)
    // Two orders of the files, and any number of threads: the same answer.
    let against = try metrics([right, Self.scene, "--threads", "1"])
    #expect(try metrics([Self.scene, right, "--threads", "2"]) == against)
    #expect(abs(try #require(against["nll_z"])) < 8)
    // Σ r Mahalanobis²/2 is 1.69 with deviation 1/√600: 17 deviations.
    #expect(try #require(metrics([wide, Self.scene])["dispersion_ratio_z"]) > 4.9)
    // The law at noise 0.225 has the wide file's modes.
    let noised = try metrics([wide, Self.scene, "--sigma", "\(0.3 * (0.69).squareRoot())"])
    #expect(abs(try #require(noised["dispersion_ratio_z"])) < 8)
  }

  @Test func `wrong usage, wrong data and missing files have their codes`() throws {
    let folder = try TemporaryFolder()
    let points = try write("points.csv", in: folder, width: 1)
    let bad = "\(folder.path)/bad.csv"
    try "x,y\n1,nan\n".write(toFile: bad, atomically: true, encoding: .utf8)
    #expect(try run([]).code == 64)
    #expect(try run([points]).code == 64)
    #expect(try run([Self.scene, Self.scene]).code == 64)
    #expect(try run([points, points, "--sigma", "1"]).code == 64)
    #expect(try run([points, bad]).code == 65)
    #expect(try run([points, "\(folder.path)/absent.csv"]).code == 66)
    #expect(try run([points, "\(folder.path)/absent.json"]).code == 66)
    let list = try run(["--list", "--json"])
    let object = try JSONSerialization.jsonObject(with: list.output) as? [String: Any]
    let names = (object?["metrics"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
    #expect(names?.contains("sliced_w2") == true && names?.contains("r_hat") == true)
  }
}
