import DiffusionCore

/// What may tell a run from another, in words: those that differ become its name.
struct LaneFacts {
  private var words: [Kind: String] = [:]
  /// More of it, for the end of a heading.
  let note: String

  /// In the order of a name.
  enum Kind: CaseIterable {
    case method
    case score
    case schedule
    case steps
    case training
    case knobs
    case hand
  }

  subscript(kind: Kind) -> String { words[kind] ?? "" }

  /// - Parameter tellsStage: whether a run beside it keeps to weights of an earlier stage.
  init(_ session: Session, tellsStage: Bool) {
    let (course, card) = (session.course, session.course.card)
    let usesNetwork = card.needsScore && session.score == .learned
    words[.method] = card.title + (card.detail.isEmpty ? "" : ", " + card.detail)
    if card.needsScore { words[.score] = "\(session.score.rawValue) score" }
    words[.schedule] = course.scheduleName + " schedule"
    words[.steps] = "\(course.steps) steps"
    if let step = session.pinnedTrainingStep {
      words[.training] = "network at step \(step)"
    } else if tellsStage && usesNetwork {
      words[.training] = "newest network"
    }
    words[.knobs] = course.choice.words.joined(separator: " ")
    if session.isManual { words[.hand] = "σ by hand" }
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
