internal import CellRendering
internal import DiffusionCore
internal import Simulation

/// Frames to look at and to test with.
enum SampleFrames {
  /// A schedule falling from σ(3) to 0.01 in equal ratios.
  static func sigmas(_ steps: Int) -> [Double] {
    let first = 20.06105
    var ratio = 1.0
    // The root by bisection: no libm.
    var (low, high) = (0.5, 1.0)
    for _ in 0..<60 {
      ratio = (low + high) / 2
      var value = first
      for _ in 0..<steps { value *= ratio }
      if value > 0.01 { high = ratio } else { low = ratio }
    }
    return (0...steps).map { step in
      var value = first
      for _ in 0..<step { value *= ratio }
      return value
    }
  }

  /// A moment of the reverse SDE with every panel filled; the cloud is drawn from the law itself.
  static func method(
    _ law: MixtureLaw = .ring, scene: String = "Eight Gaussians", step: Int = 84,
    particles: Int = 4000, span: Double = 4.83
  ) -> Frame {
    var frame = Frame()
    let sigmas = sigmas(200)
    let level = MixtureLaw.ou(sigma: sigmas[step])
    let noised = law.at(level)
    frame.scene = scene
    frame.method = "reverse SDE"
    frame.score = .learned
    frame.stage = .method
    frame.isPlaying = true
    frame.framesPerSecond = 60
    frame.recording = .on(frames: 12)
    (frame.step, frame.steps, frame.tick) = (step, 200, step)
    frame.level = level
    frame.cloud = noised.sample(count: particles, stream: NoiseStream(seed: 4, stream: 1))
    frame.digest = frame.cloud.digest
    frame.bounds = Extent(xMin: -span, xMax: span, yMin: -span, yMax: span)
    frame.law = noised
    let learned = BentScore(law: noised)
    frame.learned = learned
    frame.schedule.name = "geometric"
    frame.schedule.sigmas = sigmas
    frame.schedule.duration = 3
    frame.schedule.position = 1 - Double(step) / 200
    frame.training = training
    frame.truth = truth(law, cloud: frame.cloud, noised: noised)
    frame.meters = meters
    frame.scoreEvaluations = step
    frame.probe = probe(Vector(-0.55, 1.35), noised, learned)
    return frame
  }

  static var training: TrainingPicture {
    var training = TrainingPicture()
    training.state = .running
    (training.step, training.steps) = (12_400, 20_000)
    (training.loss, training.floor) = (0.741, 0.710)
    (training.rate, training.secondsLeft) = (9_100, 0.9)
    var noise = PlainNoise(seed: 2)
    training.history = (0..<120).map { index in
      let u = Double(index) / 20
      return LossPoint(
        step: index * 100, loss: 0.72 + 0.85 / (1 + u * u * 2 + u) + 0.012 * noise.gaussian())
    }
    return training
  }

  /// A step near its limit, a small prior gap, and a bound of three parts.
  static var meters: MeterPicture {
    var meters = MeterPicture()
    (meters.priorGap, meters.stepShare) = (0.0012, 0.42)
    meters.errors = .init(initialisation: 0.0012, score: 0.31, discretisation: 0.088)
    return meters
  }

  static func truth(_ law: MixtureLaw, cloud: Cloud, noised: MixtureLaw) -> TruthPicture {
    var truth = TruthPicture()
    (truth.slicedW2, truth.floor, truth.floorDeviation, truth.z) = (0.097, 0.073, 0.016, 1.5)
    truth.history = (0..<28).map { index in
      let wave = Double(index % 5) * 0.006
      return 0.08 + wave + 0.002 * Double(index)
    }
    truth.partName = "mode"
    var found = [Double](repeating: 0, count: law.weights.count)
    for index in 0..<cloud.count {
      for (part, share) in noised.partProbabilities(at: cloud[index]).enumerated() {
        found[part] += share / Double(cloud.count)
      }
    }
    truth.weights = found
    truth.lawWeights = law.weights
    truth.dispersion = 1.021
    truth.scoreErrors = zip(
      [10, 3, 1, 0.3, 0.1, 0.03], [0.01, 0.022, 0.06, 0.21, 0.12, 0.012]
    ).map { LevelError(sigma: $0, error: $1) }
    truth.scoreErrorNow = 0.071
    return truth
  }

  static func probe(
    _ point: Vector, _ law: MixtureLaw, _ learned: (any ScoreField)?
  ) -> ProbePicture {
    let value = law.evaluate(at: point)
    let found = learned.map { $0.scores(at: Cloud(x: [Float(point.x)], y: [Float(point.y)]))[0] }
    let posterior = law.posterior(at: point)
    var picture = ProbePicture(
      point: point, logDensity: value.logDensity, denoised: posterior.mean,
      exactScore: value.score, learnedScore: found)
    let (a, b) = (law.level.signal, law.level.noise)
    picture.posteriorCovariance = posterior.covariance
    picture.learnedDenoised = found.map { (point + b * b * $0) / a }
    picture.partName = "mode"
    picture.responsibilities = law.partProbabilities(at: point)
    return picture
  }

  /// Two Gaussians of unequal weight, for the folded screen.
  static var two: Frame {
    var frame = method(.two, scene: "Two Gaussians", step: 78, particles: 1500, span: 4.5)
    frame.framesPerSecond = nil
    if let law = frame.law as? MixtureLaw {
      frame.probe = probe(Vector(0.9, -1.1), law, frame.learned)
    }
    return frame
  }

  static let keys: [KeyHint] = [
    KeyHint("space", "play"), KeyHint(". ,", "step"), KeyHint("[ ]", "σ"),
    KeyHint("m", "method"), KeyHint("e", "score"), KeyHint("v", "field"),
    KeyHint("d", "density"), KeyHint("|", "compare"), KeyHint("t", "train"),
    KeyHint("r", "record"), KeyHint("?", "help", isLasting: true),
    KeyHint("q", "quit", isLasting: true),
  ]
}
