public import DiffusionCore

/// One run of one method: its sampler, the levels it stops at, and where it starts.
public struct Course: Sendable {
  public var choice: MethodChoice
  public var card: MethodCard
  public var sampler: any Sampler
  /// The level before the first step and after each step.
  public var stops: [NoiseLevel]
  /// The process that the levels belong to: the scene's, or additive noise for Markov chains.
  public var process: any DiffusionProcess
  public var scheduleName: String
  /// The clean distribution that the particles are meant to follow.
  public var target: any Density

  public var steps: Int { stops.count - 1 }

  public var direction: Direction {
    switch card.course {
    case .forward: .forward
    case .reverse, .reverseAdditive, .annealed, .mixing, .measurements: .reverse
    case .chain: .chain
    }
  }

  /// The least noisy level that the score is still asked for after a step; nil where it is not.
  func leastScoreLevel(after step: Int) -> NoiseLevel? {
    guard card.needsScore, step < steps else { return nil }
    return switch direction {
    case .forward: stops[step]
    case .chain: stops[steps]
    // Its last step may end without noise, but looks at the level before.
    case .reverse: nil
    }
  }

  /// What the time of its levels is called.
  var timeName: String {
    if card.course == .mixing { return "α" }
    return process is VarianceExploding ? "σ" : "t"
  }

  /// The level with noise to signal σ, among those that the method moves through.
  func level(sigma: Double) -> NoiseLevel {
    guard card.course == .mixing else { return process.level(sigma: sigma) }
    let alpha = sigma.isFinite ? sigma / (1 + sigma) : 1
    return sampler.stops([.mixed(noiseShare: alpha)])[0]
  }
}

extension Scene {
  /// The run of a method in this scene.
  ///
  /// - Parameters:
  ///   - steps: overrides the number of steps that scene and method would give. A schedule by formula
  ///     is laid out for as many, so that the last one is the method's last; on a ladder whose levels
  ///     would not all be full, the first one is cut short. Of a list the first steps are taken.
  ///   - method: for forward noising, the way of the method that it is the noising for.
  /// - Throws: `SettingError` for a list of levels that makes fewer steps, or more where the method
  ///   ends with a step of its own; and for a method that needs what the scene has not.
  public func course(
    of choice: MethodChoice, steps: Int? = nil, noisingFor method: MethodCourse = .forward
  ) throws -> Course {
    guard let type = choice.type else {
      throw SettingError(
        path: [.name("method")], message: "unknown method '\(choice.name)'",
        hint: "`diffviz methods` lists them")
    }
    return try course(of: choice, type: type, steps: steps, noisingFor: method)
  }

  private func course<Method: Sampler>(
    of choice: MethodChoice, type: Method.Type, steps: Int?, noisingFor method: MethodCourse
  ) throws -> Course {
    let card = Method.card
    let process = self.process(for: card.course == .forward ? method : card.course)
    func facts(_ levels: [NoiseLevel]) -> MethodScene {
      MethodScene(
        process: process, smallestDeviation: smallestDeviation(for: card.course),
        levels: levels, density: density, bounds: bounds, observation: observation)
    }
    func sampler(_ levels: [NoiseLevel]) -> Method {
      var sampler = Method(for: facts(levels))
      sampler.apply(choice.settings)
      return sampler
    }
    let some = self.levels(process, course: card.course, count: 2)
    try check(card, facts(some))
    let count =
      steps.map { levelCount(making: $0, course: card.course) { sampler($0).stops($0).count - 1 } }
      ?? levelCount(for: card)
    let levels = self.levels(process, course: card.course, count: count)
    if card.course == .mixing { try checkShares(levels) }
    var course = sampler(levels)
    let stops = try cut(course.stops(levels), to: steps, of: &course, levels)
    return Course(
      choice: choice, card: card, sampler: course, stops: stops, process: process,
      scheduleName: scheduleName(card.course),
      target: course.target(of: density))
  }

