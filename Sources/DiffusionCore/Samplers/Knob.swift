/// A number of a method that a scene, `--set` and the keyboard may change.
public struct Knob<Root>: Sendable {
  public let name: String
  public let range: NumberRange
  /// The default in words: a number, or what it is computed from.
  public let defaultWords: String
  public let summary: String
  /// Whether it is the step size, which the screen shows with its convention.
  public let isStepSize: Bool
  /// Whether it counts something, so that only whole numbers have a meaning.
  public let isCount: Bool
  let path: any WritableKeyPath<Root, Double> & Sendable

  public init(
    _ name: String, _ path: any WritableKeyPath<Root, Double> & Sendable, in range: NumberRange,
    default defaultWords: String, _ summary: String, isStepSize: Bool = false,
    isCount: Bool = false
  ) {
    self.name = name
    self.path = path
    self.range = range
    self.defaultWords = defaultWords
    self.summary = summary
    self.isStepSize = isStepSize
    self.isCount = isCount
  }

  /// The name as rules write it, "τ" for "tau".
  public var symbol: String { Self.symbol(of: name) }

  /// How rules write the name of a knob.
  package static func symbol(of name: String) -> String {
    let greek = [
      "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "epsilon0": "ε₀",
      "epsilon1": "ε₁", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ",
      "rho": "ρ",
      "sigma": "σ", "sigma0": "σ₀", "phi": "φ", "tau": "τ", "n_c": "n_c",
    ]
    return greek[name] ?? name
  }

  /// What the reader accepts.
  var kind: ParameterKind {
    isCount ? .integer(Int(range.lower)...Int(range.upper)) : .number(range)
  }
}

/// A knob and its value, for a reader.
public struct KnobValue: Sendable {
  public var name: String
  /// The name as rules write it.
  public var symbol: String
  public var value: Double
  public var range: NumberRange
  public var summary: String
  public var isStepSize: Bool
}
