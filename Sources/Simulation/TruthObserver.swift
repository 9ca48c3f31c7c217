import DequeModule
import DiffusionCore
private import Synchronization

/// Measures beside the view: takes the newest question, drops older ones.
public final class TruthObserver: Sendable {
  private struct Shared {
    var meter: TruthMeter
    var question: TruthQuestion?
    var isBusy = false
    var answer: (picture: TruthPicture, chapter: String)?
    var history: Deque<Double> = []
    var lossFloor: Double?
  }

  private let scene: Scene
  private let shared: Mutex<Shared>
  private let wake: @Sendable () -> Void

  public init(scene: Scene, wake: @escaping @Sendable () -> Void = {}) {
    self.scene = scene
    self.wake = wake
    shared = Mutex(Shared(meter: TruthMeter(scene: scene)))
  }

  /// The least loss that any score can have, once it has been worked out.
  public var lossFloor: Double? { shared.withLock { $0.lossFloor } }

  /// The newest answer, with the history of its chapter.
  public var picture: TruthPicture? {
    shared.withLock { shared in
      guard var picture = shared.answer?.picture else { return nil }
      picture.history = Array(shared.history)
      return picture
    }
  }

  /// Asks for the numbers of a session's moment; at once, without waiting for them.
  public func ask(_ session: Session) {
    let question = session.truthQuestion
    let mayStart = shared.withLock { shared in
      shared.question = question
      defer { shared.isBusy = true }
      return !shared.isBusy
    }
    if mayStart { Task.detached(priority: .utility) { self.work() } }
  }

  private func work() {
    if lossFloor == nil {
      let floor = scene.trainingFloor()
      shared.withLock { $0.lossFloor = floor }
    }
    while true {
      let next: (TruthQuestion, TruthMeter)? = shared.withLock { shared in
        guard let question = shared.question else {
          shared.isBusy = false
          return nil
        }
        shared.question = nil
        return (question, shared.meter)
      }
      guard case (let question, var meter)? = next else { return }
      let picture = meter.measure(question)
      shared.withLock { shared in
        shared.meter = meter
        if shared.answer?.chapter != question.chapter { shared.history = [] }
        shared.answer = (picture, question.chapter)
        if let value = picture.slicedW2 { shared.history.append(value) }
        if shared.history.count > 200 { shared.history.removeFirst() }
      }
      wake()
    }
  }
}
