import DiffusionCore

/// What the truth panel is made from: a moment of the run, as far as its numbers need it.
struct TruthQuestion: Sendable {
  var cloud: Cloud
  /// The law that the cloud should follow; nil where it has no density.
  var law: (any Law)?
  /// The clean distribution of that law, and the data that the network learns.
  var target: any Density
  var data: any Density
  var level: NoiseLevel
  /// Tells a law from another of the same level.
  var lawIdentity: LawIdentity
  /// What the method says of itself.
  var readings: @Sendable () -> [Reading]
  var network: AdoptedNetwork?
  var meters: MeterQuestion
  var tick: Int
  /// Identifies the stage and round, so that a history is not carried into another.
  var chapter: String
}

/// Tells a law from another of the same level in one scene.
struct LawIdentity: Hashable, Sendable {
  /// Whose law it is; nil for the data's.
  var choice: MethodChoice?
  /// For a law that goes on by steps the levels of its course, the sixteenths of them passed, and the
  /// score that moves it.
  var stops: [NoiseLevel] = []
  var sixteenths = 0
  var score: ScoreKind?
  var trainingStep: Int?
}

/// Measures the cloud against its exact law.
///
/// A pure computation apart from its caches: floors by level and score errors by training step.
public struct TruthMeter: Sendable {
  private let seed: UInt64
  private let sliced = SlicedWasserstein(directions: 32)
  /// Particles that the sliced distance looks at.
  static let sampleLimit = 2000
  private static let errorSigmas = [10, 3, 1, 0.3, 0.1, 0.03]
  /// Exact pairs that a measurement adds to the floor of its level, and how many there are in the end.
  private static let floorReplicates = (each: 16, most: 96)

  /// Distances between exact clouds.
  private var floors: [FloorKey: [MetricSample]] = [:]
  private var meters: RunMeter
  /// Of the newest networks, as many as runs may stand side by side.
  private var errors: [(trainingStep: Int, values: [LevelError])] = []

  private struct FloorKey: Hashable {
    var law: LawIdentity
    var sigmaStep: Int
    var signal: Double
    var count: Int
  }

  public init(scene: Scene) {
    seed = scene.seed
    meters = RunMeter(seed: scene.seed)
  }

  /// The numbers of the panel at a session's moment.
  public mutating func measure(_ session: Session) -> TruthPicture {
    measure(session.truthQuestion)
  }

  mutating func measure(_ question: TruthQuestion) -> TruthPicture {
    var picture = TruthPicture()
    picture.readings = question.readings()
    picture.meters = meters.read(question.meters)
    guard let law = question.law else { return picture }
    if question.level.noise > 0 { picture.approximation = question.target.approximation }
    let cloud = question.cloud.prefix(Self.sampleLimit)
    let stream = NoiseStream(seed: seed, stream: 77).child(UInt64(question.tick))
    let distance = sliced.distance(cloud, law.sample(count: cloud.count, stream: stream))
    let floor = floor(of: law, identity: question.lawIdentity, count: cloud.count)
    picture.slicedW2 = distance
    picture.floor = floor.mean
    picture.floorDeviation = floor.deviation
    picture.z = floor.z(of: SlicedDistance.sample(distance).normal, count: 1)
    let parts = question.target.parts
    if parts.weights.count > 1 {
      let statistics = LawStatistics(of: cloud, under: law, parts: parts.weights.count)
      picture.partName = parts.name
      picture.weights = statistics.partWeights
      picture.likeliestParts = statistics.likeliestParts
      picture.lawWeights = parts.weights
      picture.dispersion = statistics.dispersion
    }
    if let network = question.network { measureNetwork(network, question, into: &picture) }
    return picture
  }

  private mutating func measureNetwork(
    _ adopted: AdoptedNetwork, _ question: TruthQuestion, into picture: inout TruthPicture
  ) {
    let (density, level) = (question.data, question.level)
    picture.scoreErrors = levelErrors(of: adopted, for: density)
    if level.noise > 0 {
      picture.scoreErrorNow = scoreError(
        of: adopted.network, for: density, at: level, samples: 512,
        stream: NoiseStream(seed: seed, stream: 79))
      picture.scoreCurlNow = scoreCurl(
        of: adopted.network, for: density, at: level, samples: 512,
        stream: NoiseStream(seed: seed, stream: 81))
    }
  }

  private mutating func levelErrors(
    of adopted: AdoptedNetwork, for density: any Density
  ) -> [LevelError] {
    if let known = errors.first(where: { $0.trainingStep == adopted.trainingStep }) {
      return known.values
    }
    let values = zip(
      Self.errorSigmas,
      scoreErrors(
        of: adopted.network, for: density, sigmas: Self.errorSigmas, samples: 512,
        stream: NoiseStream(seed: seed, stream: 78))
    ).map { LevelError(sigma: $0, error: $1) }
    errors = errors.suffix(Lanes.most - 1) + [(adopted.trainingStep, values)]
    return values
  }

  /// The same distance between exact clouds, by levels a quarter octave apart.
  ///
  /// Every measurement adds some pairs while they are few, so that none takes long and what is looked
  /// at for long gets a floor that can be relied on.
  private mutating func floor(of law: any Law, identity: LawIdentity, count: Int) -> MetricFloor {
    let level = law.level
    let octave = level.noise > 0 ? Elementary.log(level.sigma) / Elementary.log(2) : -1000
    let key = FloorKey(
      law: identity, sigmaStep: Int((4 * max(-100, min(100, octave))).rounded()),
      signal: level.signal == 1 ? 1 : 0, count: count)
    var samples = floors[key] ?? []
    guard samples.count < Self.floorReplicates.most else { return MetricFloor(samples) }
    let base = NoiseStream(seed: seed, stream: 80)
    for _ in 0..<Self.floorReplicates.each {
      let pair = UInt64(2 * samples.count)
      let distance = sliced.distance(
        law.sample(count: count, stream: base.child(pair)),
        law.sample(count: count, stream: base.child(pair + 1)))
      samples.append(SlicedDistance.sample(distance))
    }
    floors[key] = samples
    return MetricFloor(samples)
  }
}

extension Session {
  /// What the truth meter needs to know of this moment.
  var truthQuestion: TruthQuestion {
    TruthQuestion(
      cloud: cloud.prefix(TruthMeter.sampleLimit), law: law,
      target: stage == .data ? scene.density : course.target, data: scene.density, level: level,
      lawIdentity: lawIdentity, readings: readingsLater, network: network,
      meters: meterQuestion, tick: tick,
      chapter: "\(state.cycle) \(stage == .method || stage == .end) \(state.programmeIndex) "
        + state.choice.name)
  }

  private var lawIdentity: LawIdentity {
    guard stage != .data else { return LawIdentity() }
    guard course.sampler.law != nil else { return LawIdentity(choice: course.choice) }
    return LawIdentity(
      choice: course.choice, stops: course.stops, sixteenths: 16 * step / max(1, course.steps),
      score: score, trainingStep: score == .learned ? network?.trainingStep : nil)
  }
}
