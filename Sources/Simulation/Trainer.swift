public import DiffusionCore
private import Synchronization

/// Where training stands: weights, loss, speed.
public struct TrainingStatus: Sendable {
  public var state = TrainingPicture.State.idle
  public var step = 0
  public var steps = 0
  /// The averaged weights after `step` steps.
  public var network: ScoreNetwork?
  public var loss: Double?
  public var history: [LossPoint] = []
  /// Training steps a second.
  public var rate: Double?

  public init(steps: Int) { self.steps = steps }

  /// Seconds to the end at the present rate.
  public var secondsLeft: Double? {
    guard let rate, rate > 0 else { return nil }
    return Double(steps - step) / rate
  }
}

/// Trains a scene's network beside the view.
///
/// The reader polls `status`; a session adopts weights by a command that names their training step, so
/// that what the particles do depends on the commands and not on the machine's speed.
public final class Trainer: Sendable {
  private struct Shared {
    var status: TrainingStatus
    var isWanted = false
    /// Counts the runs: a task that finds a newer one ends.
    var run = 0
    var checkpoint: ScoreTrainer?
    /// Weights for when they are asked for.
    var held: TrainedNetwork?

    mutating func adopt(_ trained: TrainedNetwork) {
      status.state = .cached
      status.step = status.steps
      status.network = trained.network
      status.history = trained.history
      status.loss = trained.history.last?.loss
    }
  }

  private let scene: Scene
  private let shared: Mutex<Shared>
  private let wake: @Sendable () -> Void
  private let keep: @Sendable (TrainedNetwork) -> Void
  /// Weights of earlier steps, for runs that are compared.
  public let stages: StageTrainer
  private static let stepsBetweenReports = 25

  /// - Parameters:
  ///   - wake: called after each report, on the trainer's own thread.
  ///   - keep: called once with the weights of a training that came to its end.
  public init(
    scene: Scene, wake: @escaping @Sendable () -> Void = {},
    keep: @escaping @Sendable (TrainedNetwork) -> Void = { _ in }
  ) {
    self.scene = scene
    self.wake = wake
    self.keep = keep
    stages = StageTrainer(scene: scene, wake: wake)
    shared = Mutex(Shared(status: TrainingStatus(steps: scene.training.steps)))
  }

  public var status: TrainingStatus { shared.withLock { $0.status } }

  /// Takes weights that are already trained; a scene on another score shows them once training is
  /// asked for, so that it looks the same whatever was trained before.
  public func adopt(cached trained: TrainedNetwork) {
    shared.withLock {
      if scene.score == .learned { $0.adopt(trained) } else { $0.held = trained }
    }
  }

  /// Starts, or goes on after a pause; nothing if training is on or over.
  public func start() {
    let run: Int? = shared.withLock {
      guard $0.status.state == .idle || $0.status.state == .paused else { return nil }
      if let held = $0.held {
        $0.adopt(held)
        return nil
      }
      $0.status.state = .running
      $0.isWanted = true
      $0.run += 1
      return $0.run
    }
    guard let run else { return }
    // A thread of its own would do as well; the pool has one free core beside the view.
    Task.detached(priority: .userInitiated) { self.train(run: run) }
  }

  /// Stops at the next report; the weights so far stay.
  public func pause() {
    shared.withLock {
      guard $0.status.state == .running else { return }
      $0.status.state = .paused
      $0.isWanted = false
    }
  }

  /// Forgets the weights and begins again.
  public func startOver() {
    shared.withLock {
      $0.status = TrainingStatus(steps: scene.training.steps)
      $0.isWanted = false
      $0.run += 1
      $0.checkpoint = nil
      $0.held = nil
    }
    start()
  }

  private func train(run: Int) {
    var trainer = shared.withLock { $0.checkpoint } ?? scene.trainer()
    var meter = LossMeter(shared.withLock { $0.status.history })
    let parallel = Parallel(threads: 1)
    let clock = ContinuousClock()
    while trainer.step < trainer.plan.steps {
      let start = clock.now
      let count = min(Self.stepsBetweenReports, trainer.plan.steps - trainer.step)
      for _ in 0..<count { meter.add(trainer.advance(parallel), at: trainer.step) }
      let seconds = (clock.now - start) / .seconds(1)
      guard report(trainer, meter, rate: Double(count) / max(seconds, 1e-9), run: run) else {
        return
      }
    }
    keep(TrainedNetwork(network: trainer.averaged, history: meter.points))
  }

  /// Publishes the weights; false when the task should end.
  private func report(
    _ trainer: ScoreTrainer, _ meter: LossMeter, rate: Double, run: Int
  ) -> Bool {
    let goesOn = shared.withLock { shared in
      guard shared.run == run else { return false }
      shared.checkpoint = trainer
      shared.status.step = trainer.step
      shared.status.loss = meter.smoothed
      shared.status.history = meter.points
      shared.status.rate = shared.status.rate.map { 0.9 * $0 + 0.1 * rate } ?? rate
      guard meter.smoothed?.isFinite != false else {
        // The last good weights stay.
        shared.status.state = .diverged(step: trainer.step)
        return false
      }
      shared.status.network = trainer.averaged
      if trainer.step >= trainer.plan.steps { shared.status.state = .done }
      return shared.isWanted
    }
    wake()
    return goesOn
  }
}

/// The loss of training, smoothed and thinned for a chart.
public struct LossMeter: Sendable {
  /// At most some hundreds of points at rising steps.
  public private(set) var points: [LossPoint]
  public private(set) var smoothed: Double?
  private var stride = 1
  private static let limit = 400

  public init(_ points: [LossPoint] = []) {
    self.points = points
    smoothed = points.last?.loss
    if points.count > 1 { stride = points[1].step - points[0].step }
  }

  public mutating func add(_ loss: Double, at step: Int) {
    // Each batch's loss scatters by some per cent; a window of some hundred steps reads steadily.
    let weight = step <= 100 ? 1 / Double(max(1, step)) : 0.01
    smoothed = smoothed.map { $0 + weight * (loss - $0) } ?? loss
    guard step % stride == 0, let smoothed else { return }
    points.append(LossPoint(step: step, loss: smoothed))
    guard points.count > Self.limit else { return }
    points = points.enumerated().filter { $0.offset % 2 == 1 }.map { $0.element }
    stride *= 2
  }
}
