/// A Gaussian mixture in the plane, prepared in Float32 for batches of particles.
///
/// p(x) = Σₖ wₖ N(x; μₖ, Pₖ⁻¹) with full 2×2 precisions Pₖ. The sums run over the components in
/// order with the greatest exponent seen so far subtracted, so that a particle far from every
/// component is ruled by the nearest; terms below e⁻⁶⁰ of the greatest are left out.
public struct MixtureKernel: Sendable, Equatable {
  public let meanX: [Float]
  public let meanY: [Float]
  public let precisionXX: [Float]
  public let precisionXY: [Float]
  public let precisionYY: [Float]
  /// ln wₖ + ½ ln det Pₖ − ln 2π.
  public let logWeight: [Float]
  /// Whether every precision is a multiple of the identity, which is computed faster.
  public let isIsotropic: Bool

  /// - Parameters:
  ///   - means: μₖ.
  ///   - covariances: Pₖ⁻¹, positive definite.
  ///   - weights: wₖ > 0, not necessarily normalised.
  /// - Precondition: all are equally long, at least one component.
  public init(means: [Vector], covariances: [SymmetricMatrix], weights: [Double]) {
    self.init(
      means: means, precisions: covariances.map(\.inverse),
      logWeights: zip(weights, covariances).map { weight, covariance in
        PortableMath.logarithm(weight) - 0.5 * PortableMath.logarithm(covariance.determinant)
          - 1.8378770664093453
      })
  }

  /// - Parameters:
  ///   - means: μₖ.
  ///   - precisions: Pₖ.
  ///   - logWeights: ln wₖ + ½ ln det Pₖ − ln 2π.
  /// - Precondition: all are equally long, at least one component.
  public init(means: [Vector], precisions: [SymmetricMatrix], logWeights: [Double]) {
    precondition(means.count == precisions.count && means.count == logWeights.count)
    precondition(!means.isEmpty)
    meanX = means.map { Float($0.x) }
    meanY = means.map { Float($0.y) }
    precisionXX = precisions.map { Float($0.xx) }
    precisionXY = precisions.map { Float($0.xy) }
    precisionYY = precisions.map { Float($0.yy) }
    logWeight = logWeights.map { Float($0) }
    isIsotropic = zip(precisionXX, zip(precisionXY, precisionYY)).allSatisfy { xx, rest in
      rest.0 == 0 && rest.1 == xx
    }
  }

  /// The number of components.
  public var count: Int { meanX.count }

  /// ∇ log p = Σₖ rₖ Pₖ (μₖ − x) at every particle.
  public func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count == scoreX.count && x.count == scoreY.count)
    PlainMixture(self).scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
  }

  /// log p at every particle.
  public func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>, path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count == result.count)
    PlainMixture(self).logDensities(x: x, y: y, into: result)
  }

  /// The mean over the particles of each component's responsibility rₖ; zeros without particles.
  public func meanResponsibilities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>, path: KernelPath = .best
  ) -> [Double] {
    precondition(x.count == y.count)
    var sums = [Double](repeating: 0, count: count)
    for block in 0..<NoiseStream.blocks(in: x.count) {
      let range = NoiseStream.range(ofBlock: block, count: x.count)
      PlainMixture(self).addResponsibilities(
        x: x.extracting(range), y: y.extracting(range), to: &sums)
    }
    return x.isEmpty ? sums : sums.map { $0 / Double(x.count) }
  }
}
