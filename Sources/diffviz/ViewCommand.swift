import ArgumentParser
import CellRendering
import DiffusionCore
import Simulation
import TerminalFront

/// `diffviz [view] SCENE`.
struct ViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view", abstract: "Open the full-screen view of a scene (the default).")

  @OptionGroup var scene: SceneOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Write every frame to a text log (.txt, .log), .cast or .jsonl from the start.")
  var record: String?

  @Option(help: "Colours: auto, truecolor, 256, 8 or none.")
  var color: String = "auto"

  @Option(help: "Frames a second, 1 to 240; default the scene's.")
  var fps: Int?

  @Flag(help: "Ask the terminal for mouse reports.")
  var mouse = false

  mutating func run() throws {
    let scene = try self.scene.load()
    let recorder = ViewRecorder(scene: scene, force: output.force)
    if let record { _ = try RecordingSink.format(for: record) }
    let waker = TerminalWaker()
    let options = self.scene
    let trainer = Trainer(scene: scene, wake: waker.wake) { options.keep($0, of: scene) }
    let observer = TruthObserver(scene: scene, wake: waker.wake)
    let session = try self.scene.session(scene)
    if let known = self.scene.cachedNetwork(scene) {
      trainer.adopt(cached: known)
    } else if scene.score == .learned {
      trainer.start()
    }
    let signal = try show(session, trainer, observer, recorder)
    recorder.finish()
    if let signal { Terminal.end(bySignal: signal) }
    if let stopped = recorder.stopped { throw stopped }
  }

  private func show(
    _ session: Session, _ trainer: Trainer, _ observer: TruthObserver, _ recorder: ViewRecorder
  ) throws -> Int32? {
    let options = try viewOptions(session.scene)
    do {
      var loop = try MainLoop(
        session: session, trainer: trainer, observer: observer, recorder: recorder,
        options: options)
      if let record {
        try recorder.start(record, width: loop.size.width, height: loop.size.height)
      }
      return loop.run()
    } catch let error as TerminalError {
      throw FailureReport("\(error)", code: .noTerminal)
    }
  }

  private func viewOptions(_ scene: Scene) throws -> ViewOptions {
    guard let choice = ColorChoice(rawValue: color) else {
      throw FailureReport(
        "unknown colours '\(HarmlessText.line(color))'; one of \(ColorChoice.allCases.map { $0.rawValue }.joined(separator: ", "))",
        code: .usage)
    }
    var options = ViewOptions()
    options.terminal = TerminalOptions(color: choice, mouse: mouse)
    options.framesPerSecond = min(240, max(1, fps ?? scene.framesPerSecond))
    return options
  }
}
