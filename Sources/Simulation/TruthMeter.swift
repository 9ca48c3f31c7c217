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
  var lawName: String
  /// What the method says of itself.
  var readings: @Sendable () -> [Reading]
  var network: AdoptedNetwork?
  var tick: Int
  /// Identifies the stage and round, so that a history is not carried into another.
  var chapter: String
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
  private static let floorReplicates = 12

  private var floors: [FloorKey: Floor] = [:]
  private var errors: (trainingStep: Int, values: [LevelError])?

  private struct FloorKey: Hashable {
    var law: String
    var sigmaStep: Int
    var signal: Double
    var count: Int
  }

  private struct Floor {
    var mean: Double
    var deviation: Double
  }

  public init(scene: Scene) {
    seed = scene.seed
  }

  /// The numbers of the panel at a session's moment.
  public mutating func measure(_ session: Session) -> TruthPicture {
    measure(session.truthQuestion)
  }

  mutating func measure(_ question: TruthQuestion) -> TruthPicture {
    var picture = TruthPicture()
    picture.readings = question.readings()
    guard let law = question.law else { return picture }
    let cloud = question.cloud.prefix(Self.sampleLimit)
    let stream = NoiseStream(seed: seed, stream: 77).child(UInt64(question.tick))
    picture.slicedW2 = sliced.distance(cloud, law.sample(count: cloud.count, stream: stream))
    let floor = floor(of: law, named: question.lawName, count: cloud.count)
    picture.floor = floor.mean
    picture.floorDeviation = floor.deviation
    let parts = question.target.parts
    if parts.weights.count > 1 {
      let statistics = LawStatistics(of: cloud, under: law, parts: parts.weights.count)
      picture.partName = parts.name
      picture.weights = statistics.partWeights
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
    if errors?.trainingStep != adopted.trainingStep {
      let values = scoreErrors(
        of: adopted.network, for: density, sigmas: Self.errorSigmas, samples: 512,
        stream: NoiseStream(seed: seed, stream: 78))
      errors = (
        adopted.trainingStep,
        zip(Self.errorSigmas, values).map { LevelError(sigma: $0, error: $1) }
      )
    }
    picture.scoreErrors = errors?.values ?? []
    if level.noise > 0 {
      picture.scoreErrorNow = scoreError(
        of: adopted.network, for: density, at: level, samples: 512,
        stream: NoiseStream(seed: seed, stream: 79))
      picture.scoreCurlNow = scoreCurl(
        of: adopted.network, for: density, at: level, samples: 512,
        stream: NoiseStream(seed: seed, stream: 81))
    }
  }

  /// The same distance between two exact clouds: computed at levels a quarter octave apart and kept.
  private mutating func floor(of law: any Law, named name: String, count: Int) -> Floor {
    let level = law.level
    let octave = level.noise > 0 ? Elementary.log(level.sigma) / Elementary.log(2) : -1000
    let key = FloorKey(
      law: name, sigmaStep: Int((4 * max(-100, min(100, octave))).rounded()),
      signal: level.signal == 1 ? 1 : 0, count: count)
    if let known = floors[key] { return known }
    let base = NoiseStream(seed: seed, stream: 80)
    let values = (0..<UInt64(Self.floorReplicates)).map { replicate in
      sliced.distance(
        law.sample(count: count, stream: base.child(2 * replicate)),
        law.sample(count: count, stream: base.child(2 * replicate + 1)))
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let floor = Floor(mean: mean, deviation: (square / Double(values.count - 1)).squareRoot())
    floors[key] = floor
    return floor
  }
}

extension Session {
  /// What the truth meter needs to know of this moment.
  var truthQuestion: TruthQuestion {
    TruthQuestion(
      cloud: cloud.prefix(TruthMeter.sampleLimit), law: law,
      target: stage == .data ? scene.density : course.target, data: scene.density, level: level,
      lawName: lawName, readings: readingsLater, network: network, tick: tick,
      chapter: "\(state.cycle) \(stage == .method || stage == .end) \(state.programmeIndex) "
        + state.choice.name)
  }

  /// The method, and for a law that goes on by steps the sixteenths of its course.
  private var lawName: String {
    let name = stage == .data ? "" : course.choice.name
    return course.sampler.law == nil ? name : "\(name) \(16 * step / max(1, course.steps))"
  }
}
