import CellRendering
import DiffusionCore
import Simulation
import TerminalFront

/// Records a run without a terminal: the picture that the view would show, at a given size.
final class RunRecorder {
  private let writer: FrameWriter
  private var renderer = Renderer()
  private var options = RenderOptions()
  private let scene: Scene
  private var truth: TruthMeter
  private var history: [Double] = []
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  /// - Throws: code 64 for a size that is none, an unknown ending; 73 where the file cannot be made.
  init(path: String, size: String, force: Bool, scene: Scene) throws(FailureReport) {
    let numbers = size.split(separator: "x").map { Int($0) ?? 0 }
    guard numbers.count == 2, (16...1000).contains(numbers[0]), (6...1000).contains(numbers[1])
    else {
      throw .usage(
        "--size \(HarmlessText.quoted(size)): columns x rows are wanted, such as 100x40, at least 16x6"
      )
    }
    writer = try FrameWriter(
      path: path, scene: scene, method: scene.programme[0].name, width: numbers[0],
      height: numbers[1], force: force, includesMetrics: true)
    self.scene = scene
    truth = TruthMeter(scene: scene)
    start = clock.now
  }

  func record(_ session: Session) throws(FailureReport) {
    var frame = session.frame()
    frame.overlays = scene.overlays
    frame.isPlaying = true
    var picture = truth.measure(session)
    if let value = picture.slicedW2 { history.append(value) }
    picture.history = Array(history.suffix(200))
    frame.truth = picture
    let (width, height) = writer.size
    let cells = renderer.render(
      frame, keys: KeyMap.bar(isCompared: false), width: width, height: height, options: options)
    try writer.write(frame, cells, elapsed: (clock.now - start) / .seconds(1))
  }

  func close() throws(FailureReport) { try writer.close() }
}
