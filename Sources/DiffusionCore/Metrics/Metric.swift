/// A number that says how far points are from other points or from a law.
///
/// Adding one: its file, and its line in the catalog. Source: methods.md §14.
public protocol Metric: Sendable {
  /// What it is, for `diffviz metrics --list`.
  static var card: MetricCard { get }
  /// The number; nil where it has no meaning for what is compared.
  static func value(of comparison: Comparison) -> Double?
  /// The number, with what of it is nearly normal between exact clouds.
  static func sample(of comparison: Comparison) -> MetricSample?
  /// The numbers that it sums up, named by the card's `details`; empty where there are none.
  static func details(of comparison: Comparison) -> [Double]
}

extension Metric {
  public static func sample(of comparison: Comparison) -> MetricSample? {
    value(of: comparison).map { sample($0) }
  }

  /// A value of the metric that was worked out elsewhere.
  public static func sample(_ value: Double) -> MetricSample {
    MetricSample(value: value, normal: card.spread.normal(value))
  }

  public static func details(of comparison: Comparison) -> [Double] { [] }
}

/// A metric's number, and a function of it that is nearly normal between exact clouds.
public struct MetricSample: Equatable, Sendable {
  public var value: Double
  /// Grows with the value.
  public var normal: Double
}

/// What a metric says of itself.
public struct MetricCard: Equatable, Sendable {
  /// As in JSON: snake case.
  public var name: String
  /// As in a table, for a reader.
  public var title: String
  /// What it computes.
  public var meaning: String
  /// Such as "plane", for the units of the plane, "nats" or "share".
  public var unit: String
  public var range: String
  public var better: Better
  public var needs: Need
  /// Whether the same number between two exact clouds says what part of it is sampling noise.
  public var hasFloor: Bool
  /// The most points of either side that are looked at, the first ones; nil for all.
  public var limit: Int?
  /// What `details` are called in JSON; nil where there are none.
  public var details: String?
  /// How the number varies between exact clouds.
  public var spread: Spread
  /// Whether `z_max` looks at it: not where it repeats another one.
  public var isScreened: Bool
  public var source: String

  /// Which way is better.
  public enum Better: String, Sendable {
    case lower, higher
    /// A law has a value of its own: neither more nor less is right.
    case floor = "at its floor"
    case one = "at 1"
    /// No judgement: a fact to hold others against.
    case neither = "neither"
  }

  /// What of the number is nearly normal between exact clouds: chosen by the tails of thousands of
  /// exact clouds (MetricCalibrationTests).
  public enum Spread: Equatable, Sendable {
    /// A power of it: 1 for a mean over many points, 1/3 for a sum of squares of what is normal (Wilson
    /// and Hilferty 1931), 2/3 for the root of such a sum.
    case power(Double)
    /// Its logarithm: for a sum of squares of which few weigh most.
    case logarithm
    /// Minus a power of what is missing to 1: for shares near 1.
    case missing(power: Double)

    func normal(_ value: Double) -> Double {
      switch self {
      case .power(1): value
      case .power(let power): Self.power(value, power)
      case .logarithm: Elementary.log(max(value, .leastNormalMagnitude))
      case .missing(let power): -Self.power(1 - value, power)
      }
    }

    private static func power(_ value: Double, _ power: Double) -> Double {
      value > 0 ? Elementary.pow(value, power) : 0
    }
  }

  /// What must be known beside the points.
  public enum Need: String, Sendable {
    case points = "two sets of points"
    case law = "a scene whose law has a density"
    case parts = "a scene that is divided into modes or the like"
    case chain = "the states of a chain, (steps, n, 2), or a run of one"
    case run = "a run of a method"
    case acceptance = "a run of a method that may refuse a proposal"
    case score = "a run of a method that a learned or empirical score moves"
    case flow = "a run of a method that a score moves, on data with a smooth density"
    case prior = "a run of a reverse method from its prior"
    case floors = "floors of other metrics"
  }

  public init(
    name: String, title: String, meaning: String, unit: String, range: String, better: Better,
    needs: Need = .points, hasFloor: Bool = true, limit: Int? = nil, details: String? = nil,
    spread: Spread = .power(1), isScreened: Bool = true, source: String
  ) {
    (self.name, self.title, self.meaning) = (name, title, meaning)
    (self.unit, self.range, self.better) = (unit, range, better)
    (self.needs, self.hasFloor, self.limit, self.source) = (needs, hasFloor, limit, source)
    (self.details, self.spread, self.isScreened) = (details, spread, isScreened)
  }
}
