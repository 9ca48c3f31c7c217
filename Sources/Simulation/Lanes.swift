internal import DequeModule
public import DiffusionCore

/// One run, or several side by side with the same start and the same noise.
///
/// All move together: by step, or so that they are at like noise levels or have used like numbers of
/// score evaluations. A lane is a session, so that each goes back exactly; a branch is a copy of one.
public struct Lanes: Sendable {
  public private(set) var sessions: [Session]
  /// Index of the lane that keys act on.
  public private(set) var focus = 0
  public var alignment = ComparePicture.Alignment.step
  /// Which lanes each tick moved, a bit each.
  private var moves: Deque<UInt8> = []
  /// The step at which the newest branch left its lane; nil where all began at the start.
  private var branchStep: Int?

  public static let most = 4
  private static let moveLimit = 20_000

  public init(_ session: Session) { sessions = [session] }

  public var focused: Session { sessions[focus] }
  public var isCompared: Bool { sessions.count > 1 }
  /// Whether a lane waits for weights that are being trained.
  public var isWaiting: Bool { sessions.contains { $0.isWaiting || waitsForFinal($0) } }
  /// Whether a step would change anything.
  public var canMove: Bool {
    isCompared ? !isWaiting && sessions.contains { $0.canMove } : focused.canMove
  }
  /// The most steps that a lane has.
  public var steps: Int { sessions.reduce(0) { max($0, $1.course.steps) } }

  public var parallel: Parallel {
    get { focused.parallel }
    set { for index in sessions.indices { sessions[index].parallel = newValue } }
  }

  // MARK: Opening and closing

  /// Compares the run in focus with others, all from the start of its method.
  ///
  /// - Throws: `SettingError` for a change that cannot run in the scene; nothing is changed then.
  public mutating func compare(with changes: [RunChange]) throws {
    let runs = [nil] + changes.prefix(Self.most - 1).map(Optional.some)
    let base = focused
    sessions = try runs.map { try base.beside($0) }
    followOnePath()
    (focus, branchStep, moves) = (0, nil, [])
    alignment = .step
    alignUnlike()
  }

  /// Adds a copy of the run in focus, which then goes on by itself: its past is that of the first.
  ///
  /// - Returns: false where there are as many lanes as may be.
  public mutating func branch() -> Bool {
    guard sessions.count < Self.most else { return false }
    let (parent, child) = (UInt8(1) << focus, UInt8(1) << sessions.count)
    sessions.append(focused)
    if sessions.count == 2 {
      // What the single run has done so far is not known here, but every lane can go back by itself.
      moves = Deque(repeating: parent | child, count: focused.rememberedSteps)
    } else {
      for index in moves.indices where moves[index] & parent != 0 { moves[index] |= child }
    }
    focus = sessions.count - 1
    branchStep = focused.step
    return true
  }

  /// Goes on with the run in focus alone.
  public mutating func close() {
    sessions = [focused]
    sessions[0].pinnedTrainingStep = nil
    (focus, branchStep, moves) = (0, nil, [])
  }

  /// Turns keys to a lane; nothing for one that there is not.
  public mutating func turn(to lane: Int) {
    if sessions.indices.contains(lane) { focus = lane }
  }

  // MARK: Commands

  /// Does what a command says: time is common, all else is the affair of the lane in focus.
  ///
  /// - Throws: `SettingError` for a method that cannot run in the scene; nothing is changed then.
  public mutating func apply(_ command: Command) throws {
    guard isCompared else { return try sessions[0].apply(command) }
    switch command {
    case .advance(let count): for _ in 0..<count { advance() }
    case .back(let count): for _ in 0..<count { goBack() }
    case .toStartOfStage:
      while sessions.contains(where: { $0.step > 0 }), !moves.isEmpty { goBack() }
    case .toEndOfStage:
      while canMove, sessions.contains(where: { $0.isOnSchedule && $0.canMove }) { advance() }
    case .restart: beginTogether(cycle: 0, forgetting: true)
    case .select:
      try sessions[focus].apply(command)
      beginTogether(cycle: focused.state.cycle, forgetting: true)
      alignUnlike()
    case .forward, .backward, .resume:
      try sessions[focus].apply(command)
      note(UInt8(1) << focus)
      alignUnlike()
    case .scaleSigma, .followSchedule, .use: try sessions[focus].apply(command)
    case .adopt:
      for index in sessions.indices where sessions[index].pinnedTrainingStep == nil {
        try sessions[index].apply(command)
      }
    }
  }

  /// Whether a lane that follows the training has other weights.
  public func lacks(trainingStep: Int, isFinal: Bool) -> Bool {
    sessions.contains { session in
      session.pinnedTrainingStep == nil
        && (session.network?.trainingStep != trainingStep || session.network?.isFinal != isFinal)
    }
  }

  /// Gives the lanes that keep to a training step its weights.
  public mutating func provide(_ network: ScoreNetwork, trainingStep: Int) {
    for index in sessions.indices where sessions[index].pinnedTrainingStep == trainingStep {
      sessions[index].state.network = AdoptedNetwork(
        network: network, trainingStep: trainingStep, isFinal: true)
    }
  }

  /// The training steps whose weights lanes wait for.
  public var wantedTrainingSteps: [Int] {
    sessions.compactMap { $0.network == nil ? $0.pinnedTrainingStep : nil }
  }