  /// The stops of a run of so many steps, of which levels may make some more.
  ///
  /// - Throws: `SettingError` where a list does not allow it.
  private func cut<Method: Sampler>(
    _ stops: [NoiseLevel], to steps: Int?, of sampler: inout Method, _ levels: [NoiseLevel]
  ) throws -> [NoiseLevel] {
    let made = stops.count - 1
    guard let steps, steps != made else { return stops }
    let isListed = schedule.name == ListSchedule.card.name && Method.card.course.takesLevels
    guard isListed else {
      sampler.skip(made - steps)
      return Array(stops.prefix(1) + stops.suffix(steps))
    }
    // Where the method ends with a step of its own, fewer levels are not just fewer steps.
    let isOpen =
      Method.card.course == .forward || stops.starts(with: sampler.stops(levels.dropLast()))
    guard steps < made, isOpen else {
      throw SettingError(
        path: [.name("schedule"), .name("values")],
        message: "\(steps) steps are asked for, but the listed levels make \(made)"
          + (isOpen ? "" : ", and '\(Method.card.name)' ends with a step of its own"),
        hint: "list as many levels as the steps take")
    }
    return Array(stops.prefix(steps + 1))
  }

  private func scheduleName(_ course: MethodCourse) -> String {
    switch course {
    case .chain: "fixed"
    case .measurements: "σ/√i"
    case .mixing: "\(schedule.name) α"
    case .forward, .reverse, .reverseAdditive, .annealed: schedule.name
    }
  }

  /// - Throws: `SettingError` for a listed share of noise that is more than all.
  private func checkShares(_ levels: [NoiseLevel]) throws {
    guard let first = levels.first, first.noise > 1 else { return }
    throw SettingError(
      path: [.name("schedule"), .name("values"), .index(0)],
      message: "α is the share of noise, at most 1, but the list begins with \(first.noise)",
      hint: "list shares from 1 down to about 0.01")
  }

  /// - Throws: `SettingError` for the first need of a method that the scene does not meet, and for a
  ///   score that it cannot begin with.
  private func check(_ card: MethodCard, _ facts: MethodScene) throws {
    for need in card.needs {
      guard let (message, hint) = need.complaint(of: facts) else { continue }
      throw SettingError(
        path: [.name("method")],
        message: "'\(card.name)' needs \(need.words), but \(message)", hint: hint)
    }
    if card.course == .forward, card.needsScore, score == .empirical {
      throw SettingError(
        path: [.name("score")],
        message: "'\(card.name)' starts without noise, where a finite set has no score",
        hint: "choose the exact or the learned score")
    }
  }

  /// The first need of a method that the scene does not meet; nil where the method can run.
  public func unmetNeed(of card: MethodCard) -> MethodNeed? {
    let facts = MethodScene(
      process: process, smallestDeviation: 1, levels: [chainLevel], density: density,
      observation: observation)
    return card.needs.first { $0.complaint(of: facts) != nil }
  }

  /// The least number of levels that make so many steps.
  ///
  /// How many steps levels make is the sampler's own affair, but each level more makes as many more.
  private func levelCount(
    making steps: Int, course: MethodCourse, _ made: ([NoiseLevel]) -> Int
  ) -> Int {
    let ends = course.isLadder ? 0 : 1
    let few = (2...3).map { made(.init(repeating: .additive(sigma: 1), count: $0 + ends)) }
    let perLevel = max(1, few[1] - few[0])
    let more = (Double(steps - few[0]) / Double(perLevel)).rounded(.up)
    // A ladder of one level would end where it begins.
    return max(course.isLadder ? 2 : 1, 2 + Int(more))
  }

  /// The scene's own number of levels where the method moves like the scene's first one.
  private func levelCount(for card: MethodCard) -> Int {
    let own = programme.first?.type?.card.course
    let sameCourse = own == card.course || card.course == .forward
    return (sameCourse ? schedule.levels : nil) ?? card.defaultLevels
  }

  /// The deviation that sets default steps: the data's, or the least noise of the course where the
  /// law has edges or points that are no wider than that.
  private func smallestDeviation(for course: MethodCourse) -> Double {
    let hasEdges = score == .empirical || !density.isSmooth
    guard hasEdges else { return density.smallestDeviation }
    return switch course {
    case .chain: chainLevel.noise
    case .reverseAdditive, .mixing: min(density.smallestDeviation, ladder.lowerBound)
    case .forward, .reverse, .annealed, .measurements: density.smallestDeviation
    }
  }

