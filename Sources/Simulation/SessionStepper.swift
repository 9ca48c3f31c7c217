import DiffusionCore

/// What takes a state to the next one: the scene, the threads, and nothing that changes.
struct SessionStepper: Sendable {
  let scene: Scene
  let stepsOverride: Int?
  var parallel: Parallel
  private let exact: ExactScore
  private let empirical: any ScoreModel
  private let memorisation: MemorisationCheck

  init(scene: Scene, stepsOverride: Int?, parallel: Parallel) {
    self.scene = scene
    self.stepsOverride = stepsOverride
    self.parallel = parallel
    exact = ExactScore(density: scene.density)
    empirical = scene.empiricalScore()
    memorisation = MemorisationCheck(scene)
  }

  /// The clean data before a programme.
  func initialState(programme: [MethodChoice]? = nil) throws -> SessionState {
    let programme = programme ?? scene.programme
    let course = try scene.course(of: programme[0], steps: stepsOverride)
    var state = SessionState(
      programme: programme, course: course, cloud: Cloud(count: 0), score: scene.score)
    state.cloud = dataCloud(state)
    return state
  }

  /// The score that moves the particles.
  func model(_ state: SessionState) -> any ScoreModel {
    switch state.score {
    case .exact: exact
    case .empirical: empirical
    case .learned: state.network?.network ?? exact
    }
  }

  /// The run of a method with the score that is in use.
  func course(of choice: MethodChoice, in state: SessionState) throws -> Course {
    var scene = scene
    scene.score = state.score
    return try scene.course(of: choice, steps: stepsOverride)
  }

  // MARK: The story

  /// One tick: a step of the run, or the turn to the next stage.
  func advance(_ state: inout SessionState) {
    let isUnderway = state.step < state.course.steps || state.manual != nil
    switch state.stage {
    case .data: beginNoising(&state)
    case .forward where isUnderway: take(&state)
    case .forward where state.course.choice == state.choice: state.stage = .end
    case .forward where !state.isNetworkReady: state.stage = .learning
    case .forward, .learning: beginMethod(&state)
    case .method where isUnderway: take(&state)
    case .method: state.stage = .end
    case .end: beginNext(&state)
    }
  }

  /// From the data: reverse methods are shown their noising first, chains start at once.
  private func beginNoising(_ state: inout SessionState) {
    let forward = MethodChoice(name: ForwardOU.card.name)
    guard let method = state.choice.type?.card.course, method.isReverse,
      let course = try? scene.course(of: forward, steps: stepsOverride, noisingFor: method)
    else { return beginMethod(&state) }
    state.course = course
    state.stage = .forward
    state.step = 0
    state.scoreEvaluations = 0
    state.acceptances = (0, 0)
  }

  /// The method of the programme on fresh particles.
  func beginMethod(_ state: inout SessionState) {
    guard let course = try? course(of: state.choice, in: state) else { return }
    state.course = course
    state.stage = course.card.family == .forward ? .forward : .method
    state.step = 0
    (state.path, state.leg) = (nil, 0)
    state.level = course.stops[0]
    state.scoreEvaluations = 0
    state.acceptances = (0, 0)
    state.cloud = scene.start(
      of: course, count: scene.particles, stream: stream(state, .start))
  }

  private func beginNext(_ state: inout SessionState) {
    if state.programmeIndex + 1 < state.programme.count {
      state.programmeIndex += 1
      state.noiseIndex = state.programmeIndex
      return beginMethod(&state)
    }
    state.programmeIndex = 0
    state.noiseIndex = 0
    state.cycle += 1
    state.leg = 0
    state.stage = .data
    state.step = 0
    state.level = .clean
    state.cloud = dataCloud(state)
  }

  // MARK: Steps

