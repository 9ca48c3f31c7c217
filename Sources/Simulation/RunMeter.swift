import DiffusionCore

/// Reads the meters; keeps what a course alone decides.
struct RunMeter: Sendable {
  private let seed: UInt64
  private var gaps: [Known<Double?>] = []
  private var steps: [Known<Double>] = []
  private var score: (trainingStep: Int?, Known<Double>)?

  init(seed: UInt64) { self.seed = seed }

  /// What is known of a course, which its method, its settings and its levels tell from others.
  private struct Known<Value: Sendable>: Sendable {
    var choice: MethodChoice
    var stops: [NoiseLevel]
    var value: Value

    func isOf(_ course: Course) -> Bool { choice == course.choice && stops == course.stops }
  }

  /// Courses that are remembered: those of a scene's programme, and of runs side by side.
  private static let memory = 16

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
    if let known = gaps.first(where: { $0.isOf(course) }) { return known.value }
    var value: Double?
    let level = course.stops[course.direction == .forward ? course.steps : 0]
    let isOwn = course.sampler.start(count: 1, stream: NoiseStream(seed: seed, stream: 83)) != nil
    if course.card.course.isAlongProcess, !isOwn {
      value = DiffusionCore.priorGap(of: course.target, process: course.process, at: level)
    }
    Self.keep(Known(choice: course.choice, stops: course.stops, value: value), in: &gaps)
    return value
  }

  private mutating func errors(_ question: MeterQuestion) -> MeterPicture.ErrorShares? {
    let course = question.course
    guard let held = course.sampler.heldDrift, let start = gap(course) else { return nil }
    let run = ReverseRunBound(
      of: question.density, along: course.process, over: course.stops,
      stream: NoiseStream(seed: seed, stream: 84))
    let steps = stepError(course, run, held)
    let score = question.isExact ? 0 : scoreError(question, run)
    // Of two errors of the drift |a + b|² is at most 2 |a|² + 2 |b|².
    let factor = score > 0 ? 2.0 : 1
    return MeterPicture.ErrorShares(
      initialisation: start, score: factor * score, discretisation: factor * steps)
  }

  private mutating func stepError(
    _ course: Course, _ run: ReverseRunBound, _ held: HeldDrift
  ) -> Double {
    if let known = steps.first(where: { $0.isOf(course) })?.value { return known }
    let value = run.stepError(holding: held)
    Self.keep(Known(choice: course.choice, stops: course.stops, value: value), in: &steps)
    return value
  }

  private mutating func scoreError(_ question: MeterQuestion, _ run: ReverseRunBound) -> Double {
    let course = question.course
    if let (trainingStep, known) = score, trainingStep == question.trainingStep,
      known.isOf(course)
    {
      return known.value
    }
    let value = run.scoreError(of: question.model)
    score = (
      question.trainingStep, Known(choice: course.choice, stops: course.stops, value: value)
    )
    return value
  }

  private static func keep<Value>(_ one: Known<Value>, in all: inout [Known<Value>]) {
    all.append(one)
    if all.count > memory { all.removeFirst() }
  }
}
