public import DiffusionCore

/// One telling of a scene: data, noising, learning, the method, and round again.
///
/// A value moved only by `apply`, so that the same scene, seed and commands give the same particles
/// whatever the thread count, and every step can be taken back.
public struct Session: Sendable {
  public let scene: Scene
  var state: SessionState
  private(set) var stepper: SessionStepper
  private var history: SessionHistory
  /// The training step whose weights this run keeps to; nil for the newest ones.
  var pinnedTrainingStep: Int?

  /// A session at the clean data.
  ///
  /// - Parameters:
  ///   - steps: overrides the number of steps of the method.
  ///   - parallel: the threads that blocks of particles are spread over.
  /// - Throws: `SettingError` for a method that cannot run in the scene.
  public init(scene: Scene, steps: Int? = nil, parallel: Parallel) throws {
    try self.init(scene: scene, programme: scene.programme, steps: steps, parallel: parallel)
  }

  init(
    scene: Scene, programme: [MethodChoice], steps: Int?, parallel: Parallel
  ) throws {
    self.scene = scene
    stepper = SessionStepper(scene: scene, stepsOverride: steps, parallel: parallel)
    state = try stepper.initialState(programme: programme)
    history = SessionHistory()
  }

  /// The threads that blocks of particles are spread over; the particles do not depend on them.
  public var parallel: Parallel {
    get { stepper.parallel }
    set { stepper.parallel = newValue }
  }

  // MARK: What a reader may ask

  public var cloud: Cloud { state.cloud }
  public var stage: Stage { state.stage }
  public var step: Int { state.step }
  public var course: Course { state.course }
  public var score: ScoreKind { state.score }
  public var network: AdoptedNetwork? { state.network }
  public var level: NoiseLevel { state.level }
  public var tick: Int { state.tick }
  /// Evaluations of the score a particle since the method began.
  public var scoreEvaluations: Int { state.scoreEvaluations }
  /// The mean share of accepted proposals of a method that may refuse them.
  public var acceptance: Double? {
    let (sum, count) = state.acceptances
    return count > 0 ? sum / Double(count) : nil
  }
  /// The step at which the particles left the finite numbers, if they did.
  public var divergedAt: Int? { state.divergedAt }
  public var isManual: Bool { state.manual != nil }
  /// The method that is on, or comes next.
  public var choice: MethodChoice { state.choice }
  /// Whether the story waits for the network.
  public var isWaiting: Bool {
    (state.stage == .learning && !state.isNetworkReady) || state.lacksNetwork
  }
  /// Whether the run of the stage has steps of its schedule left and follows it.
  var isOnSchedule: Bool { state.step < state.course.steps && state.manual == nil }
  /// Steps that can be taken back.
  var rememberedSteps: Int { history.count }
  /// Whether a step would change anything.
  public var canMove: Bool { !isWaiting && state.divergedAt == nil }

  /// Clouds, their bytes with those of their samplers, and networks kept for steps back: what a
  /// session takes beside its particles.
  package var memory: (clouds: Int, bytes: Int, networks: Int) {
    (history.keptClouds, history.keptBytes, history.keptNetworks)
  }

  /// The law that the particles should follow now; nil where it has no density.
  public var law: (any Law)? {
    if stage != .data, let law = course.sampler.law { return law }
    let density = stage == .data ? scene.density : course.target
    return density.hasDensity || level.noise > 0 ? density.law(at: level) : nil
  }

  /// What the method says of itself and the particles; it may take long.
  public func readings() -> [Reading] { readingsLater() }

  /// The same for later, on another thread.
  var readingsLater: @Sendable () -> [Reading] {
    guard stage != .data && stage != .learning else { return { [] } }
    let (stepper, state) = (stepper, state)
    return { stepper.readings(state) }
  }

  /// What the meters need to know of this moment.
  var meterQuestion: MeterQuestion { stepper.meterQuestion(state) }

  // MARK: Commands

  /// Does what a command says.
  ///
  /// - Throws: `SettingError` for a method that cannot run in the scene; the session is unchanged.
  public mutating func apply(_ command: Command) throws {
    switch command {
    case .advance(let count): for _ in 0..<count { advance() }
    case .back(let count): goBack(count)
    case .toStartOfStage: goBack(state.step)
    case .toEndOfStage:
      while state.step < state.course.steps, state.manual == nil, canMove { advance() }
    case .restart: restart()
    case .forward: try turn(to: MethodChoice(name: ForwardOU.card.name), stage: .forward)
    case .backward: try turn(to: choice, stage: .method)
    case .scaleSigma(let factor): stepper.scaleSigma(&state, by: factor)
    case .followSchedule: followSchedule()
    case .select(let choice): try select(choice)
    case .resume(let choice): try resume(choice)
    case .use(let kind): try use(kind)
    case .adopt(let network, let step, let isFinal):
      state.network = AdoptedNetwork(network: network, trainingStep: step, isFinal: isFinal)
    }
  }

  /// Starts the method on fresh particles at once, without the story before it.
  public mutating func startMethod() {
    remember(isJump: true)
    stepper.beginMethod(&state)
  }

