/// The integrated rate of the variance-preserving processes: β(t) rises linearly on [0, 1].
///
/// B(t) = ∫₀ᵗ β = βmin t + (βmax − βmin) t² / 2.
struct LinearRate: Equatable, Sendable {
  var minimum: Double
  var maximum: Double

  func rate(at time: Double) -> Double { minimum + (maximum - minimum) * time }

  func integral(to time: Double) -> Double {
    time * (minimum + 0.5 * (maximum - minimum) * time)
  }

  /// B(from) − B(to), without cancellation for near times.
  func integral(from: Double, to: Double) -> Double {
    (from - to) * (minimum + 0.5 * (maximum - minimum) * (from + to))
  }

  /// The time at which B has a value.
  func time(atIntegral value: Double) -> Double {
    let slope = maximum - minimum
    return 2 * value / (minimum + (minimum * minimum + 2 * slope * value).squareRoot())
  }

  static let parameters: [Parameter] = [
    Parameter(
      "betaMin", .number(NumberRange(0, 100, includesLower: false)), default: 0.1,
      "rate β at time 0"),
    Parameter(
      "betaMax", .number(NumberRange(0, 1000, includesLower: false)), default: 20,
      "rate β at time 1"),
  ]

  init(minimum: Double, maximum: Double) {
    self.minimum = minimum
    self.maximum = maximum
  }

  init(_ settings: Settings) throws {
    self.init(minimum: settings.number("betaMin"), maximum: settings.number("betaMax"))
    guard maximum >= minimum else {
      throw SettingError(
        path: [.name("betaMax")],
        message: "betaMax \(maximum) is below betaMin \(minimum)",
        hint: "the rate rises from betaMin at time 0 to betaMax at time 1")
    }
  }
}

/// The variance-preserving process dX = −β X / 2 dt + √β dB: a = e^{−B/2}, b² = 1 − e^{−B}.
public struct VariancePreserving: DiffusionProcess {
  let beta: LinearRate
  public var duration: Double { 1 }

  public init(betaMin: Double = 0.1, betaMax: Double = 20) {
    beta = LinearRate(minimum: betaMin, maximum: betaMax)
  }

  public static let card = Variant(
    name: "vp", summary: "variance preserving, dX = −β X/2 dt + √β dB on [0, 1]",
    parameters: LinearRate.parameters)

  public static var choice: ChoiceCard {
    choice(
      title: "variance preserving", detail: "VP, OU in a clock of its own",
      idea:
        "The OU process run slowly near the data and fast near the noise, so that equal steps in "
        + "time are small where detail is lost.",
      rule: [
        "dX = −½ β X dt + √β dB,  0 ≤ t ≤ 1", "β = betaMin + t (betaMax − betaMin)",
        "X(t) = a x₀ + b n,  n ~ N(0, I)", "a = e^(−B/2),  b² = 1 − e⁻ᴮ,  B = ∫ β dt",
      ],
      symbols: [
        MethodSymbol("β", "the rate, rising with t"), MethodSymbol("B", "the rate summed up to t"),
      ],
      law:
        "N(0, I) as B grows; at time t the law of the OU process at B/2; data of variance 1 keep "
        + "it",
      failure: "small betaMax: reverse runs start from N(0, I) while e^(−B/2) x₀ is left; "
        + "0.0066 x₀ by default")
  }

  public static func make(
    _ settings: Settings, data: any Density
  ) throws -> any DiffusionProcess {
    let rate = try LinearRate(settings)
    return VariancePreserving(betaMin: rate.minimum, betaMax: rate.maximum)
  }

  public func level(at time: Double) -> NoiseLevel {
    let b = beta.integral(to: time)
    return NoiseLevel(
      time: time, signal: Elementary.exp(-0.5 * b),
      noise: (-Elementary.expm1(-b)).squareRoot())
  }

  public func time(atSigma sigma: Double) -> Double {
    beta.time(atIntegral: 2 * OrnsteinUhlenbeck.time(atSigma: sigma))
  }

  public func interval(from: NoiseLevel, to: NoiseLevel) -> ProcessInterval {
    OrnsteinUhlenbeck.interval(of: 0.5 * beta.integral(from: from.time, to: to.time))
  }

  public func prior(of data: any Density, at level: NoiseLevel) -> GaussianMixture { .standard }
}
