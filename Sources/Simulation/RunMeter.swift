import DiffusionCore

/// Reads the meters; keeps what a course and its network alone decide.
struct RunMeter: Sendable {
  private let seed: UInt64
  private var gaps = Known<Double?>()
  private var stepErrors = Known<Double>()
  private var scoreErrors = Known<Double>()

  init(seed: UInt64) { self.seed = seed }

  /// Values of the newest courses: those of a scene's programme, and of runs side by side.
  private struct Known<Value: Sendable>: Sendable {
    private var values:
      [(choice: MethodChoice, stops: [NoiseLevel], trainingStep: Int?, value: Value)] = []
    private static var most: Int { 16 }

    /// The value of a course, which its method, its settings and its levels tell from others.
    mutating func value(
      of course: Course, trainedTo trainingStep: Int? = nil, make: () -> Value
    ) -> Value {
      let known = values.first { known in
        known.choice == course.choice && known.stops == course.stops
          && known.trainingStep == trainingStep
      }
      if let known { return known.value }
      let value = make()
      values = values.suffix(Self.most - 1) + [(course.choice, course.stops, trainingStep, value)]
      return value
    }
  }

  mutating func read(_ question: MeterQuestion) -> MeterPicture {
    var picture = MeterPicture()
    let course = question.course
    picture.priorGap = gap(course)
    picture.stepShare = question.stepShare()
    picture.advisedAcceptance = course.card.advisedAcceptance
    picture.errors = errors(question)
    return picture
  }

  /// Of methods that take noising back, and of noising itself.
  private mutating func gap(_ course: Course) -> Double? {
    let seed = seed
    return gaps.value(of: course) {
      let level = course.stops[course.direction == .forward ? course.steps : 0]
      let isOwn = course.sampler.start(count: 1, stream: NoiseStream(seed: seed, stream: 83)) != nil
      guard course.card.course.isAlongProcess, !isOwn else { return nil }
      return DiffusionCore.priorGap(of: course.target, process: course.process, at: level)
    }
  }

  private mutating func errors(_ question: MeterQuestion) -> MeterPicture.ErrorShares? {
    let course = question.course
    guard let held = course.sampler.heldDrift, let start = gap(course) else { return nil }
    let run = ReverseRunBound(
      of: question.density, along: course.process, over: course.stops,
      stream: NoiseStream(seed: seed, stream: 84))
    let steps = stepErrors.value(of: course) { run.stepError(holding: held) }
    let score =
      question.isExact
      ? 0
      : scoreErrors.value(of: course, trainedTo: question.trainingStep) {
        run.scoreError(of: question.model)
      }
    // Of two errors of the drift |a + b|² is at most 2 |a|² + 2 |b|².
    let factor = score > 0 ? 2.0 : 1
    return MeterPicture.ErrorShares(
      initialisation: start, score: factor * score, discretisation: factor * steps)
  }
}
