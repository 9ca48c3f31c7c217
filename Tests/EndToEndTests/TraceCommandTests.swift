import Foundation
import Simulation
import TerminalTestSupport
import Testing

/// `diffviz trace` as it is built, on the Gaussian N(m, I), m = (1, −1), whose steps are closed forms.
@Suite struct TraceCommandTests {
  private static let steps = 4
  private static let particles = 5
  private static let mean = [1.0, -1.0]
  /// Numbers of both signs that are no rounding of anything.
  private static let start = (0..<2 * particles).map { 1.7 * sin(Double(3 * $0 + 1)) }
  private static let noise = (0..<2 * steps * particles).map { 1.3 * cos(Double(7 * $0 + 2)) }
  private static let uniforms = (0..<steps * particles).map { 0.5 + 0.499 * sin(Double(5 * $0)) }

  private func run(
    _ method: String, levels: String, uniforms: Bool = false
  ) throws -> (states: [Double], errors: String, code: Int32) {
    let folder = try TemporaryFolder()
    let path = folder.path + "/"
    let scene = """
      {"data": {"type": "gmm", "components": [{"mean": [1, -1], "sigma": 1}]}, "score": "exact", \
      "method": \(method), "schedule": {"type": "list", "values": \(levels)}}
      """
    try Data(scene.utf8).write(to: URL(fileURLWithPath: path + "scene.json"))
    let (n, k) = (Self.particles, Self.steps)
    for (name, shape, values) in [
      ("start", [n, 2], Self.start), ("noise", [k, n, 2], Self.noise),
      ("uniforms", [k, n], Self.uniforms),
    ] {
      try Data(NumpyArray.bytes(shape: shape, values))
        .write(to: URL(fileURLWithPath: path + name + ".npy"))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(TerminalChild.products)/diffviz")
    process.arguments =
      [
        "trace", path + "scene.json", "--start", path + "start.npy", "--noise",
        path + "noise.npy", "--steps", "\(k)", "--out", path + "out.npy",
      ] + (uniforms ? ["--uniforms", path + "uniforms.npy"] : [])
    let errors = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let message = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let states = try? NumpyArray.read(path + "out.npy", shape: [k + 1, n, 2]).values
    return (states ?? [], String(decoding: message, as: UTF8.self), process.terminationStatus)
  }

  /// Checks every number: each is that of the step before by a rule for one coordinate.
  private func check(
    _ states: [Double], _ rule: (_ step: Int, _ x: Double, _ z: Double, _ m: Double) -> Double
  ) throws {
    let width = 2 * Self.particles
    try #require(states.count == (Self.steps + 1) * width)
    for i in 0..<width { #expect(abs(states[i] - Self.start[i]) < 1e-6) }
    for i in 0..<Self.steps * width {
      let wanted = rule(i / width, states[i], Self.noise[i], Self.mean[i % 2])
      #expect(abs(states[i + width] - wanted) < 2e-6 * max(1, abs(wanted)))
    }
  }

  @Test func `a chain, a flow and a mixing are written state by state`() throws {
    let chain = try run(#"{"type": "langevin", "tau": 0.1}"#, levels: "[5, 4, 3, 2, 1]")
    #expect(chain.code == 0 && chain.errors.isEmpty, "\(chain.errors)")
    try check(chain.states) { _, x, z, m in x - 0.1 * (x - m) + 0.2.squareRoot() * z }

    let times = [2, 1, 0.5, 0.2, 0.1]
    let flow = try run(#"{"type": "probability-flow"}"#, levels: "\(times)")
    try check(flow.states) { step, x, _, m in
      x + (times[step] - times[step + 1]) * exp(-times[step]) * m
    }

    let shares = [1, 0.5, 0.1]
    let mixing = try run(
      #"{"type": "alpha-annealed-langevin", "K": 1, "c": 0.1}"#, levels: "\(shares)")
    try check(mixing.states) { step, x, z, m in
      guard step < 3 else { return x / 0.9 }
      let (a, b) = (1 - shares[step], shares[step])
      let variance = a * a + b * b
      return x - 0.1 * (x - a * m) + (0.2 * variance).squareRoot() * z
    }
  }

  @Test func `a method that accepts asks for its uniform numbers and follows them`() throws {
    let method = #"{"type": "metropolis", "delta": 1.5}"#
    let without = try run(method, levels: "[5, 4, 3, 2, 1]")
    #expect(without.code == 64 && without.states.isEmpty)
    #expect(without.errors.contains("metropolis takes uniform numbers"))
    #expect(without.errors.contains("--uniforms"))

    let given = try run(method, levels: "[5, 4, 3, 2, 1]", uniforms: true)
    let states = given.states
    try #require(states.count == 2 * (Self.steps + 1) * Self.particles)
    var refused = 0
    for index in 0..<Self.steps * Self.particles {
      let x = Array(states[2 * index..<2 * index + 2])
      let w = (0..<2).map { x[$0] + 1.5 * Self.noise[2 * index + $0] }
      func square(_ p: [Double]) -> Double {
        (0..<2).reduce(0) { $0 + (p[$1] - Self.mean[$1]) * (p[$1] - Self.mean[$1]) }
      }
      let isTaken = log(Self.uniforms[index]) < (square(x) - square(w)) / 2
      refused += isTaken ? 0 : 1
      for axis in 0..<2 {
        let found = states[2 * (index + Self.particles) + axis]
        #expect(abs(found - (isTaken ? w : x)[axis]) < 1e-6)
      }
    }
    #expect(refused > 0 && refused < Self.steps * Self.particles)
  }

  @Test func `a list that does not allow so many steps is refused in words`() throws {
    let outcome = try run(
      #"{"type": "alpha-annealed-langevin", "K": 2}"#, levels: "[1, 0.5, 0.1]")
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains("the listed levels make 7"))
    #expect(outcome.errors.contains("ends with a step of its own"))
  }
}