  mutating func advance() {
    guard canMove else { return }
    remember()
    stepper.advance(&state)
  }

  private mutating func remember(isJump: Bool = false) {
    history.push(state, isJump: isJump)
    state.tick += 1
  }

  mutating func goBack(_ count: Int) {
    let newest = state.network
    let stepper = stepper
    guard count > 0, var earlier = history.pop(count, redo: stepper.advance) else { return }
    // Learning goes on while the particles go back: the newest weights stay in use.
    earlier.network = newest
    state = earlier
  }

  private mutating func restart() {
    guard var fresh = try? stepper.initialState(programme: state.programme) else { return }
    fresh.score = state.score
    fresh.network = state.network
    state = fresh
    history = SessionHistory()
  }

  private mutating func select(_ choice: MethodChoice) throws {
    _ = try stepper.course(of: choice, in: state)
    remember(isJump: true)
    // A method of the scene's programme goes on to the next one, another one is alone.
    let index = scene.programme.firstIndex(of: choice)
    state.programme = index == nil ? [choice] : scene.programme
    state.programmeIndex = index ?? 0
    state.noiseIndex = state.programmeIndex
    state.manual = nil
    state.divergedAt = nil
    stepper.beginMethod(&state)
  }

  /// Goes on with another method where the particles are.
  private mutating func resume(_ choice: MethodChoice) throws {
    let stage: Stage = choice.type?.card.family == .forward ? .forward : .method
    try turn(to: choice, stage: stage)
    state.programme = [choice]
    state.programmeIndex = 0
    state.divergedAt = nil
  }

  /// Continues with another course from the level that the cloud is at.
  private mutating func turn(to choice: MethodChoice, stage: Stage) throws {
    let course = try stepper.course(of: choice, in: state)
    remember(isJump: true)
    let before = state
    state.manual = nil
    state.course = course
    state.stage = stage
    match(course)
    // The steps of a chain are all at one level: it begins with the first.
    state.step = course.direction == .chain ? 0 : course.nearestStep(to: state.level)
    // On the same way noise to come stays what it is, though other steps take it.
    let isOnTheWay =
      stage == .method && before.stage == .method && !before.isAboveItsStop
      && course.sharesPath(with: before.course)
    state.path =
      isOnTheWay
      ? FollowedPath(
        of: course, from: state.step, at: state.level,
        along: before.path?.drawnBy ?? before.course.stops) : nil
    if !isOnTheWay { state.leg += 1 }
  }

  /// Brings the cloud to the scale of a course whose process keeps more or less of the signal: at the
  /// same σ = b / a the two clouds are multiples of each other.
  private mutating func match(_ course: Course) {
    let (level, sigma) = (state.level, state.level.sigma)
    guard sigma.isFinite else { return }
    let own = course.level(sigma: sigma)
    guard own.signal > 0, level.signal > 0, own.signal != level.signal else { return }
    state.cloud.scale(by: Float(own.signal / level.signal))
    state.level = own
  }

  /// Starts the method again, in a round and with noise that other runs may share.
  mutating func beginRun(cycle: Int, noiseIndex: Int) {
    remember(isJump: true)
    state.manual = nil
    state.divergedAt = nil
    (state.cycle, state.noiseIndex) = (cycle, noiseIndex)
    stepper.beginMethod(&state)
  }

  /// Takes the noise of its steps from the path that another run's steps draw.
  mutating func follow(_ other: Session) {
    guard course.sharesPath(with: other.course) else { return }
    state.path = FollowedPath(of: course, from: 0, at: level, along: other.course.stops)
  }

  mutating func forgetPast() { history = SessionHistory() }

  /// Changes the score, if the methods of the programme can run with it.
  private mutating func use(_ kind: ScoreKind) throws {
    var changed = state
    changed.score = kind
    for choice in state.programme { _ = try stepper.course(of: choice, in: changed) }
    if kind == .empirical, state.stage == .method || state.stage == .forward,
      let level = course.leastScoreLevel(after: state.step), level.noise == 0
    {
      throw SettingError(
        path: [.name("score")],
        message: "'\(course.card.name)' runs without noise, where a finite set has no score",
        hint: "choose the score before the method starts")
    }
    state = changed
  }

  private mutating func followSchedule() {
    guard state.manual != nil else { return }
    if state.isAboveItsStop { state.leg += 1 }
    state.manual = nil
    if state.course.direction != .chain { state.step = state.course.nearestStep(to: state.level) }
  }
}

extension Course {
  /// Whether both take back one process, so that steps of one can see the other's Brownian path.
  func sharesPath(with other: Course) -> Bool {
    card.course == other.card.course && card.course.isReverse
  }

  /// The last stop that a cloud at a level has reached, going the course's way.
  func nearestStep(to level: NoiseLevel) -> Int {
    let next = stops.firstIndex {
      direction == .forward ? $0.sigma > level.sigma : $0.sigma < level.sigma
    }
    return max(0, (next ?? stops.count) - 1)
  }
}
