/// A linear noising process dX = f(t) X dt + g(t) dB with closed forms for all that methods need.
///
/// Its law at time t is that of a x₀ + b n, so every step below is told by two noise levels and no
/// step size enters that could miss a level by rounding. Source: methods.md §3 (forward), §4 and §5
/// (reverse); Song et al. 2021 for VE, VP and sub-VP.
public protocol DiffusionProcess: Sendable {
  /// The word of `process.type` and its parameters.
  static var card: Variant { get }
  /// The process in words and formulas, for `diffviz methods`.
  static var choice: ChoiceCard { get }
  /// The process of checked settings; `data` fills in what depends on the scene's scale.
  ///
  /// - Throws: `SettingError` for values that do not go together.
  static func make(_ settings: Settings, data: any Density) throws -> any DiffusionProcess

  /// The time of most noise, T.
  var duration: Double { get }
  /// The least noise σ = b / a that schedules end with unless told otherwise.
  var sigmaMin: Double { get }

  /// The level at a time ≥ 0; times beyond `duration` go on by the same formula.
  func level(at time: Double) -> NoiseLevel

  /// The time at which b / a = σ, the inverse of `level(at:)`; σ ≥ 0.
  func time(atSigma sigma: Double) -> Double

  /// Everything a step needs from the level of more noise, where a reverse step starts, to the level
  /// of less noise, where it ends.
  func interval(from: NoiseLevel, to: NoiseLevel) -> ProcessInterval

  /// The law at a level of much noise, as far as it is known without the data: where reverse methods
  /// start.
  func prior(of data: any Density, at level: NoiseLevel) -> GaussianMixture
}

extension DiffusionProcess {
  /// The card of a process, whose name, use and parameters are those of `card`.
  static func choice(
    title: String, detail: String, idea: String, rule: [String], symbols: [MethodSymbol] = [],
    law: String, failure: String
  ) -> ChoiceCard {
    ChoiceCard(
      name: card.name, title: title, detail: detail, idea: idea, family: .process,
      use: "\"process\": {\"type\": \"\(card.name)\"}", rule: rule,
      symbols: MethodSymbol.processes + symbols, parameters: card.parameters,
      law: law, failure: failure,
      source: "lecture notes S3, S4; Song et al. 2021; methods.md §3")
  }

  /// 0.01: the bias of the data's variance is 1e-4 there.
  public var sigmaMin: Double { 0.01 }

  /// The level with noise to signal b / a = σ.
  public func level(sigma: Double) -> NoiseLevel { level(at: time(atSigma: sigma)) }

  /// The largest σ of the process.
  public var sigmaMax: Double { level(at: duration).sigma }
}

/// The exact integrals of a process between a level of more noise, `from`, and one of less, `to`.
///
/// With a, b at the two levels, f = d log a / dt, g² the squared diffusion, and integrals in time:
public struct ProcessInterval: Equatable, Sendable {
  /// A of the forward kernel x_from = A x_to + B n: a_from / a_to.
  public var forwardSignal: Double
  /// B of the forward kernel: B² = b_from² − A² b_to².
  public var forwardNoise: Double
  /// Λ = ∫ −f dt = log(a_to / a_from): what the reverse drift multiplies x by, to first order.
  public var drift: Double
  /// G = ∫ g² dt: the factor of the score, and the variance of the noise, in a reverse Euler step.
  public var diffusion: Double
  /// ∫ (a_to / a(t)) g² dt: the factor of a frozen score in the exponential integrator.
  public var exponentialScore: Double
  /// ∫ (a_to / a(t))² g² dt: the variance of its noise.
  public var exponentialVariance: Double
  /// The probability flow over the interval in a clock in which it is smooth.
  public var flow: FlowStep

  /// a_to / a_from = e^Λ.
  public var growth: Double { 1 / forwardSignal }
}

/// One step of the probability flow dy/dc = drift · y + score · s(y), c running towards the data.
///
/// An Euler step is y + c (drift_from y + score_from s_from(y)); Heun's takes the mean of both ends.
/// Source: methods.md §5.
public struct FlowStep: Equatable, Sendable {
  /// The clock's increment, > 0.
  public var increment: Double
  /// The rates at the start of the step, the level of more noise.
  public var from: Rates
  /// The rates at its end.
  public var to: Rates

  public struct Rates: Equatable, Sendable {
    /// The factor of y.
    public var drift: Double
    /// The factor of the score.
    public var score: Double

    public init(drift: Double, score: Double) {
      self.drift = drift
      self.score = score
    }
  }

  public init(increment: Double, from: Rates, to: Rates) {
    self.increment = increment
    self.from = from
    self.to = to
  }
}

/// Every process there is, in the order of the scene format.
///
/// Adding one: its file, and its line here.
public let processCatalog: [any DiffusionProcess.Type] = [
  OrnsteinUhlenbeck.self, VariancePreserving.self, VarianceExploding.self,
  SubVariancePreserving.self,
]
