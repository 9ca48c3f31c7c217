/// How a network is trained on a density.
public struct TrainingPlan: Hashable, Sendable {
  public var steps: Int
  public var batch: Int
  /// Adam's step at the start; it falls to a hundredth along a cosine.
  public var learningRate: Double
  /// Decay of the moving average of the weights that evaluation uses.
  public var ema: Double
  public var weighting: Weighting
  /// A finite training set of that many data, or 0 for fresh data in every step.
  public var samples: Int
  public var seed: UInt64
  /// Noise levels are drawn log-uniformly between these.
  public var sigmaMin: Double
  public var sigmaMax: Double

  public init(
    steps: Int, batch: Int, learningRate: Double, ema: Double, weighting: Weighting, samples: Int,
    seed: UInt64, sigmaMin: Double, sigmaMax: Double
  ) {
    self.steps = steps
    self.batch = batch
    self.learningRate = learningRate
    self.ema = ema
    self.weighting = weighting
    self.samples = samples
    self.seed = seed
    self.sigmaMin = sigmaMin
    self.sigmaMax = sigmaMax
  }
}

/// λ(σ), the weight of a noise level in the loss E λ(σ) |s_θ + n/σ|².
public enum Weighting: String, CaseIterable, Sendable {
  /// λ = σ²: every level counts alike.
  case sigmaSquared = "sigma-squared"
  /// λ = σ⁴: the mean square error of the denoiser, which large noise rules.
  case denoising
  /// λ = 1: the plain loss, which small noise rules.
  case uniform
}

/// Denoising score matching, a step at a time.
///
/// With x = x₀ + σ n the loss E λ(σ) |s_θ(x, σ) + n/σ|² has the exact score as its minimum (methods.md
/// §9, errata E26, E27). A value: a copy is a checkpoint, and the same plan gives the same weights.
public struct DenoisingTrainer: Sendable {
  public let plan: TrainingPlan
  public private(set) var step = 0
  /// The weights that are trained.
  public private(set) var network: ScoreNetwork
  /// Their moving average: the weights that are used.
  public private(set) var averaged: ScoreNetwork
  private var optimizer: Adam
  private var gradient: [Float]
  private var batch: TrainingBatch
  private let data: any Law
  private let trainingSet: Cloud?

  public init(density: any Density, network: ScoreNetwork, plan: TrainingPlan) {
    self.plan = plan
    self.network = network
    averaged = network
    optimizer = Adam(parameterCount: network.perceptron.parameterCount)
    gradient = .init(repeating: 0, count: network.perceptron.parameterCount)
    batch = TrainingBatch(count: plan.batch, embedding: network.embedding)
    data = density.law(at: .clean)
    trainingSet = plan.samples > 0 ? Self.trainingSet(of: density, plan: plan) : nil
  }

  /// The finite training set of a plan.
  public static func trainingSet(of density: any Density, plan: TrainingPlan) -> Cloud {
    density.law(at: .clean).sample(
      count: plan.samples, stream: NoiseStream(seed: plan.seed, stream: 1).child(3))
  }

  /// One step of Adam on a fresh batch.
  ///
  /// - Returns: the weighted loss E λ(σ) |s_θ + n/σ|² of the batch.
  public mutating func advance(_ parallel: Parallel) -> Double {
    let stream = NoiseStream(seed: plan.seed, stream: 2).child(UInt64(step))
    for i in gradient.indices { gradient[i] = 0 }
    let (data, trainingSet) = (data, trainingSet)
    let loss = batch.gradient(of: network, plan, stream: stream, into: &gradient, parallel) {
      Self.drawClean(data, trainingSet, count: $0, stream: $1)
    }
    optimizer.step(
      parameters: &network.perceptron.parameters, average: &averaged.perceptron.parameters,
      gradient: gradient, learningRate: learningRate, decay: plan.ema)
    step += 1
    return loss
  }

  /// Adam's step now: a cosine from the plan's to a hundredth of it.
  private var learningRate: Double {
    let share = Double(step) / Double(max(1, plan.steps))
    let cosine = (1 + Elementary.cos(.pi * min(1, share))) / 2
    return plan.learningRate * (0.01 + 0.99 * cosine)
  }

  /// Fresh data, or members of the finite training set.
  private static func drawClean(
    _ data: any Law, _ trainingSet: Cloud?, count: Int, stream: NoiseStream
  ) -> Cloud {
    guard let trainingSet else { return data.sample(count: count, stream: stream) }
    var generator = RandomSource(stream)
    var cloud = Cloud(count: count)
    for i in 0..<count {
      let pick = min(trainingSet.count - 1, Int(generator.uniform() * Double(trainingSet.count)))
      cloud.x[i] = trainingSet.x[pick]
      cloud.y[i] = trainingSet.y[pick]
    }
    return cloud
  }
}
