import CellRendering
import DiffusionCore
import Simulation

/// Frames into a recording: gives each format what it writes.
final class FrameWriter {
  private let sink: RecordingSink
  private let includesMetrics: Bool
  private var shown: CellBuffer?

  /// - Throws: code 64 for an unknown ending, 73 for a file that exists or cannot be created.
  init(
    path: String, scene: Scene, method: String, width: Int, height: Int, force: Bool,
    includesMetrics: Bool = false
  ) throws(FailureReport) {
    self.includesMetrics = includesMetrics
    let header = RecordingHeader(
      scene: scene.name, method: method, seed: scene.seed, width: width, height: height,
      facts: [
        .init("score", .text(scene.score.rawValue)), .init("particles", .integer(scene.particles)),
      ])
    sink = try RecordingSink(path, header, force: force)
  }

  var path: String { sink.path }
  var frames: Int { sink.frames }
  var size: (width: Int, height: Int) { (sink.header.width, sink.header.height) }

  /// - Throws: code 74; the frames before stay whole.
  func write(_ frame: Frame, _ cells: CellBuffer, elapsed: Double) throws(FailureReport) {
    let stamp = FrameStamp(
      frame: sink.frames, time: frame.level.time, sigma: frame.level.sigma, step: frame.step,
      steps: frame.steps, elapsed: elapsed, digest: frame.cloud.digest)
    var recorded = RecordingFrame(stamp: stamp)
    switch sink.content {
    case .lines: recorded.lines = cells.lines
    case .ansi:
      recorded.ansi = shown.map { cells.ansi(changesFrom: $0) } ?? cells.ansi(positioned: true)
    case .particles:
      recorded.cloud = frame.cloud
      recorded.metrics = metrics(frame.truth)
    }
    shown = cells
    try sink.append(recorded)
  }

  func close() throws(FailureReport) { try sink.close() }

  private func metrics(_ truth: TruthPicture?) -> [JSON.Member] {
    guard includesMetrics, let truth else { return [] }
    var members: [JSON.Member] = []
    for (name, value) in [
      ("sliced_w2", truth.slicedW2), ("sliced_w2_floor", truth.floor),
      ("dispersion_ratio", truth.dispersion),
    ] {
      if let value { members.append(.init(name, .number(value))) }
    }
    if !truth.weights.isEmpty {
      members.append(.init("mode_weights", .list(truth.weights.map { .number($0) })))
    }
    return members
  }
}
