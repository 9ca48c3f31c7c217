public import DiffusionCore

/// One point of the plane and what is known about it.
///
/// Values that a law does not have are NaN.
public struct ProbePicture: Equatable, Sendable {
  public var point: Vector
  public var logDensity: Double
  /// E[x₀ | x] under the exact law.
  public var denoised: Vector
  public var exactScore: Vector
  public var learnedScore: Vector?
  /// Cov[x₀ | x] under the exact law; nil where there is no noise to be uncertain about.
  public var posteriorCovariance: SymmetricMatrix?
  /// E[x₀ | x] by Tweedie's formula with the network's score.
  public var learnedDenoised: Vector?
  /// Why there is nothing to know about the point: the law has no density now; nil where it has.
  public var absence: String?
  /// What the parts are called, and P(part | x) for each; empty where the law is not divided.
  public var partName = ""
  public var responsibilities: [Double] = []

  public init(
    point: Vector, logDensity: Double, denoised: Vector, exactScore: Vector, learnedScore: Vector?
  ) {
    self.point = point
    self.logDensity = logDensity
    self.denoised = denoised
    self.exactScore = exactScore
    self.learnedScore = learnedScore
  }
}
