public import DiffusionCore

/// The averaged weights of a finished training, and the losses for a chart.
public struct TrainedNetwork: Sendable {
  public var network: ScoreNetwork
  public var history: [LossPoint]

  public init(network: ScoreNetwork, history: [LossPoint]) {
    self.network = network
    self.history = history
  }
}

/// What `diffviz train` says about trained weights.
public struct TrainingReport: Sendable {
  /// The smoothed loss at the end and the least that any score can reach.
  public var loss: Double
  public var floor: Double
  /// σ² E|s_θ − s|² at geometric levels from 0.01 to 10, and their mean.
  public var sigmas: [Double]
  public var scoreErrors: [Double]
  public var scoreError: Double { scoreErrors.reduce(0, +) / Double(scoreErrors.count) }
  /// σ⁴ E (curl s_θ)² at the same levels, exactly 0 for the exact score, and their mean.
  public var scoreCurls: [Double]
  public var scoreCurl: Double { scoreCurls.reduce(0, +) / Double(scoreCurls.count) }
}

extension Scene {
  /// Trains the network to the end.
  ///
  /// - Parameter progress: called every some steps with the step and the smoothed loss; training stops
  ///   when it returns false.
  /// - Returns: nil if it was stopped or the loss left the finite numbers.
  public func trainNetwork(
    parallel: Parallel, progress: (Int, Double) -> Bool
  ) -> TrainedNetwork? {
    var trainer = trainer()
    var meter = LossMeter()
    while trainer.step < trainer.plan.steps {
      meter.add(trainer.advance(parallel), at: trainer.step)
      guard let loss = meter.smoothed, loss.isFinite else {
        _ = progress(trainer.step, .nan)
        return nil
      }
      if trainer.step % 50 == 0 || trainer.step == trainer.plan.steps {
        guard progress(trainer.step, loss) else { return nil }
      }
    }
    return TrainedNetwork(network: trainer.averaged, history: meter.points)
  }

  /// Measures a network against the exact score.
  public func trainingReport(_ network: ScoreNetwork, history: [LossPoint]) -> TrainingReport {
    let sigmas = geometricSequence(from: 10, to: 0.01, count: 25)
    let streams = NoiseStream(seed: training.seed, stream: 91)
    return TrainingReport(
      loss: history.last?.loss ?? .nan, floor: trainingFloor(),
      sigmas: sigmas,
      scoreErrors: DiffusionCore.scoreErrors(
        of: network, for: density, sigmas: sigmas, samples: 4096, stream: streams),
      scoreCurls: DiffusionCore.scoreCurls(
        of: network, for: density, sigmas: sigmas, samples: 4096, stream: streams))
  }

  /// The least loss that any score can reach, over the levels and the law that training draws from.
  public func trainingFloor() -> Double {
    // A large set takes fewer draws: its score costs as many terms as it has members.
    let samples = max(64, min(2048, 2_048_000 / max(1, training.samples)))
    return lossFloor(
      of: TrainingData(density, plan: training).density, plan: training, samples: samples,
      stream: NoiseStream(seed: training.seed, stream: 92))
  }
}
