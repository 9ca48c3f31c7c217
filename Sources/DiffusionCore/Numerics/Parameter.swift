/// One named setting of a density, process, schedule, sampler or scene: what it means, what it may
/// be, what it is when not given.
///
/// The scene reader, the JSON Schema, `--set`, the tables of README and `diffviz methods` are all
/// made from these, so a parameter is described once.
public struct Parameter: Sendable {
  public var name: String
  public var kind: ParameterKind
  /// The value taken when none is given; nil for one that is required or may be absent.
  public var defaultValue: SettingValue?
  public var isRequired: Bool
  /// One line: meaning, unit, step-size convention.
  public var summary: String

  public init(
    _ name: String, _ kind: ParameterKind, default defaultValue: SettingValue? = nil,
    required: Bool = false, _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.isRequired = required
    self.summary = summary
  }
}

/// The values a parameter may take.
public indirect enum ParameterKind: Sendable {
  case number(NumberRange)
  case integer(ClosedRange<Int>)
  case text
  case flag
  case choice([String])
  case list(of: ParameterKind, count: ClosedRange<Int>)
  case object([Parameter])
  /// An object whose `type` says which parameters it has; a bare string is an object of that type.
  case variant([Variant])
  /// One of two kinds that the value's JSON type tells apart: a number or a list.
  case either(ParameterKind, ParameterKind)
  /// A kind described once under a name, looked up when it is needed, so that it may contain
  /// itself: a mixture's parts are distributions again.
  case named(String, @Sendable () -> ParameterKind)
}

/// One alternative of a variant: the word of its `type` and its parameters.
public struct Variant: Sendable {
  public var name: String
  public var summary: String
  public var parameters: [Parameter]

  public init(name: String, summary: String, parameters: [Parameter]) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
  }
}

/// An interval of real numbers, each end open or closed.
public struct NumberRange: Equatable, Sendable {
  public var lower: Double
  public var upper: Double
  public var includesLower: Bool
  public var includesUpper: Bool

  public init(
    _ lower: Double, _ upper: Double, includesLower: Bool = true, includesUpper: Bool = true
  ) {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
  }

  /// Every finite number.
  public static let any = Self(-.greatestFiniteMagnitude, .greatestFiniteMagnitude)
  /// x > 0.
  public static let positive = Self(0, .greatestFiniteMagnitude, includesLower: false)
  /// x ≥ 0.
  public static let nonNegative = Self(0, .greatestFiniteMagnitude)

  public func contains(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    guard includesLower ? value >= lower : value > lower else { return false }
    return includesUpper ? value <= upper : value < upper
  }

  /// The range in words: "> 0", "0 … 1", "≥ 2".
  public var words: String {
    let hasLower = lower > -.greatestFiniteMagnitude
    let hasUpper = upper < .greatestFiniteMagnitude
    func text(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
    switch (hasLower, hasUpper) {
    case (false, false): return "any number"
    case (true, false): return "\(includesLower ? "≥" : ">") \(text(lower))"
    case (false, true): return "\(includesUpper ? "≤" : "<") \(text(upper))"
    case (true, true):
      let left = includesLower ? "" : "above "
      let right = includesUpper ? "" : "below "
      return "\(left)\(text(lower)) … \(right)\(text(upper))"
    }
  }
}

/// A value of a setting: what JSON can say.
public enum SettingValue: Hashable, Sendable {
  case number(Double)
  case text(String)
  case flag(Bool)
  case list([SettingValue])
  case object(Settings)
}

extension SettingValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(arrayLiteral elements: SettingValue...) { self = .list(elements) }
}

/// Checked settings, in the order of their parameters, defaults filled in.
///
/// The accessors trap on a name or type that the parameter list does not have: whoever reads
/// settings also wrote the list.
public struct Settings: Hashable, Sendable {
  public var entries: [Entry]

  public struct Entry: Hashable, Sendable {
    public var name: String
    public var value: SettingValue

    public init(name: String, value: SettingValue) {
      self.name = name
      self.value = value
    }
  }

  public init(_ entries: [Entry] = []) { self.entries = entries }

  public subscript(name: String) -> SettingValue? {
    get { entries.first { $0.name == name }?.value }
    set {
      entries.removeAll { $0.name == name }
      if let newValue { entries.append(Entry(name: name, value: newValue)) }
    }
  }

  public func contains(_ name: String) -> Bool { self[name] != nil }

  public func number(_ name: String) -> Double {
    guard case .number(let value)? = self[name] else { preconditionFailure("no number \(name)") }
    return value
  }

  public func integer(_ name: String) -> Int { Int(number(name)) }

  public func text(_ name: String) -> String {
    guard case .text(let value)? = self[name] else { preconditionFailure("no text \(name)") }
    return value
  }

  public func flag(_ name: String) -> Bool {
    guard case .flag(let value)? = self[name] else { preconditionFailure("no flag \(name)") }
    return value
  }

  public func object(_ name: String) -> Settings {
    guard case .object(let value)? = self[name] else { preconditionFailure("no object \(name)") }
    return value
  }

  public func list(_ name: String) -> [SettingValue] {
    guard case .list(let value)? = self[name] else { preconditionFailure("no list \(name)") }
    return value
  }

  /// A list of numbers.
  public func numbers(_ name: String) -> [Double] { list(name).map { $0.number } }

  /// A list of two numbers as a vector.
  public func vector(_ name: String) -> Vector {
    let values = numbers(name)
    return Vector(values[0], values[1])
  }

  /// A list of objects.
  public func objects(_ name: String) -> [Settings] { list(name).map { $0.object } }
}

extension SettingValue {
  public var number: Double {
    guard case .number(let value) = self else { preconditionFailure("not a number") }
    return value
  }
  public var object: Settings {
    guard case .object(let value) = self else { preconditionFailure("not an object") }
    return value
  }
  public var list: [SettingValue] {
    guard case .list(let value) = self else { preconditionFailure("not a list") }
    return value
  }
}

/// Settings that are each allowed but do not go together: where, what, and what to do.
public struct SettingError: Error, Equatable {
  /// Names and indices from the object that was read to the value at fault.
  public var path: [PathElement]
  public var message: String
  public var hint: String?

  public enum PathElement: Equatable, Sendable {
    case name(String)
    case index(Int)
  }

  public init(path: [PathElement], message: String, hint: String? = nil) {
    self.path = path
    self.message = message
    self.hint = hint
  }

  /// The same error seen from one object further out.
  public func below(_ element: PathElement) -> SettingError {
    var error = self
    error.path.insert(element, at: 0)
    return error
  }
}
