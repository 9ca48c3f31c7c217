/// How a network is trained on a density.
public struct TrainingPlan: Hashable, Sendable {
  public var steps: Int
  /// Data a step.
  public var batch: Int
  /// Adam's step at the start; it falls to a hundredth along a cosine.
  public var learningRate: Double
  /// Decay of the moving average of the weights that evaluation uses; 0 uses the weights themselves.
  public var ema: Double
  public var objective: Objective
  public var weighting: Weighting
  /// A finite training set of that many data, or 0 for fresh data in every step.
  public var samples: Int
  public var seed: UInt64
  /// Noise levels are drawn log-uniformly between these; equal ends are a single level.
  public var sigmaMin: Double
  public var sigmaMax: Double
  /// δ, the step of central differences over σ, of the Hyvärinen loss.
  ///
  /// A noised law is a mixture of Gaussians no narrower than σ: differences over a tenth of that
  /// change the best score by some δ²/3, a third of a per cent.
  package var differenceStep = 0.1

  public init(
    steps: Int, batch: Int, learningRate: Double, ema: Double,
    objective: Objective = .denoising, weighting: Weighting, samples: Int, seed: UInt64,
    sigmaMin: Double, sigmaMax: Double
  ) {
    self.steps = steps
    self.batch = batch
    self.learningRate = learningRate
    self.ema = ema
    self.objective = objective
    self.weighting = weighting
    self.samples = samples
    self.seed = seed
    self.sigmaMin = sigmaMin
    self.sigmaMax = sigmaMax
  }

  /// The loss in mathematics, "E σ²|s + n/σ|²".
  public var lossFormula: String { objective.formula(weighting) }
}

extension TrainingPlan {
  private static let level = NumberRange(ScoreNetwork.smallestSigma, 1e6)

  /// The settings of a scene, `training`.
  public static let parameters: [Parameter] = [
    Parameter("steps", .integer(1...10_000_000), default: 8000, "steps of Adam"),
    Parameter("batch", .integer(1...65_536), default: 512, "data a step"),
    Parameter(
      "learningRate", .number(NumberRange(0, 1, includesLower: false)), default: 0.005,
      "Adam's step at the start; it falls to a hundredth along a cosine"),
    Parameter(
      "ema", .number(NumberRange(0, 1, includesUpper: false)), default: 0.999,
      "decay of the moving average of the weights that evaluation uses; 0 is off"),
    Parameter(
      "objective", .choice(Objective.allCases.map { $0.rawValue }), default: "denoising",
      "the loss: E λ |s + n/σ|², E λ |s − s*|² or E λ (|s|² + 2 div s)"),
    Parameter(
      "weighting", .choice(Weighting.allCases.map { $0.rawValue }), default: "sigma-squared",
      "λ(σ) of the loss: σ², σ⁴ or 1"),
    Parameter(
      "samples", .integer(0...1_000_000), default: 0,
      "size of a finite training set; 0 draws fresh data in every step"),
    Parameter(
      "sigmaMin", .number(level), "least noise that is trained; default 0.008"),
    Parameter(
      "sigmaMax", .number(level),
      "most noise that is trained, equal to `sigmaMin` for a single level; default the most that "
        + "process and schedule reach"),
    Parameter("seed", .integer(0...9_007_199_254_740_991), default: 1, "of weights and batches"),
  ]

  /// The parameter of that name, for a card.
  static func parameter(_ name: String) -> [Parameter] { parameters.filter { $0.name == name } }

  /// The plan of checked settings.
  ///
  /// - Parameter range: the levels that are trained where the settings name none.
  /// - Throws: `SettingError` for `sigmaMin` above `sigmaMax`.
  public init(_ settings: Settings, range: ClosedRange<Double>) throws {
    func level(_ name: String, _ standard: Double) -> Double {
      settings.contains(name) ? settings.number(name) : standard
    }
    self.init(
      steps: settings.integer("steps"), batch: settings.integer("batch"),
      learningRate: settings.number("learningRate"), ema: settings.number("ema"),
      objective: Objective(rawValue: settings.text("objective")) ?? .denoising,
      weighting: Weighting(rawValue: settings.text("weighting")) ?? .sigmaSquared,
      samples: settings.integer("samples"), seed: UInt64(settings.integer("seed")),
      sigmaMin: level("sigmaMin", range.lowerBound),
      sigmaMax: level("sigmaMax", range.upperBound))
    guard sigmaMin <= sigmaMax else {
      let isGiven = settings.contains("sigmaMax")
      throw SettingError(
        path: [.name(isGiven ? "sigmaMax" : "sigmaMin")],
        message: "sigmaMin \(sigmaMin) is above sigmaMax \(sigmaMax)",
        hint: isGiven ? "equal ends train a single level" : "give sigmaMax too")
    }
  }
}
