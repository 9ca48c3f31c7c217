internal import CellRendering
internal import DiffusionCore
internal import Simulation

/// Comparisons to look at and to test with.
extension SampleFrames {
  /// The same moment of two to four runs: exact and learned score, then more of both.
  ///
  /// The particles of each run lie a little beside the same ones of the first.
  static func comparison(_ count: Int = 2, particles: Int = 400, focus: Int = 0) -> Frame {
    let names = ["exact score", "learned score", "probability flow", "ancestral sampling"]
    let panes = (0..<count).map { index in
      ComparePicture.Pane(
        frame: run(index, particles: particles), name: names[index],
        note: index == 1 ? "network at step 12 400" : "")
    }
    var frame = panes[min(max(0, focus), count - 1)].frame
    frame.recording = .off
    frame.compare = ComparePicture(
      panes: panes, focus: focus, alignment: .step, common: "reverse SDE",
      origin: "same start, same noise")
    return frame
  }

  private static func run(_ index: Int, particles: Int) -> Frame {
    var frame = method(particles: particles)
    frame.score = index == 1 ? .learned : .exact
    frame.probe = nil
    frame.scoreEvaluations = frame.step * (index == 2 ? 2 : 1)
    let shift = 0.05 * Float(index)
    frame.cloud = Cloud(
      x: frame.cloud.x.map { $0 + 3 * shift }, y: frame.cloud.y.map { $0 + 4 * shift })
    frame.truth?.slicedW2 = 0.076 + 0.05 * Double(index)
    frame.truth?.z = 0.2 + 3.1 * Double(index)
    frame.truth?.history = (0..<28).map { 0.08 + 0.002 * Double($0 * index) }
    frame.truth?.dispersion = 1.021 + 0.08 * Double(index)
    return frame
  }
}
