import Foundation
import TerminalTestSupport
import TestSupport
import Testing

/// The real program on each instruction set that DIFFVIZ_KERNELS can choose.
@Suite struct KernelPathTests {
  /// What a command writes, or nil where this processor cannot run the kernels.
  private func output(_ arguments: [String], kernels: String) throws -> Data? {
    let folder = try TemporaryFolder()
    let file = URL(fileURLWithPath: folder.path).appendingPathComponent("result")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: TerminalChild.products + "/diffviz")
    process.currentDirectoryURL = Repository.root
    process.arguments = arguments.map { $0.replacing("RESULT", with: file.path) }
    process.environment = ["DIFFVIZ_KERNELS": kernels, "HOME": folder.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus == 64, kernels != "portable" { return nil }
    #expect(process.terminationStatus == 0)
    return try Data(contentsOf: file.appendingPathExtension("csv"))
  }

  /// FNV-1a.
  private func hash(_ data: Data) -> UInt64 {
    data.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  @Test(arguments: [
    ("exact", 18_193_792_207_492_080_103 as UInt64), ("learned", 12_465_685_883_127_061_547),
  ])
  func `training and sampling give the stored bytes on every instruction set`(
    score: String, expected: UInt64
  ) throws {
    let scene = try TemporaryFolder()
    let file = URL(fileURLWithPath: scene.path).appendingPathComponent("ring.json")
    try Self.scene.write(to: file, atomically: true, encoding: .utf8)
    for kernels in ["portable", "avx2", "avx512"] {
      let result = try output(
        [
          "run", file.path, "--score", score, "--no-cache", "--steps", "20", "--samples",
          "RESULT.csv",
        ], kernels: kernels)
      guard let result else { continue }
      let digest = hash(result)
      #expect(digest == expected, "\(kernels)")
    }
  }

  /// A ring whose network is trained for a moment.
  private static let scene = """
    {
      "name": "ring",
      "data": {"type": "gaussian-ring", "modes": 6, "radius": 3, "sigma": 0.3},
      "particles": 700,
      "model": {"hidden": [24, 17]},
      "training": {"steps": 25, "batch": 100}
    }
    """
}
