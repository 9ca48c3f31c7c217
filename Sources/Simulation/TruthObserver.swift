import DequeModule
import DiffusionCore
private import Synchronization

/// Measures beside the view: takes the newest question, drops older ones.
public final class TruthObserver: Sendable {
  private struct Shared {
    var meter: TruthMeter
    var questions: [TruthQuestion]?
    var isBusy = false
    var answers: [Answer] = []
    var lossFloor: Double?
  }

  /// What was measured of one run, and the distances before it in the same chapter.
  private struct Answer {
    var picture = TruthPicture()
    var chapter = ""
    var history: Deque<Double> = []

    mutating func take(_ picture: TruthPicture, of chapter: String) {
      if self.chapter != chapter { history = [] }
      (self.picture, self.chapter) = (picture, chapter)
      if let value = picture.slicedW2 { history.append(value) }
      if history.count > 200 { history.removeFirst() }
    }
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

  /// The newest answers, one a run, with the history of its chapter; empty before the first.
  public var pictures: [TruthPicture] {
    shared.withLock { shared in
      shared.answers.map { answer in
        var picture = answer.picture
        picture.history = Array(answer.history)
        return picture
      }
    }
  }

  /// Asks for the numbers of some runs' moment; at once, without waiting for them.
  public func ask(_ sessions: [Session]) {
    let questions = sessions.map { $0.truthQuestion }
    let mayStart = shared.withLock { shared in
      shared.questions = questions
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
      let next: ([TruthQuestion], TruthMeter)? = shared.withLock { shared in
        guard let questions = shared.questions else {
          shared.isBusy = false
          return nil
        }
        shared.questions = nil
        return (questions, shared.meter)
      }
      guard case (let questions, var meter)? = next else { return }
      let pictures = questions.map { meter.measure($0) }
      shared.withLock { shared in
        shared.meter = meter
        let known = shared.answers
        shared.answers = pictures.indices.map { lane in
          // Where runs came or went, histories would be those of others.
          var answer = known.count == pictures.count ? known[lane] : Answer()
          answer.take(pictures[lane], of: questions[lane].chapter)
          return answer
        }
      }
      wake()
    }
  }
}
