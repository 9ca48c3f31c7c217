internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct HostileFrameTests {
  private static let numbers: [Double] = [
    0, -1, 1, 1e-300, 1e300, -1e300, .nan, .infinity, -.infinity, 0.5, 200, 1e12,
  ]

  /// A frame whose every number is drawn from the list above.
  private static func frame(_ noise: inout PlainNoise) -> Frame {
    func number() -> Double {
      numbers[cellIndex(noise.uniform() * Double(numbers.count), below: numbers.count) ?? 0]
    }
    func count(_ most: Double) -> Int { cellIndex(noise.uniform() * most, below: 1 << 40) ?? 0 }
    func values(_ most: Double) -> [Double] { (0..<count(most)).map { _ in number() } }
    func vector() -> Vector { Vector(number(), number()) }
    var frame = SampleFrames.method(particles: 0)
    frame.scene = String(repeating: "scene ", count: count(40))
    frame.method = String(repeating: "a method of many words ", count: count(6))
    (frame.isPlaying, frame.isManual) = (noise.uniform() < 0.5, noise.uniform() < 0.5)
    (frame.stepsPerFrame, frame.framesPerSecond) = (number(), number())
    (frame.step, frame.steps) = (count(1e12) - 3, count(1e12) - 3)
    frame.level = NoiseLevel(time: number(), signal: number(), noise: number())
    frame.direction = [.forward, .reverse, .chain][count(3)]
    frame.cloud = Cloud(
      x: (0..<40).map { _ in Float(number()) }, y: (0..<40).map { _ in Float(number()) })
    frame.bounds = Extent(xMin: number(), xMax: number(), yMin: number(), yMax: number())
    frame.overlays = Overlays(rawValue: count(16))
    switch count(3) {
    case 0: frame.law = nil
    case 1: frame.law = PointLaw(level: frame.level)
    default: frame.law = MixtureLaw.two.at(frame.level)
    }
    frame.schedule.sigmas = values(30)
    (frame.schedule.duration, frame.schedule.position) = (number(), number())
    frame.schedule.stepSize = noise.uniform() < 0.5 ? nil : "τ 1 x + τ s + √(2τ) z"
    fill(&frame, number, values, count)
    frame.probe = ProbePicture(
      point: vector(), logDensity: number(), denoised: vector(), exactScore: vector(),
      learnedScore: noise.uniform() < 0.5 ? nil : vector())
    frame.probe?.posteriorCovariance = SymmetricMatrix(xx: number(), xy: number(), yy: number())
    frame.probe?.learnedDenoised = vector()
    frame.probe?.responsibilities = values(30)
    frame.probe?.absence = noise.uniform() < 0.2 ? "no density: points without noise" : nil
    frame.acceptance = number()
    frame.scoreEvaluations = count(1e12)
    var meters = MeterPicture()
    (meters.priorGap, meters.stepShare) = (number(), number())
    meters.advisedAcceptance = AdvisedAcceptance(best: number(), band: 0.15...0.5)
    meters.errors = .init(initialisation: number(), score: number(), discretisation: number())
    frame.meters = meters
    return frame
  }

  private static func fill(
    _ frame: inout Frame, _ number: () -> Double, _ values: (Double) -> [Double],
    _ count: (Double) -> Int
  ) {
    var training = TrainingPicture()
    (training.step, training.steps) = (count(1e9), count(1e9))
    (training.loss, training.floor) = (number(), number())
    (training.rate, training.secondsLeft) = (number(), number())
    training.state = [.idle, .running, .paused, .done, .cached, .diverged(step: 7)][count(6)]
    training.history = values(20).map { LossPoint(step: count(1e9) - 5, loss: $0) }
    frame.training = training
    var truth = TruthPicture()
    (truth.slicedW2, truth.floor, truth.z) = (number(), number(), number())
    truth.approximation = count(2) == 0 ? nil : "on a grid"
    (truth.dispersion, truth.scoreErrorNow) = (number(), number())
    truth.history = values(60)
    truth.lawWeights = values(40)
    truth.weights = truth.lawWeights.map { _ in number() }
    truth.scoreErrors = values(12).map { LevelError(sigma: $0, error: number()) }
    truth.partName = "mode"
    frame.truth = truth
  }

  @Test func `frames of impossible numbers are drawn at every size`() {
    var noise = PlainNoise(seed: 20)
    var renderer = Renderer()
    for _ in 0..<60 {
      let frame = Self.frame(&noise)
      for (width, height) in [(120, 40), (96, 30), (60, 16), (40, 12), (16, 6)] {
        for glyphs in GlyphChoice.allCases {
          let buffer = renderer.render(
            frame, keys: SampleFrames.keys, width: width, height: height,
            options: RenderOptions(glyphs: glyphs))
          #expect(buffer.cells.count == width * height)
          guard width >= 96 else { continue }
          // Nothing runs over the right margin, whatever the numbers.
          for row in 1..<height - 1 {
            #expect(buffer[width - 1, row].scalar == " ", "\(buffer.lines[row])")
          }
        }
      }
    }
  }
}
