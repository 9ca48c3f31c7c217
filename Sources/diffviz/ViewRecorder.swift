import CellRendering
import Simulation
import TerminalFront

/// The recordings of the view: one from the command line, more by key, snapshots beside them.
final class ViewRecorder: FrameRecorder {
  private let scene: Scene
  private let force: Bool
  private var writer: FrameWriter?
  private(set) var state = RecordingState.off
  private var failure: FailureReport?

  init(scene: Scene, force: Bool) {
    self.scene = scene
    self.force = force
  }

  var size: (width: Int, height: Int)? { writer?.size }

  /// The failure that stopped a recording, to be told after the view has closed.
  var stopped: FailureReport? { failure }

  /// Opens a recording of a given name.
  func start(_ path: String, width: Int, height: Int) throws(FailureReport) {
    writer = try FrameWriter(
      path: path, scene: scene, method: scene.programme[0].name, width: width, height: height,
      force: force)
    state = .on(frames: 0)
  }

  func toggle(method: String, width: Int, height: Int) -> Notice {
    if let writer {
      finish()
      return Notice("recorded \(writer.frames) frames in \(HarmlessText.path(writer.path))")
    }
    let path = FileOutput.freshPath("diffviz", ending: "txt")
    do {
      try start(path, width: width, height: height)
      return Notice("recording to \(path)")
    } catch {
      return Notice(error.message, isAlarm: true)
    }
  }

  func snapshot(_ frame: RecordedFrame) -> Notice {
    let path = FileOutput.freshPath("diffviz-snapshot", ending: "txt")
    do {
      let file = try FrameWriter(
        path: path, scene: scene, method: frame.method, width: frame.cells.width,
        height: frame.cells.height, force: false)
      try file.write(frame.frame, frame.cells, elapsed: frame.elapsed)
      try file.close()
      return Notice("snapshot in \(path)")
    } catch {
      return Notice(error.message, isAlarm: true)
    }
  }

  func record(_ frame: RecordedFrame) {
    guard let writer else { return }
    do {
      try writer.write(frame.frame, frame.cells, elapsed: frame.elapsed)
      state = .on(frames: writer.frames)
    } catch {
      stop(error)
    }
  }

  /// Ends the recording that runs.
  func finish() {
    guard let writer else { return }
    do {
      try writer.close()
      self.writer = nil
      state = .off
    } catch {
      stop(error)
    }
  }

  /// The disk is full, or worse: whole frames stay, the view goes on.
  private func stop(_ error: FailureReport) {
    failure = error
    state = .stopped(reason: error.reason ?? error.message)
    writer = nil
  }
}