  /// One tick: the lanes that are least far take a step; the next round when all have ended.
  private mutating func advance() {
    guard !isWaiting else { return }
    let aligned = sessions.indices.filter { sessions[$0].isOnSchedule && sessions[$0].canMove }
    // Where σ is set by hand there is nothing to align.
    let manual = sessions.indices.filter { sessions[$0].isManual && sessions[$0].canMove }
    if !aligned.isEmpty || !manual.isEmpty {
      let ahead = aligned.map { progress(of: sessions[$0]) }
      let least = ahead.reduce(.infinity, min)
      let slack = 1e-9 * max(1, abs(least))
      return move(
        manual
          + zip(aligned, ahead).filter { $0.1 <= least + slack || !least.isFinite }.map { $0.0 })
    }
    let waiting = sessions.indices.filter { sessions[$0].stage != .end && sessions[$0].canMove }
    guard waiting.isEmpty else { return move(waiting) }
    beginTogether(cycle: focused.state.cycle + 1, forgetting: false)
  }

  private mutating func move(_ lanes: [Int]) {
    for lane in lanes { sessions[lane].advance() }
    note(lanes.reduce(0) { $0 | UInt8(1) << $1 })
  }

  private mutating func note(_ mask: UInt8) {
    moves.append(mask)
    if moves.count > Self.moveLimit { moves.removeFirst(Self.moveLimit / 8) }
  }

  /// Takes the last tick back.
  private mutating func goBack() {
    guard let mask = moves.popLast() else { return }
    for lane in sessions.indices where mask & UInt8(1) << lane != 0 {
      sessions[lane].goBack(1)
    }
  }

  /// All methods from their start, in one round.
  private mutating func beginTogether(cycle: Int, forgetting: Bool) {
    let noiseIndex = sessions[0].state.noiseIndex
    for index in sessions.indices {
      sessions[index].beginRun(cycle: cycle, noiseIndex: noiseIndex)
      if forgetting { sessions[index].forgetPast() }
    }
    followOnePath()
    if forgetting { moves = [] } else { note(.max) }
    branchStep = nil
  }

  /// Runs of unlike steps see the noise that the first one draws.
  private mutating func followOnePath() {
    for lane in sessions.indices.dropFirst() { sessions[lane].follow(sessions[0]) }
  }

  /// At the start of a run the network is waited for, so that it is one network all along.
  private func waitsForFinal(_ session: Session) -> Bool {
    isCompared && session.score == .learned && session.course.card.needsScore && session.step == 0
      && session.stage == .method && !session.state.hasFinalNetwork
  }

  // MARK: Alignment

  /// How far a lane will be after its next step, rising.
  private func progress(of session: Session) -> Double {
    let course = session.course
    let next = min(session.step + 1, course.steps)
    switch alignment {
    case .step: return Double(session.step + 1)
    case .evaluations:
      return Double(session.scoreEvaluations + max(1, course.card.scoreEvaluations))
    case .time:
      // Levels that do not go the same way have only the share of the run in common.
      guard hasCommonLevels else { return Double(next) / Double(max(1, course.steps)) }
      let logSigma = Elementary.log(max(1e-300, min(1e300, course.stops[next].sigma)))
      return course.direction == .forward ? logSigma : -logSigma
    }
  }

  /// Steps have nothing in common where their number or the schedule differs: the noise level has.
  private mutating func alignUnlike() {
    let isAlike = sessions.allSatisfy {
      $0.course.steps == steps && $0.course.scheduleName == focused.course.scheduleName
    }
    if alignment == .step, !isAlike { alignment = .time }
  }

  private var hasCommonLevels: Bool {
    let direction = sessions[0].course.direction
    return direction != .chain && sessions.allSatisfy { $0.course.direction == direction }
  }

  // MARK: Pictures

  /// What there is to see now; the loop adds what is not the simulation's.
  public func frame(probe: Vector? = nil) -> Frame {
    var frame = focused.frame(probe: probe)
    guard isCompared else { return frame }
    let tellsStage = sessions.contains { $0.pinnedTrainingStep != nil }
    let facts = sessions.map { LaneFacts($0, tellsStage: tellsStage) }
    let differing = LaneFacts.Kind.allCases.filter { kind in
      facts.contains { $0[kind] != facts[0][kind] }
    }
    let names = facts.map { fact in
      differing.map { fact[$0] }.filter { !$0.isEmpty }.joined(separator: ", ")
    }
    let panes = sessions.indices.map { lane in
      // What does not differ yet is told by when it came.
      let isTold = !names[lane].isEmpty && !names[..<lane].contains(names[lane])
      let birth = lane == 0 ? "first run" : "branch \(lane)"
      return ComparePicture.Pane(
        frame: lane == focus ? frame : sessions[lane].frame(probe: probe),
        name: isTold ? names[lane] : names[lane].isEmpty ? birth : "\(birth), \(names[lane])",
        note: facts[lane].note)
    }
    let common = [LaneFacts.Kind.method, .score].filter { !differing.contains($0) }
      .map { facts[0][$0] }
    frame.compare = ComparePicture(
      panes: panes, focus: focus, alignment: alignment,
      common: common.filter { !$0.isEmpty }.joined(separator: ", "), origin: origin)
    return frame
  }

  private var origin: String {
    // A run that has turned draws noise of its own.
    let hasTurned = sessions.contains { $0.state.leg != sessions[0].state.leg }
    return (branchStep.map { "branched at step \($0)" } ?? "same start")
      + (hasTurned ? "" : ", same noise")
  }
}
