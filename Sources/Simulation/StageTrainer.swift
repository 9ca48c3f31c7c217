public import DiffusionCore
private import Synchronization

/// Trains a scene's network to stages that are asked for, beside the view.
///
/// The same seed as the scene's training, so that the weights at a step are those it had there.
public final class StageTrainer: Sendable {
  private struct Shared {
    var networks: [Int: ScoreNetwork] = [:]
    /// Steps that are asked for and not reached, in the order of asking.
    var wanted: [Int] = []
    var isBusy = false
    var step = 0
  }

  private let scene: Scene
  private let shared = Mutex(Shared())
  private let wake: @Sendable () -> Void

  init(scene: Scene, wake: @escaping @Sendable () -> Void) {
    self.scene = scene
    self.wake = wake
  }

  /// The averaged weights after some steps, once they are trained; asking starts it.
  public func network(at step: Int) -> ScoreNetwork? {
    let (known, mayStart) = shared.withLock { shared -> (ScoreNetwork?, Bool) in
      if let known = shared.networks[step] { return (known, false) }
      if !shared.wanted.contains(step) { shared.wanted.append(step) }
      defer { shared.isBusy = true }
      return (nil, !shared.isBusy)
    }
    if mayStart { Task.detached(priority: .utility) { self.work() } }
    return known
  }

  /// The step that training to a stage is at; nil while none is on.
  public var progress: Int? { shared.withLock { $0.isBusy ? $0.step : nil } }

  private func work() {
    var trainer = scene.trainer()
    let parallel = Parallel(threads: 1)
    while let step = next() {
      if trainer.step > step { trainer = scene.trainer() }
      while trainer.step < min(step, trainer.plan.steps) {
        _ = trainer.advance(parallel)
        let now = trainer.step
        if now.isMultiple(of: 50) {
          shared.withLock { $0.step = now }
          wake()
        }
      }
      let network = trainer.averaged
      shared.withLock { shared in
        shared.networks[step] = network
        shared.wanted.removeAll { $0 == step }
      }
      wake()
    }
  }

  /// The least step that is asked for; with none the work is over.
  private func next() -> Int? {
    shared.withLock { shared in
      let least = shared.wanted.min()
      shared.isBusy = least != nil
      return least
    }
  }
}
