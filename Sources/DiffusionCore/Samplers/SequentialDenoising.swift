/// A chain of log-concave Langevin chains: each measurement is drawn given those before it.
///
/// What is shown is the running mean ȳᵢ, whose exact law is the data under noise σ/√i, and at the end
/// the denoised mean.
public struct SequentialDenoising: Sampler {
  public static let card = MethodCard(
    name: "sequential-denoising",
    title: "sequential denoising",
    detail: "Langevin chains",
    idea: "Draws a noisy measurement of an unknown datum, then another one given the first, and "
      + "so on. Every single draw is easy for Langevin, since so much noise leaves only one "
      + "hill; their mean becomes the datum.",
    family: .measurements,
    course: .measurements,
    rule: [
      "for i = 1 … m (the levels) draw Yᵢ = X + σ nᵢ given Y₁ … Yᵢ₋₁:",
      "y ← E[X | y₁ … yᵢ₋₁] + σ z,   y ← σ z for i = 1",
      "K times, 5 K for i = 1, with τ = c σ²:",
      "y ← y + τ (E[X | y₁ … yᵢ₋₁, y] − y)/σ² + √(2τ) z",
      "E[X | y₁ … yᵢ] = ȳᵢ + (σ²/i) s(ȳᵢ, σ/√i)",
      "ȳᵢ: mean of the i measurements, which is shown",
      "at the end x ← E[X | y₁ … y_m]",
    ],
    symbols: [
      .init("m", "the number of measurements"),
      .init("X", "the unknown datum"),
      .init("nᵢ", "standard normal noise of measurement i"),
      .init("Y₁", "the first measurement"),
      .init("y", "the measurement that is being drawn"),
      .init("y₁", "the first measurement, drawn"),
      .init("y_m", "the last measurement, drawn"),
    ],
    source: "lecture notes S4; Saremi, Park, Bach 2023; methods.md §11",
    law: "E[X | Y₁ … Y_m] of exact measurements as K grows and τ shrinks: the data as m grows",
    failure:
      "finite m shrinks a mode of variance d² by d²/(d² + σ²/m): spread 0.89 at m = 100, "
      + "Langevin's own bias included; too small a σ leaves chains that are not "
      + "log-concave and lose the weights",
    defaultLevels: 100)

  public static let knobs = [
    Knob<Self>(
      "sigma", symbol: "σ", \.sigma, in: .positive,
      default: "the threshold of log-concavity on the shown region, up to the next tenth",
      "σ, the noise of every measurement"),
    Knob<Self>(
      "K", \.repeats, in: NumberRange(1, 1000), default: "20", "Langevin steps a measurement",
      isCount: true),
    Knob<Self>(
      "c", \.share, in: NumberRange(0, 1, includesLower: false), default: "0.1",
      "τ/σ², the step size", stepOf: "y + τ ∇ log p(y | before) + √(2τ) z"),
  ]

  public var sigma: Double
  public var repeats = 20.0
  public var share = 0.1
  /// The measurement that is being drawn, and the sum of those before it.
  private var measurement = Cloud(count: 0)
  private var before = MeasurementSum()
  public var memoryBytes: Int { measurement.bytes + before.bytes }

  public init(for scene: MethodScene) { sigma = Measurements.defaultSigma(for: scene.density) }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    let means = Measurements.stops(levels, sigma: sigma)
    let chains = means.enumerated().flatMap { index, level in
      Array(repeating: level, count: index == 0 ? 5 * Int(repeats) : 1 + Int(repeats))
    }
    return means.prefix(1) + chains + [.clean]
  }

  /// σ z: what a first measurement would be of a datum at the origin.
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    let normals = stream.normals(count: count)
    return Cloud(
      x: normals.x.map { Float(sigma) * $0 }, y: normals.y.map { Float(sigma) * $0 })
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    if measurement.count != cloud.count {
      measurement = cloud
      before = MeasurementSum(means: cloud, at: context.from, sigma: sigma)
    }
    let variance = context.from.noise * context.from.noise
    var mean = cloud
    mean.affineUpdate(position: 1, score: variance, at: context.from, noise: 0, context)
    switch context.to.noise {
    case 0: cloud = mean
    case context.from.noise:
      drawMeasurement(toward: mean, share: share, noise: (2 * share).squareRoot() * sigma, context)
      cloud = before.mean(with: measurement)
    default:
      before.add(measurement)
      drawMeasurement(toward: mean, share: 1, noise: sigma, context)
      cloud = before.mean(with: measurement)
    }
    return StepReport(scoreEvaluations: 1)
  }

  /// y ← (1 − share) y + share E[X | …] + noise z.
  private mutating func drawMeasurement(
    toward mean: Cloud, share: Double, noise: Double, _ context: StepContext
  ) {
    let source = context.noise
    measurement.updateBlocks(context.parallel) { block in
      let first = block.index * NoiseStream.blockSize
      for i in block.x.indices {
        block.scoreX[i] = mean.x[first + i]
        block.scoreY[i] = mean.y[first + i]
      }
      source.fill(block: block.index, x: block.noiseX, y: block.noiseY)
      block.move(position: 1 - share, score: share, noise: noise)
    }
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let means = measurement.count == cloud.count ? before.mean(with: measurement) : cloud
    return Measurements.readings(
      cloud, means: means, count: before.count + 1, sigma: sigma, context)
  }
}
