/// The variance-exploding process dX = √(dσ²/dt) dB, a = 1 and b = σ, whose time is σ itself.
public struct VarianceExploding: DiffusionProcess {
  public let sigmaMin: Double
  public let duration: Double

  public init(sigmaMin: Double = 0.01, sigmaMax: Double) {
    self.sigmaMin = sigmaMin
    duration = sigmaMax
  }

  public static let card = Variant(
    name: "ve", summary: "variance exploding, x₀ + σ n; time is σ",
    parameters: [
      Parameter(
        "sigmaMin", .number(NumberRange(0, 10, includesLower: false)), default: 0.01,
        "least noise σ, where schedules end unless they say otherwise"),
      Parameter(
        "sigmaMax", .number(NumberRange(0, 1e6, includesLower: false)),
        "largest noise σ; without it the size of the data, √((width² + height²)/2)"),
    ])

  public static var choice: ChoiceCard {
    choice(
      title: "variance exploding", detail: "VE, noise is added and nothing shrinks",
      idea:
        "The datum stays where it is and ever more noise is added; time is the deviation of the "
        + "noise itself.",
      rule: [
        "dX = √(dσ²/dt) dB,  time is σ itself", "X(σ) = x₀ + σ n,  n ~ N(0, I)",
        "back: Y ← Y + D s(Y) + √D z,  D = σ² − σ′²",
      ],
      symbols: [
        MethodSymbol("σ", "the deviation of the noise, which is the time"),
        MethodSymbol("Y", "a particle on its way back to the data"), MethodSymbol("s", "the score"),
        MethodSymbol("z", "a pair of standard normal numbers, new in every step"),
        MethodSymbol("σ′", "the next, smaller level"), MethodSymbol("p", "the density of the data"),
      ],
      law: "p ∗ N(0, σ² I): no law at rest; near N(E x₀, σ² I) for σ above the data's width",
      failure:
        "a start at N(0, σ² I) ignores the mean of the data: mode weights of 0.2 and 0.8 end "
        + "0.031 off (SDE), 0.063 (flow); started at the data's mean, as here, 0.004")
  }

  /// - Throws: `SettingError` where `sigmaMax` is not above `sigmaMin`.
  public static func make(
    _ settings: Settings, data: any Density
  ) throws -> any DiffusionProcess {
    let sigmaMin = settings.number("sigmaMin")
    guard settings.contains("sigmaMax") else {
      return VarianceExploding(
        sigmaMin: sigmaMin, sigmaMax: max(defaultSigmaMax(of: data), 10 * sigmaMin))
    }
    let sigmaMax = settings.number("sigmaMax")
    guard sigmaMax > sigmaMin else {
      throw SettingError(
        path: [.name("sigmaMax")],
        message: "sigmaMax \(sigmaMax) is not above sigmaMin \(sigmaMin)",
        hint: "noise runs from sigmaMax down to sigmaMin")
    }
    return VarianceExploding(sigmaMin: sigmaMin, sigmaMax: sigmaMax)
  }

  /// A bound on the largest root mean square difference of two data (methods.md §2): the diagonal of
  /// their box over √2.
  public static func defaultSigmaMax(of data: any Density) -> Double {
    let width = data.extent.xMax - data.extent.xMin
    let height = data.extent.yMax - data.extent.yMin
    return (0.5 * (width * width + height * height)).squareRoot()
  }

  public func level(at time: Double) -> NoiseLevel { .additive(sigma: time) }

  public func time(atSigma sigma: Double) -> Double { sigma }

  public func interval(from: NoiseLevel, to: NoiseLevel) -> ProcessInterval {
    let variance = (from.noise - to.noise) * (from.noise + to.noise)
    return ProcessInterval(
      forwardSignal: 1, forwardNoise: variance.squareRoot(), drift: 0, diffusion: variance,
      exponentialScore: variance, exponentialVariance: variance,
      flow: FlowStep(
        increment: from.noise - to.noise, from: .init(drift: 0, score: from.noise),
        to: .init(drift: 0, score: to.noise)))
  }

  /// N(E[x₀], σ² I): a start at the origin would shift the weights of the modes (methods.md §4).
  public func prior(of data: any Density, at level: NoiseLevel) -> GaussianMixture {
    .init(mean: data.mean, covariance: .init(diagonal: level.noise * level.noise))
  }
}
