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
  /// The run that made the points, where there is one.
  public let run: RunFacts?

  public init(
    _ points: Points, _ reference: Points, exact: ExactReference? = nil, chain: [Points] = [],
    run: RunFacts? = nil
  ) {
    (self.points, self.reference, self.exact, self.chain) = (points, reference, exact, chain)
    self.run = run
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
    self.init(density.law(at: level), of: density)
  }

  /// A law that is computed beside the particles, such as one on a grid.
  ///
  /// - Parameter density: the clean one, for its parts and its size.
  public init(_ law: any Law, of density: any Density) {
    self.law = law
    partWeights = density.parts.weights.count > 1 ? density.parts.weights : []
    isDense = density.hasDensity || law.level.noise > 0
    quadrature = isDense ? LawQuadrature(of: law, density) : nil
  }

  /// Independent draws as points.
  public func sample(count: Int, stream: NoiseStream) -> Points {
    Points(law.sample(count: count, stream: stream))
  }
}
