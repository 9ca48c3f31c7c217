/// What is known of a run beside its particles.
public struct RunFacts: Sendable {
  /// The score that moved the particles; nil for a method without one.
  public var score: RunScore?
  /// Where a reverse run started; nil for others, and for one that started from the exact law.
  public var start: RunStart?
  /// The mean share of accepted proposals; nil for a method that refuses none.
  public var acceptance: Double?
  /// Evaluations of the score a particle.
  public var scoreEvaluations: Int

  public init(
    score: RunScore? = nil, start: RunStart? = nil, acceptance: Double? = nil,
    scoreEvaluations: Int
  ) {
    (self.score, self.start) = (score, start)
    (self.acceptance, self.scoreEvaluations) = (acceptance, scoreEvaluations)
  }
}

/// A score, the data that it is meant to be of, and a stream for draws of them.
public struct RunScore: Sendable {
  public var model: any ScoreModel
  /// Whether it is the exact score of the data.
  public var isExact: Bool
  public var data: any Density
  /// The process along which it is asked.
  public var process: any DiffusionProcess
  public var stream: NoiseStream

  public init(
    _ model: any ScoreModel, isExact: Bool, of data: any Density,
    along process: any DiffusionProcess, stream: NoiseStream
  ) {
    (self.model, self.isExact, self.data) = (model, isExact, data)
    (self.process, self.stream) = (process, stream)
  }
}

/// The level at which a reverse run began, from the prior of its process.
public struct RunStart: Sendable {
  public var target: any Density
  public var process: any DiffusionProcess
  public var level: NoiseLevel

  public init(of target: any Density, along process: any DiffusionProcess, at level: NoiseLevel) {
    (self.target, self.process, self.level) = (target, process, level)
  }
}
