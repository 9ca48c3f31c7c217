import DiffusionCore
import Glibc
package import Simulation

/// What a process of its own takes: the time to a first picture, and memory for a number of particles.
package struct ProcessFacts {
  /// Seconds from the launch of the program to the cells of the first picture, without a terminal.
  package var startUp: Double
  /// The most resident bytes with each number of particles.
  package var memory: [(particles: Int, bytes: Int)]

  /// Bytes that a particle takes beyond what the program needs anyway.
  package var bytesPerParticle: Double? {
    guard let few = memory.first, let many = memory.last, many.particles > few.particles else {
      return nil
    }
    return Double(many.bytes - few.bytes) / Double(many.particles - few.particles)
  }
}

/// Measures by starting the program itself again, so that nothing that ran before is counted.
package enum ProcessProbe {
  package static let counts = [100_000, 1_000_000]

  /// - Parameter arguments: what makes this program call `answer`, before the number of particles.
  /// - Throws: code 74 where the program cannot be started again.
  package static func measure(_ arguments: [String]) throws(FailureReport) -> ProcessFacts {
    var memory: [(particles: Int, bytes: Int)] = []
    for count in counts {
      memory.append((count, try ask(arguments, count).bytes))
    }
    var best = Double.infinity
    for _ in 0..<5 { best = min(best, try ask(arguments, 5000).firstPicture) }
    return ProcessFacts(startUp: best, memory: memory)
  }

  /// The other side: shows that a picture is there, works on, and tells the most memory it held.
  package static func answer(particles: Int) throws {
    let parallel = Parallel(threads: 1)
    let text = BenchmarkScene.text(BenchmarkScene.fourGaussians, particles: particles)
    keep(try PictureWork.firstPicture(of: text, parallel: parallel))
    var output = StandardOutput()
    output.write("picture\n")
    output.flush()
    try work(text, parallel)
    output.write("\(peakResidentBytes())\n")
    try output.finish()
  }

  /// A run with a picture of every step, long enough to fill the memory for steps back.
  private static func work(_ text: [UInt8], _ parallel: Parallel) throws {
    let scene = try SceneFile.read(text, path: "benchmark.json")
    guard scene.particles > 5000 else { return }
    var session = try Session(scene: scene, steps: 40, parallel: parallel)
    session.startMethod()
    var pictures = PictureWork(width: 120, height: 40)
    for _ in 0..<40 {
      try session.apply(.advance(1))
      keep(pictures.cells(of: session.frame()))
    }
  }

  private static func ask(
    _ arguments: [String], _ particles: Int
  ) throws(FailureReport) -> (firstPicture: Double, bytes: Int) {
    let clock = ContinuousClock()
    let start = clock.now
    var child = try ChildProgram(arguments + ["\(particles)"])
    guard child.line() == "picture" else { throw unanswered }
    let seconds = (clock.now - start) / .seconds(1)
    guard let bytes = child.line().flatMap({ Int($0) }) else { throw unanswered }
    return (seconds, bytes)
  }

  private static let unanswered = FailureReport(
    "the program, started again to measure its memory, gave no answer", code: .inputOutput)

  /// The most memory that this process has held at once.
  private static func peakResidentBytes() -> Int {
    // The field of getrusage would hold what the parent had when it forked.
    guard let bytes = try? FileInput.read("/proc/self/status", limit: 1 << 16) else { return 0 }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("VmHWM:") {
      return 1024 * (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0)
    }
    return 0
  }
}