  private func take(_ state: inout SessionState) {
    let target = state.manual ?? state.course.stops[state.step + 1]
    if state.manual != nil, state.course.card.course.isAlongProcess {
      carry(&state, to: target)
    } else {
      let context = context(state, to: target)
      let report = state.course.sampler.step(&state.cloud, context)
      state.scoreEvaluations += report.scoreEvaluations
      if let share = report.acceptance {
        state.acceptances = (state.acceptances.sum + share, state.acceptances.count + 1)
      }
    }
    state.level = target
    if state.manual == nil { state.step += 1 }
    if !state.cloud.isFinite(parallel) { state.divergedAt = state.step }
  }

  /// Brings the cloud to a level set by hand: up by the exact noising, down by the method.
  private func carry(_ state: inout SessionState, to target: NoiseLevel) {
    let context = context(state, to: target)
    let facts = MethodScene(
      process: state.course.process, smallestDeviation: 1, levels: [], density: scene.density)
    if target.sigma > state.level.sigma {
      var noising = ForwardOU(for: facts)
      _ = noising.step(&state.cloud, context)
    } else if target.sigma < state.level.sigma {
      var sampler =
        state.course.direction == .reverse ? state.course.sampler : ReverseSDE(for: facts)
      _ = sampler.step(&state.cloud, context)
    }
  }

  func context(_ state: SessionState, to target: NoiseLevel) -> StepContext {
    StepContext(
      from: state.level, to: target, process: state.course.process, density: scene.density,
      score: model(state), noise: noise(state), parallel: parallel)
  }

  /// What a method may ask of the state beside its steps.
  func readings(_ state: SessionState) -> [Reading] {
    var context = context(state, to: state.level)
    context.parallel = Parallel(threads: 1)
    context.noise = .stream(stream(state, .readings).child(UInt64(state.tick)))
    return state.course.sampler.readings(of: state.cloud, context)
      + memorisation.readings(of: state, stream: stream(state, .readings))
  }

  // MARK: σ by hand

  func scaleSigma(_ state: inout SessionState, by factor: Double) {
    // The noise of measurements that are made is a matter of the past.
    guard state.course.card.course != .measurements else { return }
    let least = ScoreNetwork.smallestSigma
    let sigmas = state.course.stops.map { $0.sigma }.filter { $0.isFinite }
    let most = max(least, sigmas.max() ?? 0, 10)
    let now = max(least, (state.manual ?? state.level).sigma)
    state.manual = state.course.level(sigma: min(max(least, now * factor), most))
  }

  // MARK: Random numbers

  /// The noise of the next step.
  private func noise(_ state: SessionState) -> NoiseSource {
    let steps = stream(state, state.stage == .forward ? .forward : .method)
    let own = steps.child(UInt64(state.step))
    if state.manual != nil { return .stream(own.child(UInt64(state.tick))) }
    guard let followed = state.path, state.stage == .method, state.step < state.course.steps else {
      return .stream(own)
    }
    let bridges = stream(state, .bridges)
    let parts = followed.path.noise(
      of: state.step, drawn: { steps.child(UInt64($0)) }, bridges: bridges,
      own: bridges.child(.max).child(UInt64(state.step)))
    return .sum(parts, own: own)
  }

  private enum Purpose: UInt64 {
    case data, start, forward, method, readings, bridges
  }

  /// The stream of a purpose in this round: what makes a run repeat and rounds differ.
  private func stream(_ state: SessionState, _ purpose: Purpose) -> NoiseStream {
    let first = NoiseStream(seed: scene.seed, stream: UInt64(state.cycle)).child(purpose.rawValue)
      .child(UInt64(state.noiseIndex))
    return state.leg == 0 ? first : first.child(.max).child(state.leg)
  }

  private func dataCloud(_ state: SessionState) -> Cloud {
    scene.density.law(at: .clean).sample(count: scene.particles, stream: stream(state, .data))
  }
}

extension MethodCourse {
  /// Whether levels follow the scene's process, so that noise can be added and taken away.
  var isAlongProcess: Bool { self == .forward || isReverse }

  /// Whether it takes back what a noising process has done.
  var isReverse: Bool { self == .reverse || self == .reverseAdditive }
}
