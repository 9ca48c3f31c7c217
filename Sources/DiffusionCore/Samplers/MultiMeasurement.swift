/// Measurements drawn exactly, one given those before it, and the denoised mean of them all.
///
/// What sequential denoising would do with perfect chains: what it misses of the data is owed to the
/// number of measurements alone.
public struct MultiMeasurement: Sampler {
  public static let card = MethodCard(
    name: "multimeasurement",
    title: "multi-measurement",
    detail: "exact draws",
    idea: "The same chain of measurements with every draw exact, which a mixture of Gaussians "
      + "allows: what sequential denoising would be without the errors of Langevin.",
    family: .measurements,
    course: .measurements,
    rule: [
      "for i = 1 … m (the levels) draw Yᵢ = X + σ nᵢ given Y₁ … Yᵢ₋₁:",
      "component k with probability rₖ(ȳ) at noise σ/√(i − 1)",
      "yᵢ ← mₖ + (Vₖ + σ² I)^½ z",
      "mₖ, Vₖ: mean and covariance of X given ȳ in component k",
      "ȳ: mean of the measurements so far, which is shown",
      "at the end x ← E[X | y₁ … y_m]",
    ],
    symbols: [
      .init("m", "the number of measurements"),
      .init("X", "the unknown datum"),
      .init("nᵢ", "standard normal noise of measurement i"),
      .init("Y₁", "the first measurement"),
      .init("y₁", "the first measurement, drawn"),
      .init("y_m", "the last measurement, drawn"),
      .init("yᵢ", "measurement i, drawn"),
      .init("k", "one component of the data's mixture"),
      .init("rₖ", "the probability of component k given the measurements"),
    ],
    source: "lecture notes S4; Saremi & Srivastava 2022; methods.md §11",
    law:
      "ȳ: the data under noise σ/√i; at the end E[X | Y₁ … Y_m], whose W2² from the data "
      + "is at most 2 σ²/m",
    failure:
      "finite m shrinks a mode of variance d² by d²/(d² + σ²/m): spread 0.84 at m = 100, 0.95 at 400",
    needs: [.mixture, .uniforms],
    defaultLevels: 100,
    scoreEvaluations: 0)

  public static let knobs = [
    Knob<Self>(
      "sigma", symbol: "σ", \.sigma, in: .positive,
      default: "the threshold of log-concavity on the shown region, up to the next tenth",
      "σ, the noise of every measurement")
  ]

  public var sigma: Double
  private let data: any Density
  private var measured = MeasurementSum()
  public var memoryBytes: Int { measured.bytes }

  public init(for scene: MethodScene) {
    data = scene.density
    sigma = Measurements.defaultSigma(for: data)
  }

  public func stops(_ levels: [NoiseLevel]) -> [NoiseLevel] {
    Measurements.stops(levels, sigma: sigma) + [.clean]
  }

  /// The first measurement: the data under noise σ.
  public func start(count: Int, stream: NoiseStream) -> Cloud? {
    data.law(at: .additive(sigma: sigma)).sample(count: count, stream: stream)
  }

  public mutating func step(_ cloud: inout Cloud, _ context: StepContext) -> StepReport {
    if measured.count == 0 {
      measured = MeasurementSum(means: cloud, at: context.from, sigma: sigma)
      measured.add(cloud)
    }
    guard let mixture = context.density as? GaussianMixture else {
      return StepReport(scoreEvaluations: 0)
    }
    if context.to.noise == 0 {
      cloud.replaceByPosteriorMeans(mixture.noised(at: context.from), context.parallel)
    } else {
      let draws = PosteriorDraws(of: mixture, at: context.from, blur: sigma)
      cloud.replaceByDraws(draws, context)
      measured.add(cloud)
      cloud = measured.mean
    }
    return StepReport(scoreEvaluations: 0)
  }

  public func readings(of cloud: Cloud, _ context: StepContext) -> [Reading] {
    let means = measured.count > 0 ? measured.mean : cloud
    return Measurements.readings(
      cloud, means: means, count: max(1, measured.count), sigma: sigma, context)
  }
}

extension Cloud {
  /// Replaces each particle by E[x₀ | x].
  fileprivate mutating func replaceByPosteriorMeans(
    _ law: GaussianMixtureLaw, _ parallel: Parallel
  ) {
    updateBlocks(parallel) { block in
      for i in block.x.indices {
        let mean = law.posterior(at: Vector(Double(block.x[i]), Double(block.y[i]))).mean
        (block.x[i], block.y[i]) = (Float(mean.x), Float(mean.y))
      }
    }
  }
}
