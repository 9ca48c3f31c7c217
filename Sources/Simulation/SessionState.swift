public import DiffusionCore

/// The network in use and how far it was trained.
public struct AdoptedNetwork: Sendable {
  public var network: ScoreNetwork
  public var trainingStep: Int
  public var isFinal: Bool

  public init(network: ScoreNetwork, trainingStep: Int, isFinal: Bool) {
    self.network = network
    self.trainingStep = trainingStep
    self.isFinal = isFinal
  }
}

/// A Brownian path that the steps of a course follow, drawn by those of another.
struct FollowedPath: Sendable {
  /// The stops of the course that draws it.
  let drawnBy: [NoiseLevel]
  let path: SharedPath

  /// - Parameters:
  ///   - step: of the course, at which the particles are at `level`.
  ///   - stops: of the course that draws the path.
  /// - Returns: nil where the steps are the same.
  init?(of course: Course, from step: Int, at level: NoiseLevel, along stops: [NoiseLevel]) {
    var own = course.stops
    own[step] = level
    guard let path = SharedPath(of: own.map(\.time), along: stops.map(\.time)) else { return nil }
    (drawnBy, self.path) = (stops, path)
  }
}

/// All that the next step depends on; a copy is a checkpoint.
struct SessionState: Sendable {
  /// Rounds of the story so far: each draws data and noise of its own.
  var cycle = 0
  /// Which method of the programme is on.
  var programmeIndex = 0
  var programme: [MethodChoice]
  /// Tells the noise of one method of a round from that of another: runs that are compared share it.
  var noiseIndex = 0
  /// How often the run has turned to where the noise of its steps was taken: none is taken twice.
  var leg: UInt64 = 0
  /// Whose Brownian path the steps follow where they are others than those that draw it.
  var path: FollowedPath?
  var stage = Stage.data
  var step = 0
  var tick = 0
  /// The run of the stage; at the data and at the end, of the stage before or after it.
  var course: Course
  var cloud: Cloud
  /// The level that the cloud is at.
  var level = NoiseLevel.clean
  /// The level set by hand, while σ is off the schedule.
  var manual: NoiseLevel?
  var score: ScoreKind
  var network: AdoptedNetwork? {
    didSet { hasFinalNetwork = network?.isFinal == true }
  }
  private(set) var hasFinalNetwork = false
  /// Evaluations of the score a particle since the method began.
  var scoreEvaluations = 0
  /// Shares of accepted proposals since the method began, summed, and how many they are.
  var acceptances = (sum: 0.0, count: 0)
  /// The step at which the particles left the finite numbers.
  var divergedAt: Int?

  /// The method that is on, or comes next.
  var choice: MethodChoice { programme[programmeIndex] }

  /// Whether a method that wants the trained network may start.
  var isNetworkReady: Bool { score != .learned || hasFinalNetwork }

  /// Whether σ by hand has led to levels that the steps have passed.
  var isAboveItsStop: Bool {
    let stop = course.stops[step].sigma
    return manual != nil
      && (course.direction == .forward ? level.sigma < stop : level.sigma > stop)
  }

  /// Whether the next step needs weights that there are none of.
  var lacksNetwork: Bool {
    score == .learned && stage == .method && course.card.needsScore && network == nil
  }

  /// Whether the next step may depend on the weights, beyond whether they are final.
  var usesNetwork: Bool { score == .learned && (stage == .method || manual != nil) }

  /// The same without the weights; whether they are final is remembered.
  var withoutNetwork: SessionState {
    var state = self
    state.network = nil
    state.hasFinalNetwork = hasFinalNetwork
    return state
  }
}
