import DiffusionCore

/// What the meters are read from: a moment of the run, as far as they need it.
struct MeterQuestion: Sendable {
  var course: Course
  var density: any Density
  /// The score that moves the particles, and how far it was trained where it is learned.
  var model: any ScoreModel
  var isExact: Bool
  var trainingStep: Int?
  /// The next step's share of its stability limit; it takes some milliseconds.
  var stepShare: @Sendable () -> Double?
}

extension SessionStepper {
  func meterQuestion(_ state: SessionState) -> MeterQuestion {
    let isExact = state.score == .exact || (state.score == .learned && state.network == nil)
    return MeterQuestion(
      course: state.course, density: scene.density, model: model(state), isExact: isExact,
      trainingStep: state.score == .learned ? state.network?.trainingStep : nil,
      stepShare: { self.stepShare(state) })
  }

  /// Particles, and as many draws of the law that they should follow, that a step is tried on.
  private static let triedPlaces = 256

  private func stepShare(_ state: SessionState) -> Double? {
    guard state.stage == .method || state.stage == .forward || state.stage == .end,
      state.divergedAt == nil
    else { return nil }
    let course = state.course
    let target: NoiseLevel
    if let manual = state.manual {
      guard !course.card.course.isAlongProcess else { return nil }
      target = manual
    } else if state.step < course.steps {
      target = course.stops[state.step + 1]
    } else if course.direction == .chain {
      target = state.level
    } else {
      return nil
    }
    // Always the same draws and noise: the number moves with the particles alone.
    let stream = NoiseStream(seed: scene.seed, stream: 82)
    var context = context(state, to: target)
    context.parallel = Parallel(threads: 1)
    context.noise = .stream(stream.child(0))
    var places = state.cloud.prefix(Self.triedPlaces)
    let level = state.level
    let hasDensity = course.target.hasDensity || level.noise > 0
    if course.direction != .forward, hasDensity, level.signal > 0 {
      let draws = course.target.law(at: level).sample(
        count: Self.triedPlaces, stream: stream.child(1))
      places.x += draws.x
      places.y += draws.y
    }
    // What the score changes over: the law's narrowest part, for points their noise alone.
    let narrowest = state.score == .empirical ? 0 : scene.density.smallestDeviation
    let (a, b) = (target.signal, target.noise)
    let scale = (a * a * narrowest * narrowest + b * b).squareRoot()
    // Below a thousandth, Float positions of some units would round the offset away.
    return DiffusionCore.stepShare(
      of: course.sampler, over: places, offset: max(0.001, 0.02 * scale), context)
  }
}
