import DiffusionCore

/// What one run has otherwise than the run beside it.
public enum RunChange: Equatable, Sendable {
  case method(MethodChoice)
  case score(ScoreKind)
  /// The name of a schedule, over the noise levels of the scene's own.
  case schedule(String)
  /// The number of steps.
  case steps(Int)
  /// The weights that training had after so many steps.
  case training(step: Int)

  /// As a menu and a heading name it.
  public var name: String {
    switch self {
    case .method(let choice): ([choice.name] + choice.words).joined(separator: " ")
    case .score(let kind): "\(kind.rawValue) score"
    case .schedule(let name): "\(name) schedule"
    case .steps(let count): "\(count) steps"
    case .training(let step): "network at step \(step)"
    }
  }
}

/// Changes of one kind.
public struct RunChangeGroup: Sendable {
  public var title: String
  public var entries: [Entry]

  public struct Entry: Sendable {
    public var change: RunChange
    public var summary: String
    /// Whether the scene has what it needs.
    public var isOpen: Bool
  }
}

extension Session {
  /// What this run may be compared with, the most telling first.
  public var changes: [RunChangeGroup] {
    let groups = [
      RunChangeGroup(title: "score", entries: scoreChanges),
      RunChangeGroup(title: "training", entries: trainingChanges),
      RunChangeGroup(title: "steps", entries: stepChanges),
      RunChangeGroup(title: "schedule", entries: scheduleChanges),
      RunChangeGroup(title: "method", entries: methodChanges),
    ]
    return groups.filter { !$0.entries.isEmpty }
  }

  /// The run of the method that is on or comes next, also while the data are noised for it.
  private var methodCourse: Course {
    guard course.choice != choice, let own = try? stepper.course(of: choice, in: state) else {
      return course
    }
    return own
  }

  private var scoreChanges: [RunChangeGroup.Entry] {
    guard methodCourse.card.needsScore else { return [] }
    let meanings: [ScoreKind: String] = [
      .exact: "the score of the scene's own law",
      .learned: "the network's, trained first if it has to be",
      .empirical: "the exact score of the finite training set",
    ]
    return [ScoreKind.learned, .exact, .empirical].filter { $0 != score }.map { kind in
      let change = RunChange.score(kind)
      return .init(change: change, summary: meanings[kind] ?? "", isOpen: canRun(change))
    }
  }

  private var trainingChanges: [RunChangeGroup.Entry] {
    guard methodCourse.card.needsScore else { return [] }
    let steps = scene.training.steps
    return [100, 30, 10, 3].compactMap { part in
      let step = max(1, steps / part)
      return .init(
        change: .training(step: step),
        summary: "learned score after \(100 / part) % of the training", isOpen: true)
    }
  }

  private var stepChanges: [RunChangeGroup.Entry] {
    let factors: [(Double, String)] = [
      (0.25, "a quarter"), (0.5, "half as many"), (2, "twice as many"), (4, "four times as many"),
    ]
    let steps = methodCourse.steps
    return factors.compactMap { factor, words in
      let count = Int((Double(steps) * factor).rounded())
      let change = RunChange.steps(count)
      guard count > 0, count != steps, canRun(change) else { return nil }
      return .init(change: change, summary: words, isOpen: true)
    }
  }

  private var scheduleChanges: [RunChangeGroup.Entry] {
    guard methodCourse.card.course.takesLevels else { return [] }
    return scheduleCatalog.compactMap { type in
      let name = type.card.name
      let change = RunChange.schedule(name)
      guard name != scene.schedule.name, canRun(change) else { return nil }
      return .init(change: change, summary: type.card.summary, isOpen: true)
    }
  }

  /// The scene's own methods as it sets them, then all others.
  private var methodChanges: [RunChangeGroup.Entry] {
    let own = scene.programme.filter { $0 != choice }
    let others = samplerCatalog.map { MethodChoice(name: $0.card.name) }.filter { other in
      other.name != choice.name && !own.contains { $0.name == other.name }
    }
    return (own + others).compactMap { choice in
      guard let card = choice.type?.card else { return nil }
      let unmet = scene.unmetNeed(of: card)
      return .init(
        change: .method(choice), summary: unmet.map { "needs \($0.words)" } ?? card.detail,
        isOpen: unmet == nil)
    }
  }

  // MARK: Runs

  /// What a run with something otherwise is made from.
  private func plan(
    _ change: RunChange?
  ) throws -> (scene: Scene, choice: MethodChoice, steps: Int?) {
    var (scene, choice, steps) = (scene, choice, stepper.stepsOverride)
    scene.score = score
    switch change {
    case .method(let other): (choice, steps) = (other, nil)
    case .score(let kind): scene.score = kind
    case .schedule(let name):
      scene.schedule = try ScheduleChoice(named: name, like: scene.schedule)
      // As many steps, so that only their places differ.
      steps = methodCourse.steps
    case .steps(let count): steps = count
    case .training: scene.score = .learned
    case nil: break
    }
    return (scene, choice, steps)
  }

  private func canRun(_ change: RunChange) -> Bool {
    guard let plan = try? plan(change) else { return false }
    return (try? plan.scene.course(of: plan.choice, steps: plan.steps)) != nil
  }

  /// The same run with something otherwise, before its first step.
  ///
  /// - Throws: `SettingError` for what cannot run in the scene.
  func beside(_ change: RunChange?) throws -> Session {
    let plan = try plan(change)
    var run = try Session(
      scene: plan.scene, programme: [plan.choice], steps: plan.steps, parallel: parallel)
    if case .training(let step) = change { run.pinnedTrainingStep = step }
    if run.pinnedTrainingStep == nil { run.state.network = network }
    run.beginRun(cycle: state.cycle, noiseIndex: state.noiseIndex)
    run.forgetPast()
    return run
  }
}

extension ScheduleChoice {
  /// Another schedule over the range of noise of a given one.
  ///
  /// - Throws: `SettingError` for a schedule that is unknown or says its values itself.
  init(named name: String, like other: ScheduleChoice) throws {
    guard let type = scheduleCatalog.first(where: { $0.card.name == name }) else {
      throw SettingError(
        path: [.name("schedule"), .name("type")], message: "unknown schedule '\(name)'")
    }
    var settings = Settings([.init(name: "type", value: .text(name))])
    for parameter in type.card.parameters {
      let own = ["levels", "sigmaMin", "sigmaMax"].contains(parameter.name)
      if let value = (own ? other.settings[parameter.name] : nil) ?? parameter.defaultValue {
        settings.entries.append(.init(name: parameter.name, value: value))
      } else if parameter.isRequired {
        throw SettingError(
          path: [.name("schedule"), .name(parameter.name)],
          message: "'\(name)' has nothing to list here")
      }
    }
    self.init(schedule: try type.make(settings), settings: settings)
  }
}
