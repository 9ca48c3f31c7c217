import DiffusionCore

/// A score at one noise level, times the factor of a step.
protocol WorkField: Sendable {
  /// What the score is multiplied by to have the network's output: s = field · `scale`.
  var scale: Double { get }
  func evaluate(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    outX: UnsafeMutableBufferPointer<Float>, outY: UnsafeMutableBufferPointer<Float>)
}

/// The exact score of the noised mixture.
struct ExactField: WorkField {
  let scale = 1.0
  private let mixture: MixtureKernel
  private let path: KernelPath

  init(_ components: [GaussianMixture.Component], sigma: Double, path: KernelPath) {
    self.path = path
    mixture = MixtureKernel(
      means: components.map { $0.mean },
      covariances: components.map {
        $0.covariance + SymmetricMatrix(diagonal: sigma * sigma)
      },
      weights: components.map { $0.weight })
  }

  func evaluate(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    outX: UnsafeMutableBufferPointer<Float>, outY: UnsafeMutableBufferPointer<Float>
  ) {
    mixture.scores(x: x, y: y, scoreX: outX, scoreY: outY, path: path)
  }
}

/// A network's score F(c_in x, embedding) / σ.
struct LearnedField: WorkField {
  let scale: Double
  private let network: ConditionedPerceptron
  private let inputScale: Float
  private let path: KernelPath

  init(network: MultilayerPerceptron, sigma: Double, path: KernelPath) {
    var sigmaFloat = Float(sigma)
    var logSigma: Float = 0
    var embedding = [Float](repeating: 0, count: 2 * FixedWork.frequencies.count)
    withUnsafePointer(to: &sigmaFloat) { sigma in
      withUnsafeMutablePointer(to: &logSigma) { logSigma in
        Kernels.logarithm(
          UnsafeBufferPointer(start: sigma, count: 1),
          into: UnsafeMutableBufferPointer(start: logSigma, count: 1), path: path)
        embedding.withUnsafeMutableBufferPointer {
          Kernels.fourierFeatures(
            of: UnsafeBufferPointer(start: logSigma, count: 1),
            frequencies: FixedWork.frequencies, into: $0, path: path)
        }
      }
    }
    scale = 1 / sigma
    inputScale = Float(1 / (1 + sigma * sigma).squareRoot())
    self.network = network.conditioned(on: embedding)
    self.path = path
  }

  func evaluate(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    outX: UnsafeMutableBufferPointer<Float>, outY: UnsafeMutableBufferPointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * x.count) { scaled in
      guard let base = scaled.baseAddress else { return }
      let scaledX = UnsafeMutableBufferPointer(start: base, count: x.count)
      let scaledY = UnsafeMutableBufferPointer(start: base + x.count, count: x.count)
      _ = scaledX.initialize(from: x)
      _ = scaledY.initialize(from: y)
      Kernels.affineStep(x: scaledX, y: scaledY, a: inputScale, path: path)
      network.evaluate(
        x: UnsafeBufferPointer(scaledX), y: UnsafeBufferPointer(scaledY), outX: outX, outY: outY,
        path: path)
    }
  }
}

/// Pointers into a cloud that blocks of particles are written through, each by one call.
struct CloudPointers: @unchecked Sendable {
  var x, y: UnsafeMutableBufferPointer<Float>
}

extension Cloud {
  /// Calls `body` for each block, in parallel.
  mutating func forEachBlock(
    _ parallel: Parallel,
    _ body:
      @Sendable (
        _ block: Int, _ x: UnsafeMutableBufferPointer<Float>, _ y: UnsafeMutableBufferPointer<Float>
      ) -> Void
  ) {
    let count = count
    x.withUnsafeMutableBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        let pointers = CloudPointers(x: x, y: y)
        parallel.forEach(count: NoiseStream.blocks(in: count)) { block in
          let range = NoiseStream.range(ofBlock: block, count: count)
          body(block, pointers.x.extracting(range), pointers.y.extracting(range))
        }
      }
    }
  }
}

