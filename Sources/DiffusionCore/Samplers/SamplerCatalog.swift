/// Every method there is, in the order of the picker.
///
/// Adding one: its file, and its line here.
public let samplerCatalog: [any Sampler.Type] = [
  ForwardOU.self,
  ForwardOUEuler.self,
  ReverseSDE.self,
  ExponentialIntegrator.self,
  Ancestral.self,
  VEReverseDiffusion.self,
  VEAncestral.self,
  ErrorDecomposition.self,
  ProbabilityFlow.self,
  ProbabilityFlowHeun.self,
  ProbabilityFlowExponential.self,
  DDIM.self,
  Langevin.self,
  GradientDescent.self,
  NoisyGradientDescent.self,
  MALA.self,
  Metropolis.self,
  Hastings.self,
  LangevinBound.self,
  AnnealedLangevin.self,
  LinearAnnealedLangevin.self,
  NCSN.self,
  DenoisingLangevin.self,
  SingleStepAnnealed.self,
  FokkerPlanck.self,
  FokkerPlanckForward.self,
  FokkerPlanckReverse.self,
  Discriminator.self,
  AffineFlow.self,
  VariationalAutoencoder.self,
]

/// The method of that name, or nil.
public func samplerType(named name: String) -> (any Sampler.Type)? {
  samplerCatalog.first { $0.card.name == name }
}
