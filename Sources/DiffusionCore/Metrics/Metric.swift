/// A number that says how far points are from other points or from a law.
///
/// Adding one: its file, and its line in the catalog. Source: methods.md §14.
public protocol Metric: Sendable {
  /// What it is, for `diffviz metrics --list`.
  static var card: MetricCard { get }
  /// The number; nil where it has no meaning for what is compared.
  static func value(of comparison: Comparison) -> Double?
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

  /// What must be known beside the points.
  public enum Need: String, Sendable {
    case points = "two sets of points"
    case law = "a scene whose law has a density"
    case parts = "a scene that is divided into modes or the like"
    case chain = "the states of a chain, (steps, n, 2)"
  }

  public init(
    name: String, title: String, meaning: String, unit: String, range: String, better: Better,
    needs: Need = .points, hasFloor: Bool = true, limit: Int? = nil, source: String
  ) {
    (self.name, self.title, self.meaning) = (name, title, meaning)
    (self.unit, self.range, self.better) = (unit, range, better)
    (self.needs, self.hasFloor, self.limit, self.source) = (needs, hasFloor, limit, source)
  }
}

/// Points, and what they are held against.
public struct Comparison: Sendable {
  /// What is judged.
  public let points: Points
  /// Other points, or draws of the exact law.
  public let reference: Points
  /// The law that the points should follow, where it is known.
  public let exact: ExactReference?
  /// What the law says of the points; nil without a law that has a density.
  public let statistics: LawStatistics?
  /// The states of the points' chains, step by step; empty where they are not known.
  public let chain: [Points]

  public init(
    _ points: Points, _ reference: Points, exact: ExactReference? = nil, chain: [Points] = []
  ) {
    (self.points, self.reference, self.exact, self.chain) = (points, reference, exact, chain)
    statistics = exact.flatMap { exact in
      exact.isDense
        ? LawStatistics(of: points, under: exact.law, parts: exact.partWeights.count) : nil
    }
  }
}

/// A law that is known exactly, and what is computed of it once for all metrics.
public struct ExactReference: Sendable {
  public let law: any Law
  /// The probability of each part; empty where the law is not divided.
  public let partWeights: [Double]
  /// Whether the law has a density.
  public let isDense: Bool
  /// Its density by quadrature; nil where it has none.
  let quadrature: LawQuadrature?

  public init(_ density: any Density, at level: NoiseLevel) {
    law = density.law(at: level)
    partWeights = density.parts.weights.count > 1 ? density.parts.weights : []
    isDense = density.hasDensity || level.noise > 0
    quadrature = isDense ? LawQuadrature(of: law, density) : nil
  }

  /// Independent draws as points.
  public func sample(count: Int, stream: NoiseStream) -> Points {
    Points(law.sample(count: count, stream: stream))
  }
}
