/// Points against an exact law: weights of the parts, likelihood, dispersion.
public struct LawStatistics: Sendable {
  /// Mean responsibility of every part: unbiased for the weights of a mixture (methods.md §14).
  public var partWeights: [Double]
  /// The part that each point belongs to most likely; empty where the law has none.
  public var likeliestParts: [Int] = []
  /// Mean Σ rₖ log rₖ over the parts, in nats: minus the mean entropy of a point's responsibilities.
  public var partCertainty: Double
  /// −mean log p, in nats.
  public var negativeLogLikelihood: Double
  /// Mean Σ rₖ Mahalanobisₖ²/2, exactly 1 under the law with deviation 1/√N; nil where the law has none.
  public var dispersion: Double?

  /// In Float where that is faster.
  ///
  /// - Parameter parts: how many parts the law has, or 0: they cost one evaluation a particle.
  public init(of cloud: Cloud, under law: any Law, parts: Int) {
    var logs = [Float](repeating: 0, count: cloud.count)
    cloud.x.withUnsafeBufferPointer { x in
      cloud.y.withUnsafeBufferPointer { y in
        logs.withUnsafeMutableBufferPointer { law.logDensities(x: x, y: y, into: $0) }
      }
    }
    self.init(
      of: Points(cloud), under: law, parts: parts,
      logDensity: logs.reduce(0.0) { $0 + Double($1) })
  }

  /// In Float64.
  public init(of points: Points, under law: any Law, parts: Int) {
    self.init(
      of: points, under: law, parts: parts,
      logDensity: (0..<points.count).reduce(0.0) {
        $0 + law.evaluate(at: points[$1]).logDensity
      })
  }

  /// - Parameter logDensity: Σ log p.
  private init(of points: Points, under law: any Law, parts: Int, logDensity: Double) {
    partWeights = .init(repeating: 0, count: parts)
    partCertainty = 0
    var dispersionSum: Double? = 0
    for i in 0..<points.count {
      let point = points[i]
      if parts > 0 {
        let shares = law.partProbabilities(at: point)
        likeliestParts.append((0..<parts).max { shares[$0] < shares[$1] } ?? 0)
        for k in 0..<parts {
          partWeights[k] += shares[k]
          if shares[k] > 0 { partCertainty += shares[k] * Elementary.log(shares[k]) }
        }
      }
      if let sum = dispersionSum { dispersionSum = law.dispersion(at: point).map { sum + $0 } }
    }
    let count = Double(max(1, points.count))
    negativeLogLikelihood = -logDensity / count
    dispersion = dispersionSum.map { $0 / count }
    partCertainty /= count
    for k in partWeights.indices { partWeights[k] /= count }
  }

  /// Half the sum of |found − wanted|: the total variation between two sets of weights.
  public static func totalVariation(_ found: [Double], _ wanted: [Double]) -> Double {
    zip(found, wanted).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }
}
