import CellRendering
package import DiffusionCore
package import Simulation

/// What the view holds beside the session: what is shown, how fast, and what is open above it.
///
/// Keys go in by name and frames come out, so that everything but the terminal is tested without one.
package struct Viewer {
  package var lanes: Lanes
  /// The run that keys act on.
  package var session: Session { lanes.focused }
  let trainer: Trainer
  let observer: TruthObserver
  package var overlays: Overlays
  package var isPlaying = true
  /// How much faster than the story's own pace it is told.
  private var haste = 1.0
  package var probe: Vector?
  package var open = OpenOverlay.none
  var notice: Notice?
  package var wantsToQuit = false
  /// What the loop is asked to do with files, which are not the viewer's.
  var fileRequest: FileRequest?

  private var owed = 0.0
  /// Frames until weights that are not final may be taken again.
  private var framesToAdoption = 0
  /// The threads of the session, and those that are left to it while one trains.
  private let threads: (all: Parallel, reserved: Parallel)
  private var hold = 0
  private var noticeFrames = 0
  let framesPerSecond: Int

  package enum OpenOverlay {
    case none
    case help(scroll: Int)
    case about(scroll: Int)
    case picker(ListPicker)
    case compareMenu(ListPicker, [RunChangeGroup])
  }

  enum FileRequest {
    case record, snapshot
  }

  package init(session: Session, trainer: Trainer, observer: TruthObserver, framesPerSecond: Int) {
    lanes = Lanes(session)
    self.trainer = trainer
    self.observer = observer
    self.framesPerSecond = framesPerSecond
    overlays = session.scene.overlays
    let all = session.parallel
    threads = (all, Parallel(threads: max(1, all.threads - 1)))
    hold = framesPerSecond
  }

  /// Steps a frame; below 1 several frames show the same step.
  ///
  /// However many steps they take, a run of the method lasts some seven seconds and noising, which is
  /// told before what the scene is about, some three and a half.
  package var speed: Double {
    let seconds = session.stage == .forward ? 3.5 : 7
    let steps = Double(lanes.steps) / (seconds * Double(framesPerSecond))
    let whole = steps >= 1 ? steps.rounded() : 1 / max(1, (1 / max(steps, 1 / 64)).rounded())
    return min(1024, max(1 / 64, whole * haste))
  }

  // MARK: Keys

  /// Does what a key says; unknown keys do nothing.
  package mutating func press(_ key: String) {
    switch open {
    case .none: pressInView(key)
    case .help(let scroll): open = scrolled(key, scroll).map { .help(scroll: $0) } ?? .none
    case .about(let scroll): open = scrolled(key, scroll).map { .about(scroll: $0) } ?? .none
    case .picker(var picker):
      let outcome = picker.press(key)
      open = .picker(picker)
      pick(outcome)
    case .compareMenu(var picker, let groups):
      let outcome = picker.press(key)
      open = .compareMenu(picker, groups)
      pick(outcome, of: groups)
    }
    if key == "ctrl-c" { wantsToQuit = true }
  }

  /// The new scroll of a page, or nil where the key closes it.
  private func scrolled(_ key: String, _ scroll: Int) -> Int? {
    switch key {
    case "up": max(0, scroll - 1)
    case "down": scroll + 1
    case "pageup": max(0, scroll - 10)
    case "pagedown": scroll + 10
    default: nil
    }
  }

  private mutating func pressInView(_ key: String) {
    if probe != nil, moveProbe(key) { return }
    guard let action = KeyMap.action(of: key) else { return }
    perform(action)
  }

  private mutating func perform(_ action: ViewerAction) {
    switch action {
    case .togglePlaying: isPlaying.toggle()
    case .pausing(let command):
      isPlaying = false
      perform(command)
    case .command(let command): perform(command)
    case .changeSpeed(let factor): haste = min(256, max(1 / 64, haste * factor))
    case .toggle(let overlay): overlays.formSymmetricDifference(overlay)
    case .pickMethod: open = .picker(Self.methodPicker(current: session.choice.name))
    case .compare: toggleComparison()
    case .align: nextAlignment()
    case .focus(let lane): lanes.turn(to: lane)
    case .branch: branch()
    case .nextMethod: perform(.select(nextChoice))
    case .nextScore: nextScore()
    case .train: toggleTraining()
    case .trainOver: trainer.startOver()
    case .toggleProbe: toggleProbe()
    case .record: fileRequest = .record
    case .snapshot: fileRequest = .snapshot
    case .about: open = .about(scroll: 0)
    case .help: open = .help(scroll: 0)
    case .quit: wantsToQuit = true
    }
  }

  /// The next method of the scene's programme, or of all that can run here.
  private var nextChoice: MethodChoice {
    let programme = session.scene.programme
    if programme.count > 1, let index = programme.firstIndex(of: session.choice) {
      return programme[(index + 1) % programme.count]
    }
    let names = samplerCatalog.map { $0.card.name }
    let index = names.firstIndex(of: session.choice.name) ?? -1
    let next = (1...names.count).map { names[(index + $0) % names.count] }.first { name in
      samplerType(named: name).map { session.scene.unmetNeed(of: $0.card) == nil } ?? false
    }
    return choice(named: next ?? session.choice.name)
  }

  /// A method as the scene sets it, or with its defaults.
  func choice(named name: String) -> MethodChoice {
    session.scene.programme.first { $0.name == name } ?? MethodChoice(name: name)
  }

  /// Applies a command; what goes wrong becomes a notice.
  mutating func perform(_ command: Command) {
    do {
      try lanes.apply(command)
      if case .select = command { (haste, hold) = (1, 0) }
    } catch {
      say(Notice("\((error as? SettingError)?.message ?? "\(error)")", isAlarm: true))
    }
  }

  /// Looks at the start for a moment before the first step.
  mutating func rest() { (haste, hold) = (1, framesPerSecond / 2) }

  mutating func say(_ notice: Notice) {
    self.notice = notice
    noticeFrames = 4 * framesPerSecond
  }

  private mutating func nextScore() {
    let order = ScoreKind.allCases
    let index = order.firstIndex(of: session.score) ?? 0
    for offset in 1..<order.count {
      let next = order[(index + offset) % order.count]
      perform(.use(next))
      // One that the method cannot run with is passed over; the notice says why.
      guard session.score == next else { continue }
      if next == .learned, trainer.status.state == .idle { trainer.start() }
      return
    }
  }

  private mutating func toggleTraining() {
    switch trainer.status.state {
    case .running: trainer.pause()
    case .idle, .paused: trainer.start()
    case .done, .cached: say(Notice("the network is trained; T trains it anew"))
    case .diverged: say(Notice("training diverged; T starts over", isAlarm: true))
    }
  }

  // MARK: Probe

  private mutating func toggleProbe() {
    guard probe == nil else {
      probe = nil
      return
    }
    let bounds = session.scene.bounds
    // Off the middle, where symmetric scenes have nothing to say.
    probe = Vector(
      bounds.xMin + 0.45 * (bounds.xMax - bounds.xMin),
      bounds.yMin + 0.62 * (bounds.yMax - bounds.yMin))
  }

  private mutating func moveProbe(_ key: String) -> Bool {
    guard let point = probe else { return false }
    let bounds = session.scene.bounds
    let step = (bounds.xMax - bounds.xMin) / 60
    let directions = [
      "left": Vector(-1, 0), "right": Vector(1, 0), "up": Vector(0, 1), "down": Vector(0, -1),
    ]
    guard let direction = directions[key] else { return false }
    let moved = point + step * direction
    probe = Vector(
      min(max(moved.x, bounds.xMin), bounds.xMax), min(max(moved.y, bounds.yMin), bounds.yMax))
    return true
  }

  // MARK: Time

  /// One frame's time has passed: takes the newest weights, and the steps that are due.
  ///
  /// - Parameter isLate: asked after each step whether the picture must be shown now; steps that are
  ///   still due then are left out, so that the story is told more slowly but keys are answered.
  package mutating func passFrame(isLate: () -> Bool = { false }) {
    adoptNewWeights()
    provideStages()
    // Training has a core to itself: a step spread over it would wait for its turn there.
    lanes.parallel = trainer.status.state == .running ? threads.reserved : threads.all
    noticeFrames -= 1
    if noticeFrames <= 0 { notice = nil }
    guard isPlaying, case .none = open else { return }
    guard hold <= 0 else {
      hold -= 1
      return
    }
    owed += speed
    while owed >= 1 {
      owed -= 1
      let before = session.stage
      perform(.advance(1))
      if session.stage != before { pauseAt(session.stage) }
      if hold > 0 || !lanes.canMove || (owed >= 1 && isLate()) {
        owed = 0
        break
      }
    }
  }

  /// The story rests where there is something to look at.
  private mutating func pauseAt(_ stage: Stage) {
    switch stage {
    case .data: hold = framesPerSecond
    case .end: hold = 5 * framesPerSecond / 2
    case .method: hold = framesPerSecond / 3
    case .forward, .learning: hold = 0
    }
  }

  /// Final weights at once, others some times a second: past steps keep the weights they used.
  private mutating func adoptNewWeights() {
    framesToAdoption -= 1
    let status = trainer.status
    guard let network = status.network else { return }
    let isFinal = status.state == .done || status.state == .cached
    guard lanes.lacks(trainingStep: status.step, isFinal: isFinal) else { return }
    guard isFinal || status.state != .running || framesToAdoption <= 0 else { return }
    framesToAdoption = framesPerSecond / 8
    perform(.adopt(network, trainingStep: status.step, isFinal: isFinal))
  }

  // MARK: Frames

  /// Whether what is shown may change without a key.
  var isMoving: Bool {
    (isPlaying && lanes.canMove) || trainer.status.state == .running || notice != nil
  }

  /// What there is to see now.
  package func frame(rate: Double?, recording: RecordingState) -> Frame {
    var frame = lanes.frame(probe: probe)
    let (training, truth) = (trainingPicture(), observer.pictures)
    frame.framesPerSecond = rate
    frame.recording = recording
    complete(&frame, training, truth.indices.contains(lanes.focus) ? truth[lanes.focus] : nil)
    if var compare = frame.compare {
      for lane in compare.panes.indices {
        let truth = truth.indices.contains(lane) ? truth[lane] : nil
        complete(&compare.panes[lane].frame, training, truth)
      }
      frame.compare = compare
    }
    if let notice = notice ?? waitingNotice { frame.notice = notice }
    return frame
  }

  /// What is the viewer's in the frame of a run.
  private func complete(
    _ frame: inout Frame, _ training: TrainingPicture?, _ truth: TruthPicture?
  ) {
    frame.isPlaying = isPlaying
    frame.stepsPerFrame = speed
    frame.overlays = overlays
    frame.training = training
    frame.truth = truth
    frame.meters = truth?.meters
    if !isPlaying { frame.digest = frame.cloud.digest }
  }

  private func trainingPicture() -> TrainingPicture? {
    let status = trainer.status
    guard status.state != .idle else { return nil }
    var picture = TrainingPicture()
    picture.state = status.state
    picture.step = status.step
    picture.steps = status.steps
    picture.lossFormula = session.scene.training.lossFormula
    picture.loss = status.loss
    picture.floor = observer.lossFloor
    picture.history = status.history
    picture.rate = status.rate
    picture.secondsLeft = status.secondsLeft
    return picture
  }
}
