/// A cloud against an exact law: weights of the parts, likelihood, dispersion.
public struct LawStatistics: Sendable {
  /// Mean responsibility of every part: unbiased for the weights of a mixture (methods.md §14).
  public var partWeights: [Double]
  /// −mean log p, in nats.
  public var negativeLogLikelihood: Double
  /// Mean Σ rₖ Mahalanobisₖ²/2, exactly 1 under the law with deviation 1/√N; nil where the law has none.
  public var dispersion: Double?

  /// - Parameter parts: whether part weights are wanted; they cost one evaluation a particle.
  public init(of cloud: Cloud, under law: any Law, parts: Int) {
    partWeights = .init(repeating: 0, count: parts)
    var logLikelihood = 0.0
    var dispersionSum: Double? = 0
    for i in 0..<cloud.count {
      let point = cloud[i]
      if parts > 0 {
        let shares = law.partProbabilities(at: point)
        for k in 0..<parts { partWeights[k] += shares[k] }
      }
      if let sum = dispersionSum { dispersionSum = law.dispersion(at: point).map { sum + $0 } }
    }
    var logs = [Float](repeating: 0, count: cloud.count)
    cloud.x.withUnsafeBufferPointer { x in
      cloud.y.withUnsafeBufferPointer { y in
        logs.withUnsafeMutableBufferPointer { law.logDensities(x: x, y: y, into: $0) }
      }
    }
    for value in logs { logLikelihood += Double(value) }
    let count = Double(max(1, cloud.count))
    negativeLogLikelihood = -logLikelihood / count
    dispersion = dispersionSum.map { $0 / count }
    for k in partWeights.indices { partWeights[k] /= count }
  }

  /// Half the sum of |found − wanted|: the total variation between two sets of weights.
  public static func totalVariation(_ found: [Double], _ wanted: [Double]) -> Double {
    zip(found, wanted).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }
}
