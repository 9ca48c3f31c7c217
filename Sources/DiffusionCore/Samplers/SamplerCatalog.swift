/// Every method there is, in the order of the picker.
///
/// Adding one: its file, and its line here.
public let samplerCatalog: [any Sampler.Type] = [
  ForwardOU.self,
  ForwardOUEuler.self,
  ReverseSDE.self,
  ExponentialIntegrator.self,
  Ancestral.self,
  ExactKernel.self,
  VEReverseDiffusion.self,
  VEAncestral.self,
  PredictorCorrector.self,
  ProbabilityFlow.self,
  ProbabilityFlowHeun.self,
  ProbabilityFlowExponential.self,
  DDIM.self,
  FlowLikelihood.self,
  Langevin.self,
  GradientDescent.self,
  NoisyGradientDescent.self,
  PreconditionedLangevin.self,
  ProximalLangevin.self,
  MYULA.self,
  PrimalDualLangevin.self,
  MirrorLangevin.self,
  MALA.self,
  Metropolis.self,
  Hastings.self,
  AnnealedLangevin.self,
  AlphaAnnealedLangevin.self,
  LinearAnnealedLangevin.self,
  NCSN.self,
  DenoisingLangevin.self,
  SingleStepAnnealed.self,
  SequentialDenoising.self,
  MultiMeasurement.self,
  PosteriorReverseSDE.self,
  MAPAscent.self,
  RED.self,
  PnP.self,
  GPnP.self,
  SplitGibbs.self,
  GPnPEM.self,
]

/// The method of that name, or nil.
public func samplerType(named name: String) -> (any Sampler.Type)? {
  samplerCatalog.first { $0.card.name == name }
}
