/// What the picker, the method page, `diffviz methods` and the logs say about a method.
public struct MethodCard: Sendable {
  /// The name in scenes and on the command line, "reverse-sde".
  public var name: String
  /// The name in words, "reverse SDE".
  public var title: String
  /// What tells it from its family in two or three words, "Euler–Maruyama".
  public var detail: String
  /// What a step does and why it works, in a few sentences for a reader new to it.
  public var idea: String
  public var family: MethodFamily
  /// How it moves through noise levels; the family's way unless told otherwise.
  public var course: MethodCourse
  /// The update rule in Unicode mathematics, a line each.
  public var rule: [String]
  /// What symbols of the rule stand for where it is not what they commonly do.
  public var symbols: [MethodSymbol]
  public var source: String
  /// The law of the particles at the end, or at rest.
  public var law: String
  /// What it is known to get wrong.
  public var failure: String
  /// What it takes besides particles and normal numbers.
  public var needs: [MethodNeed]
  /// Levels (annealed methods) or steps (all others) when the scene names none.
  public var defaultLevels: Int
  /// Evaluations of the score a step.
  public var scoreEvaluations: Int
  /// The share of accepted proposals that theory advises; nil for methods that refuse none, or are
  /// the better the fewer they refuse.
  public var advisedAcceptance: AdvisedAcceptance?

  public init(
    name: String, title: String, detail: String, idea: String = "", family: MethodFamily,
    course: MethodCourse? = nil, rule: [String], symbols: [MethodSymbol] = [], source: String,
    law: String, failure: String,
    needs: [MethodNeed] = [.score], defaultLevels: Int, scoreEvaluations: Int = 1,
    advisedAcceptance: AdvisedAcceptance? = nil
  ) {
    self.name = name
    self.title = title
    self.detail = detail
    self.idea = idea
    self.family = family
    self.course = course ?? family.course
    self.rule = rule
    self.symbols = symbols
    self.source = source
    self.law = law
    self.failure = failure
    self.needs = needs
    self.defaultLevels = defaultLevels
    self.scoreEvaluations = scoreEvaluations
    self.advisedAcceptance = advisedAcceptance
  }

  public var needsScore: Bool { needs.contains(.score) }
}

/// Shares of accepted proposals at which a chain moves well.
///
/// Small steps are accepted and lead nowhere, large ones are refused. The best share is that of many
/// dimensions; within the band a chain has at least 80 % of the best one's efficiency.
/// Source: Roberts & Rosenthal 2001, Optimal scaling for various Metropolis–Hastings algorithms.
public struct AdvisedAcceptance: Equatable, Sendable {
  public var best: Double
  public var band: ClosedRange<Double>

  public init(best: Double, band: ClosedRange<Double>) {
    self.best = best
    self.band = band
  }
}

/// What a method may need besides particles and normal numbers.
public enum MethodNeed: String, CaseIterable, Sendable {
  /// ∇ log p at the levels it stops at.
  case score
  /// log p itself, up to a constant.
  case density
  /// A uniform number a particle and step.
  case uniforms
  /// Data that are a mixture of Gaussians, whose posteriors are too.
  case mixture
  /// Data with a density and a score of their own, without noise.
  case smooth
  /// A measurement y = C x + v, the scene's `observation`.
  case observation
  /// An observation with something unknown, and data whose exact likelihood of it is soon computed.
  case unknown
  /// A target e^{−f−g∘D} with a gradient of f and proximal maps of f, g and its conjugate.
  case composite
  /// Data on a domain with a mirror map.
  case mirror

  /// What the need is called: "a score", "an observation".
  public var words: String {
    switch self {
    case .score: "a score"
    case .density: "a density"
    case .uniforms: "uniform numbers"
    case .mixture: "a mixture of Gaussians"
    case .smooth: "smooth data"
    case .observation: "an observation"
    case .unknown: "an unknown in the observation"
    case .composite: "a target e^{−f−g}"
    case .mirror: "a domain with a mirror map"
    }
  }

  /// Why a scene does not meet the need, with what to do; nil where it does.
  public func complaint(of scene: MethodScene) -> (message: String, hint: String)? {
    switch self {
    case .score, .uniforms: nil
    case .density where scene.density.hasDensity || scene.levels.allSatisfy { $0.noise > 0 }: nil
    case .density: ("the data have no density", "choose data that are not points")
    case .mixture where scene.density is GaussianMixture: nil
    case .mixture: ("the data are no mixture of Gaussians", "choose \"gmm\" or a curve as data")
    case .smooth where scene.density.isSmooth: nil
    case .smooth:
      ("the data have edges or are points", "choose data with a score of their own")
    case .observation where scene.observation != nil: nil
    case .observation:
      (
        "the scene has no observation",
        "add \"observation\": {\"matrix\": [[1, 0]], \"value\": [2], \"noise\": 0.5}"
      )
    case .unknown where scene.observation?.unknown == nil:
      (
        "the observation has none",
        "set observation.unknown to \"gain\" or \"angle\" in place of observation.value"
      )
    case .unknown where OperatorLikelihood.isLarge(scene):
      (
        "the data have too many components for so many measurements",
        "choose data of fewer components or a smaller observation.count"
      )
    case .unknown: nil
    case .composite where scene.density is PenalizedGaussian: nil
    case .composite:
      (
        "the data are not split into f and g",
        "choose \"laplace\" as data, outside of a mixture or transform"
      )
    case .mirror where scene.density is any MirrorDensity: nil
    case .mirror:
      (
        "the data have no mirror map",
        "choose \"simplex\", \"quadrant\" or \"ball\" as data, outside of a mixture or transform"
      )
    }
  }
}

/// Families of methods, in the order of the picker.
public enum MethodFamily: String, CaseIterable, Sendable {
  case forward
  case reverseSDE = "reverse SDE"
  case probabilityFlow = "probability flow"
  case langevin = "Langevin"
  case annealed = "annealed"
  case inverse = "inverse problems"
  case measurements = "measurements"
  case density = "density"
  case generative = "other generative models"

  /// How methods of the family move through noise levels.
  public var course: MethodCourse {
    switch self {
    case .forward: .forward
    case .reverseSDE, .probabilityFlow: .reverse
    case .langevin, .density, .generative: .chain
    case .annealed, .inverse: .annealed
    case .measurements: .measurements
    }
  }
}

/// How a method moves through noise levels.
public enum MethodCourse: Sendable {
  /// From data to noise along the scene's process.
  case forward
  /// From noise to data along the scene's process.
  case reverse
  /// From noise to data by additive noise, whatever the scene's process is.
  case reverseAdditive
  /// At one level of additive noise.
  case chain
  /// Down a ladder of additive noise levels, several steps at each.
  case annealed
  /// Down a ladder of shares α of noise, K(1 − α, α), several steps at each; the level's time is α.
  case mixing
  /// By measurements that are added up: the levels are 1/√i for i = 1 … m, in units of the noise of one.
  case measurements

  /// Whether the schedule's number of levels counts those at which a method stays, not its steps.
  public var isLadder: Bool {
    switch self {
    case .annealed, .mixing, .measurements: true
    case .forward, .reverse, .reverseAdditive, .chain: false
    }
  }

  /// Whether the method moves through the schedule's levels themselves and not just as many of its own.
  public var takesLevels: Bool { self != .chain && self != .measurements }
}
