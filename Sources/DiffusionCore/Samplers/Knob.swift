/// A number of a method that a scene, `--set` and the keyboard may change.
public struct Knob<Root>: Sendable {
  public let name: String
  /// The name as rules write it, "τ" for "tau".
  public let symbol: String
  public let range: NumberRange
  /// The default in words: a number, or what it is computed from.
  public let defaultWords: String
  /// What it is, with the rule that it belongs to.
  public let summary: String
  /// The rule that a step size stands in, which tells its convention: "x + τ s + √(2τ) z"; nil for
  /// what is no step size.
  public let stepRule: String?
  /// Whether it counts something, so that only whole numbers have a meaning.
  public let isCount: Bool
  let path: any WritableKeyPath<Root, Double> & Sendable

  /// - Parameters:
  ///   - symbol: the name as rules write it, where that is another one.
  ///   - stepOf: for a step size, the rule that it stands in; the summary goes on with "of" and it.
  public init(
    _ name: String, symbol: String? = nil,
    _ path: any WritableKeyPath<Root, Double> & Sendable, in range: NumberRange,
    default defaultWords: String, _ summary: String, stepOf rule: String? = nil,
    isCount: Bool = false
  ) {
    self.name = name
    self.symbol = symbol ?? name
    self.path = path
    self.range = range
    self.defaultWords = defaultWords
    self.summary = rule.map { "\(summary) of \($0)" } ?? summary
    stepRule = rule
    self.isCount = isCount
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
  /// The rule that a step size stands in; nil for what is no step size.
  public var stepRule: String?

  public var isStepSize: Bool { stepRule != nil }
}
