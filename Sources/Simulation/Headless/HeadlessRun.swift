public import DiffusionCore

/// A method from its first step to its last, without a terminal, and what its metrics need.
public struct HeadlessRun: Sendable {
  public private(set) var session: Session
  /// The states of the first chains in the second half of the run, where the method is a Markov chain.
  private var chain: [Points] = []

  private static let chains = 500
  /// The most states that are kept, evenly spaced.
  private static let states = 500
  /// The most particles that the metrics look at: a floor costs as much as twice its replicates.
  private static let pointLimit = 10_000

  /// A run of the session's method on fresh particles, before its first step.
  public init(_ session: Session) {
    self.session = session
    self.session.startMethod()
  }

  public var isDone: Bool { session.step >= session.course.steps }

  /// One step.
  ///
  /// - Throws: code 1 where the particles leave the finite numbers.
  public mutating func advance() throws {
    try session.apply(.advance(1))
    if let step = session.divergedAt {
      throw FailureReport(
        "\(session.course.card.name) diverged at step \(step): the step size is too large here",
        code: .failed)
    }
    guard session.course.card.course == .chain else { return }
    let half = session.course.steps / 2
    let past = session.step - half
    if past > 0, past % max(1, (half + Self.states - 1) / Self.states) == 0 {
      chain.append(Points(session.cloud.prefix(Self.chains)))
    }
  }

  /// The law that the particles should follow when the course has ended.
  public var target: any Law { session.target }

  /// The particles that the metrics look at, the first ones.
  public var points: Points { Points(session.cloud.prefix(Self.pointLimit)) }

  /// The run's particles against exact draws, with what else its metrics need.
  func comparison(with exact: ExactReference) -> Comparison {
    let points = points
    let stream = NoiseStream(seed: session.scene.seed, stream: 90)
    return Comparison(
      points, exact.sample(count: points.count, stream: stream.child(0)), exact: exact,
      chain: chain, run: facts(stream.child(2)))
  }

  private func facts(_ stream: NoiseStream) -> RunFacts {
    let (scene, course) = (session.scene, session.course)
    var facts = RunFacts(
      acceptance: session.acceptance, scoreEvaluations: session.scoreEvaluations)
    if course.card.needsScore {
      let model = model
      facts.score = RunScore(
        model, isExact: session.score == .exact, of: scene.density, along: scene.process,
        stream: stream)
    }
    let isReverse = course.card.course == .reverse || course.card.course == .reverseAdditive
    if isReverse, course.sampler.start(count: 1, stream: stream) == nil {
      facts.start = RunStart(of: course.target, along: course.process, at: course.stops[0])
    }
    return facts
  }

  /// The score that moved the particles.
  private var model: any ScoreModel {
    let exact = ExactScore(density: session.scene.density)
    return switch session.score {
    case .exact: exact
    case .empirical: session.scene.empiricalScore()
    case .learned: session.network?.network ?? exact
    }
  }
}

extension Session {
  /// The law that the particles should follow when the course has ended.
  var target: any Law {
    if let law = course.sampler.law { return law }
    return switch course.card.course {
    case .reverse, .reverseAdditive, .annealed, .mixing, .measurements:
      course.target.law(at: .clean)
    case .forward, .chain: course.target.law(at: level)
    }
  }
}
