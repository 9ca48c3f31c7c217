internal import DiffusionKernels

/// A Gaussian mixture in the plane, prepared in Float32 for batches of particles.
///
/// p(x) = Σₖ wₖ N(x; μₖ, Pₖ⁻¹) with full 2×2 precisions Pₖ. The sums run over the components in
/// order with the greatest exponent seen so far subtracted, so that a particle far from every
/// component is ruled by the nearest; terms below 2⁻⁸⁶ of the greatest are left out.
public struct MixtureKernel: Sendable, Equatable {
  /// The number of components.
  public let count: Int
  /// Whether every precision is a multiple of the identity, which is computed faster.
  public let isIsotropic: Bool
  /// One run of `count` numbers for each `Column`, in order.
  private let parameters: [Float]

  /// What is kept of each component.
  package enum Column: Int, CaseIterable {
    case meanX, meanY, precisionXX, precisionXY, precisionYY
    /// −½ log₂e of `precisionXX`.
    case half
    /// (ln wₖ + ½ ln det Pₖ − ln 2π) log₂e.
    case logWeight
  }

  /// - Parameters:
  ///   - means: μₖ.
  ///   - covariances: Pₖ⁻¹, positive definite.
  ///   - weights: wₖ > 0, not necessarily normalised.
  /// - Precondition: all are equally long, at least one component.
  public init(means: [Vector], covariances: [SymmetricMatrix], weights: [Double]) {
    self.init(
      means: means, precisions: covariances.map(\.inverse),
      logWeights: zip(weights, covariances).map { weight, covariance in
        Elementary.log(weight) - 0.5 * Elementary.log(covariance.determinant)
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
    count = means.count
    isIsotropic = precisions.allSatisfy { Float($0.xx) == Float($0.yy) && Float($0.xy) == 0 }
    parameters = Column.allCases.flatMap { column in
      switch column {
      case .meanX: means.map { Float($0.x) }
      case .meanY: means.map { Float($0.y) }
      case .precisionXX: precisions.map { Float($0.xx) }
      case .precisionXY: precisions.map { Float($0.xy) }
      case .precisionYY: precisions.map { Float($0.yy) }
      case .half: precisions.map { Float(-0.5 * Self.binary * $0.xx) }
      case .logWeight: logWeights.map { Float(Self.binary * $0) }
      }
    }
  }

  /// log₂e: the kernels take binary exponents, for which 2ˣ needs no reduction.
  private static let binary = 1.4426950408889634

  /// A number of component `k`.
  package func parameter(_ column: Column, _ k: Int) -> Float {
    parameters[column.rawValue * count + k]
  }

  /// ∇ log p = Σₖ rₖ Pₖ (μₖ − x) at every particle.
  public func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>,
    path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count == scoreX.count && x.count == scoreY.count)
    withKernelMixture { mixture in
      path.kernels.mixture_scores(&mixture, x.count, x.base, y.base, scoreX.base, scoreY.base)
    }
  }

  /// log p at every particle.
  public func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>, path: KernelPath = .best
  ) {
    precondition(x.count == y.count && x.count == result.count)
    withKernelMixture { mixture in
      path.kernels.mixture_log_densities(&mixture, x.count, x.base, y.base, result.base)
    }
  }

  /// The mean over the particles of each component's responsibility rₖ; zeros without particles.
  public func meanResponsibilities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>, path: KernelPath = .best
  ) -> [Double] {
    precondition(x.count == y.count)
    var sums = [Double](repeating: 0, count: count)
    withKernelMixture { mixture in
      for block in 0..<NoiseStream.blocks(in: x.count) {
        let range = NoiseStream.range(ofBlock: block, count: x.count)
        path.kernels.mixture_add_responsibilities(
          &mixture, range.count, x.base + range.lowerBound, y.base + range.lowerBound, &sums)
      }
    }
    return x.isEmpty ? sums : sums.map { $0 / Double(x.count) }
  }

  /// The mixture as the kernels take it.
  private func withKernelMixture(_ body: (inout diffusion_mixture) -> Void) {
    parameters.withUnsafeBufferPointer { parameters in
      func column(_ column: Column) -> UnsafePointer<Float> {
        parameters.base + column.rawValue * count
      }
      var mixture = diffusion_mixture(
        count: count, is_isotropic: isIsotropic ? 1 : 0, mean_x: column(.meanX),
        mean_y: column(.meanY), precision_xx: column(.precisionXX),
        precision_xy: column(.precisionXY), precision_yy: column(.precisionYY),
        half: column(.half), log_weight: column(.logWeight))
      body(&mixture)
    }
  }
}
