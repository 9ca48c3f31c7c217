public import CellRendering
import DiffusionCore
public import Simulation

/// Where frames go beside the screen; files are the caller's affair.
public protocol FrameRecorder: AnyObject {
  var state: RecordingState { get }
  /// Columns and rows that the running recording was begun with.
  var size: (width: Int, height: Int)? { get }
  /// Starts a recording of a method under a new name, or stops the one that runs; the notice says
  /// which file.
  func toggle(method: String, width: Int, height: Int) -> Notice
  /// Writes one frame to a file of its own; the notice says which.
  func snapshot(_ frame: RecordedFrame) -> Notice
  /// Adds a frame to the recording, if one runs.
  func record(_ frame: RecordedFrame)
}

/// A frame as it was drawn, and where in the run it stands.
public struct RecordedFrame {
  public var frame: Frame
  /// The name of the method that is on.
  public var method: String
  public var cells: CellBuffer
  /// Seconds since the view opened.
  public var elapsed: Double
}

/// What the view is opened with.
public struct ViewOptions: Sendable {
  public var terminal = TerminalOptions()
  /// Frames a second.
  public var framesPerSecond = 30
  public var palette: String?

  public init() {}
}

/// The one loop of the view: keys in, steps, a picture out.
///
/// It owns the viewer and the terminal. What the simulation does depends on ticks and commands; the
/// clock only says when a frame is due.
public struct MainLoop {
  private let terminal: Terminal
  private let recorder: any FrameRecorder
  private var viewer: Viewer
  private var renderer = Renderer()
  private var options: RenderOptions
  private let clock = ContinuousClock()
  private let opened: ContinuousClock.Instant
  private var due: ContinuousClock.Instant
  private var nextQuestion: ContinuousClock.Instant
  private var rate = FrameRate()
  private var recordedTick = -1
  /// Tick and training step that were measured last.
  private var measuredMoment: [Int] = []
  private let frameTime: Duration
  /// How long the steps of one frame may take, apart from the last of them.
  private var stepTime: Duration { min(frameTime * 0.6, .milliseconds(20)) }

  /// Opens the terminal.
  ///
  /// - Throws: `TerminalError`, before anything was written.
  public init(
    session: Session, trainer: Trainer, observer: TruthObserver, recorder: any FrameRecorder,
    options: ViewOptions
  ) throws {
    terminal = try Terminal.open(options.terminal)
    self.recorder = recorder
    viewer = Viewer(
      session: session, trainer: trainer, observer: observer,
      framesPerSecond: options.framesPerSecond)
    self.options = RenderOptions(terminal, palette: options.palette)
    frameTime = .seconds(1) / options.framesPerSecond
    opened = clock.now
    due = opened
    nextQuestion = opened
  }

  /// The size of the screen in cells.
  public var size: (width: Int, height: Int) { terminal.size }

  /// Runs until the reader quits or a signal comes.
  ///
  /// - Returns: the signal that ended the view, or nil. The terminal is given back.
  public mutating func run() -> Int32? {
    defer { terminal.close() }
    var signal: Int32?
    var isDirty = true
    while signal == nil, !viewer.wantsToQuit {
      if clock.now >= due {
        let (clock, late) = (clock, clock.now + stepTime)
        viewer.passFrame { clock.now >= late }
        due = max(due + frameTime, clock.now)
        rate.pass()
        isDirty = true
      }
      if isDirty { show() }
      if !viewer.isMoving { rate.rest() }
      let events = terminal.events(timeout: timeout)
      // Woken without an event: a measurement or new weights, which the next frame will show.
      isDirty = !events.isEmpty || !viewer.isMoving
      for event in events { handle(event, &signal) }
      serveFiles()
    }
    return signal
  }

  /// Seconds until the next frame is due; nil while nothing moves by itself.
  private var timeout: Double? {
    let waitsForTruth = currentMoment != measuredMoment
    guard viewer.isMoving || waitsForTruth else { return nil }
    let next = viewer.isMoving ? due : max(due, nextQuestion)
    return max(0, (next - clock.now) / .seconds(1))
  }

  private mutating func handle(_ event: TerminalEvent, _ signal: inout Int32?) {
    switch event {
    // Escape and a quick key arrive as one; no key of the view is pressed with alt.
    case .key(.alt(let scalar)):
      viewer.press(Key.escape.name)
      viewer.press(Key.character(scalar).name)
    case .key(let key): viewer.press(key.name)
    case .quit(let number): signal = number
    case .background(let red, let green, let blue):
      options.background = RGB(red, green, blue)
      options.appearance = terminal.background == .light ? .light : .dark
    case .mouse(let mouse) where mouse.action == .press(.left): placeProbe(mouse)
    case .resize, .resumed, .mouse, .paste: break
    }
  }