/// Reverse diffusion in 100 steps, again and again, ten of them a call.
struct SamplingWork {
  /// Steps a call: so few that some calls are not held up by the machine's other work.
  static let stepsPerCall = 10

  private var cloud: Cloud
  private let settings: WorkSettings
  private var next = 0

  init(count: Int, settings: WorkSettings) {
    cloud = Cloud(count: count)
    self.settings = settings
  }

  mutating func run(_ field: (Double) -> some WorkField) {
    if next == 0 { start() }
    for step in next..<next + Self.stepsPerCall { take(step, field) }
    next = (next + Self.stepsPerCall) % 100
  }

  private mutating func start() {
    let stream = NoiseStream(seed: 1, stream: 0)
    let path = settings.path
    cloud.forEachBlock(settings.parallel) { block, x, y in
      stream.fillNormals(block: block, x: x, y: y, path: path)
      Kernels.affineStep(x: x, y: y, a: Float(FixedWork.sigmas[0]), path: path)
    }
  }

  private mutating func take(_ step: Int, _ field: (Double) -> some WorkField) {
    let (sigma, next) = (FixedWork.sigmas[step], FixedWork.sigmas[step + 1])
    let variance = sigma * sigma - next * next
    let field = field(sigma)
    let stream = NoiseStream(seed: 1, stream: UInt64(step + 1))
    let path = settings.path
    cloud.forEachBlock(settings.parallel) { block, x, y in
      Self.step(
        field, stream, block: block, x: x, y: y, b: Float(variance * field.scale),
        c: Float(variance.squareRoot()), path: path)
    }
  }

  private static func step(
    _ field: some WorkField, _ stream: NoiseStream, block: Int,
    x: UnsafeMutableBufferPointer<Float>, y: UnsafeMutableBufferPointer<Float>, b: Float,
    c: Float, path: KernelPath
  ) {
    let count = x.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { scratch in
      let outX = scratch.extracting(0..<count)
      let outY = scratch.extracting(count..<2 * count)
      field.evaluate(
        x: UnsafeBufferPointer(x), y: UnsafeBufferPointer(y), outX: outX, outY: outY)
      stream.step(
        block: block, x: x, y: y, scoreX: UnsafeBufferPointer(outX),
        scoreY: UnsafeBufferPointer(outY), a: 1, b: b, c: c, path: path)
    }
  }
}

/// Forward Ornstein–Uhlenbeck, 20 steps a call.
struct ForwardWork {
  private var cloud: Cloud
  private let settings: WorkSettings
  private var steps: UInt64 = 0

  init(count: Int, settings: WorkSettings) {
    cloud = Cloud(count: count)
    self.settings = settings
  }

  mutating func run() {
    // e⁻⁰·⁰¹ and √(1 − e⁻⁰·⁰²).
    let (a, c): (Float, Float) = (0.99004983, 0.14071788)
    let path = settings.path
    for _ in 0..<20 {
      steps += 1
      let stream = NoiseStream(seed: 1, stream: steps)
      cloud.forEachBlock(settings.parallel) { block, x, y in
        stream.step(block: block, x: x, y: y, a: a, c: c, path: path)
      }
    }
  }
}

/// A thousand blocks of normal numbers into the same memory.
struct NoiseWork {
  private var cloud = Cloud(count: NoiseStream.blockSize)
  private let settings: WorkSettings

  init(settings: WorkSettings) { self.settings = settings }

  mutating func run() {
    let stream = NoiseStream(seed: 1, stream: 1)
    let path = settings.path
    cloud.x.withUnsafeMutableBufferPointer { x in
      cloud.y.withUnsafeMutableBufferPointer { y in
        for block in 0..<1000 { stream.fillNormals(block: block, x: x, y: y, path: path) }
      }
    }
  }
}
