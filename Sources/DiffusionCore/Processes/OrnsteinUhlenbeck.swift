/// The Ornstein–Uhlenbeck process dX = −X dt + √2 dB: a = e^{−t}, b² = 1 − e^{−2t}.
public struct OrnsteinUhlenbeck: DiffusionProcess {
  public let duration: Double

  public init(duration: Double = 5) {
    self.duration = duration
  }

  public static let card = Variant(
    name: "ou", summary: "Ornstein–Uhlenbeck, dX = −X dt + √2 dB",
    parameters: [
      Parameter(
        "duration", .number(NumberRange(0, 100, includesLower: false)), default: 5,
        "time T at which the data are taken for noise")
    ])

  public static var choice: ChoiceCard {
    choice(
      title: "Ornstein–Uhlenbeck", detail: "OU, the process of the notes",
      idea:
        "The datum is drawn towards 0 while noise is added at the rate that keeps a spread of 1: "
        + "after a while nothing is left of it but N(0, I).",
      rule: [
        "dX = −X dt + √2 dB", "X(t) = a x₀ + b n,  n ~ N(0, I)", "a = e⁻ᵗ,  b² = 1 − e⁻²ᵗ",
        "back: dY = (Y + 2 s) du + √2 dB", "s = ∇ log q of X(t), u = T − t",
      ],
      symbols: [
        MethodSymbol("Y", "a particle on its way back to the data"), MethodSymbol("s", "the score"),
        MethodSymbol("q", "the density of X(t)"), MethodSymbol("u", "time on the way back"),
      ],
      law: "N(0, I) at rest; KL(q_T ‖ N(0, I)) falls as e⁻²ᵀ |E x₀|²/2",
      failure: "a short duration T: reverse runs start from N(0, I), which q_T is not yet; mode "
        + "weights of 0.2 and 0.8 at ∓(3, 3) end 0.149 off for T = 1, 0.048 for 2, 0.0012 for 4")
  }

  public static func make(
    _ settings: Settings, data: any Density
  ) throws -> any DiffusionProcess {
    OrnsteinUhlenbeck(duration: settings.number("duration"))
  }

  public func level(at time: Double) -> NoiseLevel {
    NoiseLevel(
      time: time, signal: Elementary.exp(-time),
      noise: (-Elementary.expm1(-2 * time)).squareRoot())
  }

  public func time(atSigma sigma: Double) -> Double { Self.time(atSigma: sigma) }

  /// t = ½ log(1 + σ²).
  static func time(atSigma sigma: Double) -> Double {
    sigma < 1e100 ? 0.5 * Elementary.log1p(sigma * sigma) : Elementary.log(sigma)
  }

  public func interval(from: NoiseLevel, to: NoiseLevel) -> ProcessInterval {
    Self.interval(of: from.time - to.time)
  }

  /// The interval of OU time `step`, which the variance-preserving process shares with τ = B / 2.
  static func interval(of step: Double) -> ProcessInterval {
    let rates = FlowStep.Rates(drift: 1, score: 1)
    return ProcessInterval(
      forwardSignal: Elementary.exp(-step),
      forwardNoise: (-Elementary.expm1(-2 * step)).squareRoot(),
      drift: step, diffusion: 2 * step,
      exponentialScore: 2 * Elementary.expm1(step),
      exponentialVariance: Elementary.expm1(2 * step),
      flow: FlowStep(increment: step, from: rates, to: rates))
  }

  public func prior(of data: any Density, at level: NoiseLevel) -> GaussianMixture { .standard }
}

extension GaussianMixture {
  /// N(0, I).
  public static var standard: GaussianMixture { .init(mean: .zero, covariance: .identity) }
}
