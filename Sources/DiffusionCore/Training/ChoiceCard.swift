/// What `diffviz methods` says about a choice of the scene that moves no particle itself: a noising
/// process, a loss, a weighting, what the network predicts.
///
/// The counterpart of `MethodCard`, in the same words.
public struct ChoiceCard: Sendable {
  /// A name of its own among all methods and choices, "hyvarinen-score-matching".
  public var name: String
  /// The name in words.
  public var title: String
  /// What tells it from its family in a few words.
  public var detail: String
  /// What it does and why, in a few sentences for a reader new to it.
  public var idea: String
  public var family: ChoiceFamily
  /// How a scene chooses it, or where the screen shows it: `"training": {"objective": "hyvarinen"}`.
  public var use: String
  /// The rule in Unicode mathematics, a line each.
  public var rule: [String]
  /// What symbols of the rule stand for.
  public var symbols: [MethodSymbol]
  /// The settings that belong to it.
  public var parameters: [Parameter]
  /// What it takes, in words.
  public var needs: [String]
  /// The law or the minimum that it leads to.
  public var law: String
  /// What it is known to get wrong.
  public var failure: String
  public var source: String

  public init(
    name: String, title: String, detail: String, idea: String, family: ChoiceFamily, use: String,
    rule: [String], symbols: [MethodSymbol], parameters: [Parameter] = [], needs: [String] = [],
    law: String, failure: String, source: String
  ) {
    self.name = name
    self.title = title
    self.detail = detail
    self.idea = idea
    self.family = family
    self.use = use
    self.rule = rule
    self.symbols = symbols
    self.parameters = parameters
    self.needs = needs
    self.law = law
    self.failure = failure
    self.source = source
  }
}

/// Families of choices.
public enum ChoiceFamily: String, CaseIterable, Sendable {
  case process, learning
}

/// Every choice there is: the processes, then all that belongs to learning.
///
/// A new process, objective, weighting or prediction brings its card; others have a line here.
public let choiceCatalog: [ChoiceCard] =
  processCatalog.map { $0.choice } + Objective.allCases.map { $0.choice }
  + Weighting.allCases.map { $0.choice } + Prediction.allCases.map { $0.choice }
  + [.noiseLevels, .weightAverage, .finiteSet, .lossFloor, .scoreCurl]

extension MethodSymbol {
  /// The symbols of the losses.
  static let losses: [MethodSymbol] = [
    MethodSymbol("x", "a datum"), MethodSymbol("n", "a pair of standard normal numbers"),
    MethodSymbol("σ", "a noise level"), MethodSymbol("x̃", "the noised datum x + σ n"),
    MethodSymbol("s_θ", "the network's score, with weights θ"),
    MethodSymbol("s", "the exact score ∇ log p_σ of the noised law"),
    MethodSymbol("λ", "the weight of a level, σ² unless `weighting` says otherwise"),
    MethodSymbol("E", "the mean over data, noise and levels"),
  ]

  /// The symbols of a noising process.
  static let processes: [MethodSymbol] = [
    MethodSymbol("X", "a datum on its way to noise"), MethodSymbol("x₀", "the clean datum"),
    MethodSymbol("n", "a pair of standard normal numbers"),
    MethodSymbol("dB", "normal noise of variance dt"),
    MethodSymbol("a", "what is left of the datum"), MethodSymbol("b", "the deviation of the noise"),
  ]
}
