/// Score matching, a step at a time: Adam on fresh batches of a plan's objective.
///
/// A value: a copy is a checkpoint, and the same plan gives the same weights.
public struct ScoreTrainer: Sendable {
  public let plan: TrainingPlan
  public private(set) var step = 0
  /// The weights that are trained.
  public private(set) var network: ScoreNetwork
  private var average: ScoreNetwork
  private var optimizer: Adam
  private var gradient: [Float]
  private var batch: TrainingBatch

  public init(density: any Density, network: ScoreNetwork, plan: TrainingPlan) {
    self.plan = plan
    self.network = network
    average = network
    optimizer = Adam(parameterCount: network.perceptron.parameterCount)
    gradient = .init(repeating: 0, count: network.perceptron.parameterCount)
    batch = TrainingBatch(
      plan: plan, data: TrainingData(density, plan: plan), embedding: network.embedding)
  }

  /// The weights that are used: the moving average, or with no decay the trained ones.
  public var averaged: ScoreNetwork { plan.ema > 0 ? average : network }

  /// One step of Adam on a fresh batch.
  ///
  /// - Returns: the weighted loss of the batch, `plan.lossFormula`.
  public mutating func advance(_ parallel: Parallel) -> Double {
    for i in gradient.indices { gradient[i] = 0 }
    let stream = NoiseStream(seed: plan.seed, stream: 2).child(UInt64(step))
    let loss = batch.gradient(of: network, stream: stream, into: &gradient, parallel)
    optimizer.step(
      parameters: &network.perceptron.parameters, average: &average.perceptron.parameters,
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
}
