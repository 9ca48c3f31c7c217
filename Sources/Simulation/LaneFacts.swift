import DiffusionCore

/// What may tell a run from another, in words: those that differ become its name.
struct LaneFacts {
  private let words: [String]
  /// More of it, for the end of a heading.
  let note: String

  /// The method, its score, schedule, steps, training and knobs.
  static let kinds = 0..<7

  subscript(kind: Int) -> String { words[kind] }

  /// - Parameter tellsStage: whether a run beside it keeps to weights of an earlier stage.
  init(_ session: Session, tellsStage: Bool) {
    let course = session.course
    let usesNetwork = course.card.needsScore && session.score == .learned
    words = [
      course.card.title + (course.card.detail.isEmpty ? "" : ", " + course.card.detail),
      course.card.needsScore ? "\(session.score.rawValue) score" : "",
      course.scheduleName + " schedule",
      "\(course.steps) steps",
      session.pinnedTrainingStep.map { "network at step \($0)" }
        ?? (tellsStage && usesNetwork ? "newest network" : ""),
      session.course.choice.words.joined(separator: " "),
      session.isManual ? "σ by hand" : "",
    ]
    if usesNetwork {
      note = session.network.map { "network at step \($0.trainingStep)" } ?? "waits for its network"
    } else {
      note = ""
    }
  }
}

extension MethodChoice {
  /// The knobs that were set, "tau 0.01".
  var words: [String] {
    settings.entries.map { entry in
      guard case .number(let value) = entry.value else { return entry.name }
      return "\(entry.name) \(NumberText.shortest(Float(value)))"
    }
  }
}
