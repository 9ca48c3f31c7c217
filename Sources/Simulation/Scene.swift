public import DiffusionCore

/// What a scene file says, checked and built.
public struct Scene: Sendable {
  public var name: String
  public var about: String
  /// The settings of `data`, from which `density` was built: what a cached network depends on.
  public var data: Settings
  public var density: any Density
  public var process: any DiffusionProcess
  public var schedule: ScheduleChoice
  /// The measurement of an inverse problem.
  public var observation: Observation?
  /// The methods that run one after the other; at least one.
  public var programme: [MethodChoice]
  public var score: ScoreKind
  public var model: ModelPlan
  public var training: TrainingPlan
  public var bounds: Extent
  public var overlays: Overlays
  public var framesPerSecond: Int
  public var particles: Int
  public var seed: UInt64
}

/// A method and the knobs that were set.
public struct MethodChoice: Hashable, Sendable {
  public var name: String
  public var settings: Settings

  public init(name: String, settings: Settings = Settings()) {
    self.name = name
    self.settings = settings
  }

  /// The method's type, or nil for an unknown name.
  public var type: (any Sampler.Type)? { samplerType(named: name) }
}

/// A schedule and the settings it was built from.
public struct ScheduleChoice: Sendable {
  public var schedule: any Schedule
  public var settings: Settings

  public var name: String { settings.text("type") }
  /// Steps (levels for annealed methods); nil leaves it to the method.
  public var levels: Int? { schedule.levels }
  /// The ends of a ladder of additive noise, where the scene gives them.
  public var sigmaMin: Double? { number("sigmaMin") }
  public var sigmaMax: Double? { number("sigmaMax") }

  private func number(_ name: String) -> Double? {
    settings.contains(name) ? settings.number(name) : nil
  }
}

/// The shape of the network.
public struct ModelPlan: Equatable, Sendable {
  public var hidden: [Int]
  public var activation: Activation
  public var embedding: Int
  public var prediction: Prediction
}

extension Scene {
  /// The untrained network of the scene.
  public func untrainedNetwork() -> ScoreNetwork {
    let covariance = density.covariance
    let shape = PerceptronShape(
      conditioning: model.embedding, hidden: model.hidden, activation: model.activation)
    return ScoreNetwork(
      perceptron: MultilayerPerceptron(
        shape: shape, stream: NoiseStream(seed: training.seed, stream: 0)),
      prediction: model.prediction, mean: density.mean,
      deviation: (covariance.trace / 2).squareRoot())
  }

  /// The trainer at its first step.
  public func trainer() -> ScoreTrainer {
    ScoreTrainer(density: density, network: untrainedNetwork(), plan: training)
  }

  /// The exact score of the finite training set: what a network that memorised it would know.
  public func empiricalScore() -> any ScoreModel { ExactScore(density: empiricalDensity()) }

  /// The finite training set as a density: a point mass at each of its data.
  public func empiricalDensity() -> any Density { empiricalData.density }

  /// The finite training set, or the one that a scene on fresh data would have.
  var empiricalData: TrainingData {
    var plan = training
    if plan.samples == 0 { plan.samples = Scene.empiricalSamples }
    return TrainingData(density, plan: plan)
  }

  /// Size of the empirical training set where the scene trains on fresh data.
  public static let empiricalSamples = 256

  /// What the trained weights depend on, as text: the key of the cache.
  public var trainingDescription: String {
    "network 2; data \(data); model \(model); training \(training)"
  }
}
