public import DiffusionCore

/// What warns of a run's errors before they show: gauges with a limit each.
public struct MeterPicture: Equatable, Sendable {
  /// KL(q_T ‖ prior) in nats: how far the process ends from where the method starts; nil for methods
  /// that start from no prior.
  public var priorGap: Double?
  /// The step size over the largest stable one, 1 at the limit; nil where steps have none.
  public var stepShare: Double?
  /// The share of accepted proposals that the method does well with.
  public var advisedAcceptance: AdvisedAcceptance?
  /// What bounds the divergence of the result, part by part; nil for methods it does not apply to.
  public var errors: ErrorShares?

  public init() {}

  /// Three parts of what KL(q ‖ result) is at most, in nats.
  public struct ErrorShares: Equatable, Sendable {
    public var initialisation: Double
    public var score: Double
    public var discretisation: Double

    public init(initialisation: Double, score: Double, discretisation: Double) {
      self.initialisation = initialisation
      self.score = score
      self.discretisation = discretisation
    }

    /// The bound.
    public var total: Double { initialisation + score + discretisation }
  }
}