  /// Puts the probe where the mouse was pressed, if that is on a plane, and turns to its run.
  private mutating func placeProbe(_ mouse: MouseEvent) {
    let frame = viewer.frame(rate: rate.value, recording: recorder.state)
    let size = terminal.size
    guard
      let place = Renderer.place(
        column: mouse.column, row: mouse.row, frame: frame, width: size.width,
        height: size.height, options: options)
    else { return }
    viewer.probe = place.point
    viewer.lanes.turn(to: place.pane)
  }

  // MARK: Pictures

  private mutating func show() {
    let frame = viewer.frame(rate: rate.value, recording: recorder.state)
    let overlay = clampedOverlay(frame)
    let cells = renderer.render(
      frame, overlay: overlay, keys: Self.bar(frame), width: terminal.size.width,
      height: terminal.size.height, options: options)
    let result = terminal.show(cells)
    rate.show(isTaken: result != .busy, at: clock.now - opened)
    askForTruth()
    record(frame, cells)
  }

  /// Has the newest moment measured, four times a second, if it is not the one measured last.
  private mutating func askForTruth() {
    guard clock.now >= nextQuestion, currentMoment != measuredMoment else { return }
    measuredMoment = currentMoment
    viewer.observer.ask(viewer.lanes.sessions)
    nextQuestion = clock.now + .milliseconds(250)
  }

  /// What the measured numbers depend on: the tick and the network's training step.
  private var currentMoment: [Int] {
    viewer.lanes.sessions.flatMap { [$0.tick, $0.network?.trainingStep ?? -1] }
  }

  /// Adds a frame to the recording, drawn at the recording's own size if the terminal's has changed.
  private mutating func record(_ frame: Frame, _ cells: CellBuffer) {
    guard frame.tick != recordedTick, case .on = recorder.state, let size = recorder.size else {
      return
    }
    recordedTick = frame.tick
    let fits = size == (cells.width, cells.height)
    recorder.record(recorded(frame, fits ? cells : picture(frame, size)))
    if case .stopped(let reason) = recorder.state {
      viewer.say(Notice("REC stopped: \(reason)", isAlarm: true))
    }
  }

  private mutating func picture(_ frame: Frame, _ size: (width: Int, height: Int)) -> CellBuffer {
    renderer.render(
      frame, keys: Self.bar(frame), width: size.width, height: size.height, options: options)
  }

  private func recorded(_ frame: Frame, _ cells: CellBuffer) -> RecordedFrame {
    RecordedFrame(
      frame: frame, method: viewer.session.course.card.name, cells: cells,
      elapsed: (clock.now - opened) / .seconds(1))
  }

  private mutating func clampedOverlay(_ frame: Frame) -> OverlayPicture {
    let overlay = viewer.overlayPicture
    if case .none = overlay { return overlay }
    let size = terminal.size
    viewer.clampScroll(
      to: Renderer.scrollLimit(
        of: viewer.overlayPicture, frame: frame, width: size.width, height: size.height,
        options: options))
    return viewer.overlayPicture
  }

  private mutating func serveFiles() {
    guard let request = viewer.fileRequest else { return }
    viewer.fileRequest = nil
    switch request {
    case .record:
      let size = terminal.size
      let method = viewer.session.choice.name
      viewer.say(recorder.toggle(method: method, width: size.width, height: size.height))
    case .snapshot:
      let frame = viewer.frame(rate: rate.value, recording: recorder.state)
      viewer.say(recorder.snapshot(recorded(frame, picture(frame, terminal.size))))
    }
  }

  private static func bar(_ frame: Frame) -> [KeyHint] {
    KeyMap.bar(isCompared: frame.compare != nil)
  }
}

extension RenderOptions {
  /// What a terminal can show.
  init(_ terminal: Terminal, palette: String?) {
    self.init()
    switch terminal.capabilities.colorDepth {
    case .none: colorDepth = .none
    case .eight: colorDepth = .eight
    case .indexed: colorDepth = .indexed
    case .direct: colorDepth = .truecolor
    }
    glyphs = terminal.capabilities.unicode ? .unicode : .ascii
    appearance = terminal.background == .light ? .light : .dark
    if let palette { self.palette = palette }
  }
}
