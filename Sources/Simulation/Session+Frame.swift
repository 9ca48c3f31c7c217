public import DiffusionCore

extension Session {
  /// What there is to see now; the loop adds what is not the session's (training, recording, speed).
  ///
  /// - Parameter probe: a point of the plane to ask exact and learned values for.
  public func frame(probe: Vector? = nil) -> Frame {
    var frame = Frame()
    let card = course.card
    frame.scene = scene.name
    frame.method = card.title
    frame.methodKind = card.detail
    frame.rule = card.rule
    frame.score = card.needsScore ? score : nil
    frame.stage = stage
    frame.step = step
    frame.steps = course.steps
    frame.tick = tick
    frame.level = level
    frame.isManual = isManual
    frame.direction = course.direction
    frame.cloud = cloud
    frame.bounds = scene.bounds
    frame.law = law
    frame.acceptance = acceptance
    frame.scoreEvaluations = scoreEvaluations
    if stage == .method || stage == .end {
      frame.landmarks = course.sampler.landmarks
      frame.lines = measuredLines
    }
    frame.learned = network?.network.field(at: level)
    frame.schedule = schedulePicture
    if let probe { frame.probe = probePicture(at: probe, frame) }
    if let divergedAt {
      frame.notice = Notice(
        "diverged at step \(divergedAt): the step size is too large here; 0 restarts",
        isAlarm: true)
    }
    return frame
  }

  /// C x = y for a method that is given one measurement.
  private var measuredLines: [PlaneLine] {
    guard course.card.needs.contains(.observation), let observation = scene.observation,
      observation.unknown == nil
    else { return [] }
    return zip(observation.matrix, observation.value).map { PlaneLine(normal: $0, value: $1) }
  }

  private var schedulePicture: SchedulePicture {
    var picture = SchedulePicture()
    picture.name = course.scheduleName
    picture.sigmas = course.stops.map { $0.sigma }
    picture.duration =
      course.card.course.isLadder ? course.stops[0].time : course.process.duration
    picture.timeName = course.timeName
    picture.position = axisPosition
    picture.stepSize = stepSize
    return picture
  }

  /// Where on the way from data to noise the cloud is, by steps as the run takes them.
  private var axisPosition: Double {
    guard course.steps > 0 else { return 0 }
    let share = Double(step) / Double(course.steps)
    switch course.direction {
    case .forward: return stage == .data ? 0 : share
    case .reverse: return stage == .data ? 0 : 1 - share
    case .chain: return 0
    }
  }

  private var stepSize: String? {
    for knob in course.sampler.knobValues {
      guard let rule = knob.stepRule else { continue }
      return "\(knob.symbol) \(Self.digits(knob.value))  \(rule)"
    }
    return nil
  }

  /// As many digits as a value of three has, or its own if they are few.
  private static func digits(_ value: Double) -> String {
    let own = NumberText.shortest(Float(value))
    guard own.count > 6, value != 0, value.isFinite else { return own }
    var scale = 1.0
    while abs(value) * scale < 100, scale < 1e12 { scale *= 10 }
    return NumberText.shortest(Float((value * scale).rounded() / scale))
  }

  private func probePicture(at point: Vector, _ frame: Frame) -> ProbePicture {
    let place = Cloud(x: [Float(point.x)], y: [Float(point.y)])
    let learned = frame.learned.map { $0.scores(at: place)[0] }
    guard let law = frame.law else {
      let nothing = Vector(.nan, .nan)
      var picture = ProbePicture(
        point: point, logDensity: .nan, denoised: nothing, exactScore: nothing,
        learnedScore: learned)
      picture.absence = "no density: points without noise"
      return picture
    }
    let (value, posterior) = (law.evaluate(at: point), law.posterior(at: point))
    var picture = ProbePicture(
      point: point, logDensity: value.logDensity, denoised: posterior.mean,
      exactScore: value.score, learnedScore: learned)
    let (a, b) = (law.level.signal, law.level.noise)
    if b > 0, posterior.covariance.trace > 0 { picture.posteriorCovariance = posterior.covariance }
    if a > 0, let learned { picture.learnedDenoised = (point + b * b * learned) / a }
    let parts = stage == .data ? scene.density.parts : course.target.parts
    let responsibilities = law.partProbabilities(at: point)
    if responsibilities.count == parts.weights.count, parts.weights.count > 1 {
      (picture.partName, picture.responsibilities) = (parts.name, responsibilities)
    }
    return picture
  }
}