  /// Markov chains run at levels of additive noise whatever the scene's process is.
  private func process(for course: MethodCourse) -> any DiffusionProcess {
    switch course {
    case .forward, .reverse: process
    case .reverseAdditive where process is VarianceExploding: process
    case .reverseAdditive, .chain, .annealed, .mixing, .measurements:
      VarianceExploding(sigmaMin: ladder.lowerBound, sigmaMax: ladder.upperBound)
    }
  }

  /// The ends of a ladder of additive noise for annealed methods.
  public var ladder: ClosedRange<Double> { schedule.ladder(for: density) }

  private func levels(
    _ process: any DiffusionProcess, course: MethodCourse, count: Int
  ) -> [NoiseLevel] {
    switch course {
    case .forward:
      var levels = schedule.schedule.values(count: count + 1, of: process)
      // The data hold no noise; a list is taken by its word.
      if schedule.name != ListSchedule.card.name { levels[levels.count - 1] = .clean }
      return levels
    case .reverse, .reverseAdditive:
      return schedule.schedule.values(count: count + 1, of: process)
    case .annealed: return schedule.schedule.values(count: count, of: process)
    case .mixing: return shares(count: count)
    case .measurements:
      return (1...count).map { .additive(sigma: 1 / Double($0).squareRoot()) }
    case .chain: return .init(repeating: chainLevel, count: count + 1)
    }
  }

  /// Shares α of noise: a list's own, or α = σ/σ₀ of any other schedule, by itself from 1 to 0.01.
  ///
  /// A network's error grows like 1/σ where the step does not shrink, so with one the end is 0.1.
  private func shares(count: Int) -> [NoiseLevel] {
    let scale = VarianceExploding(sigmaMin: score == .learned ? 0.1 : 0.01, sigmaMax: 1)
    // With all of it noise there is nothing to end at.
    let values = schedule.schedule.values(count: max(2, count), of: scale).map { $0.noise }
    let most = schedule.name == ListSchedule.card.name ? 1 : values.first ?? 1
    return values.map { .mixed(noiseShare: $0 / most) }
  }

  /// Where a Markov chain runs unless told otherwise: the clean law, or the least noise where there
  /// is no clean score.
  public var chainLevel: NoiseLevel {
    .additive(sigma: density.isSmooth && score == .exact ? 0 : ladder.lowerBound)
  }

  /// The particles before a method's first step.
  ///
  /// Reverse methods start from the process's prior, annealed ones from the data's mean under the
  /// noise of the first level, chains from the uniform law on the shown plane, and those that
  /// measure from measurements of their own.
  func start(of course: Course, count: Int, stream: NoiseStream) -> Cloud {
    if let own = course.sampler.start(count: count, stream: stream) { return own }
    switch course.card.course {
    case .forward: return density.law(at: .clean).sample(count: count, stream: stream)
    case .chain: return uniformCloud(count: count, stream: stream)
    case .mixing:
      let first = course.stops[0]
      let start = GaussianMixture(
        mean: first.signal * course.target.mean,
        covariance: SymmetricMatrix(diagonal: first.noise * first.noise))
      return start.law(at: .clean).sample(count: count, stream: stream)
    case .reverse, .reverseAdditive, .annealed, .measurements:
      return course.process.prior(of: course.target, at: course.stops[0]).law(at: .clean)
        .sample(count: count, stream: stream)
    }
  }

  private func uniformCloud(count: Int, stream: NoiseStream) -> Cloud {
    let across = stream.child(1).uniforms(count: count)
    let up = stream.child(2).uniforms(count: count)
    let width = Float(bounds.xMax - bounds.xMin)
    let height = Float(bounds.yMax - bounds.yMin)
    return Cloud(
      x: across.map { Float(bounds.xMin) + width * $0 },
      y: up.map { Float(bounds.yMin) + height * $0 })
  }
}

extension ScheduleChoice {
  /// The ends of a ladder of additive noise.
  ///
  /// The largest is a bound on the distances in the data over √2 (methods.md §2, the rule of S1).
  func ladder(for density: any Density) -> ClosedRange<Double> {
    let low = sigmaMin ?? 0.01
    // A single point has no size.
    let high = sigmaMax ?? max(VarianceExploding.defaultSigmaMax(of: density), 10 * low)
    return min(low, high)...max(low, high)
  }
}
