/// Every identity that `diffviz selftest` checks, by group and in the order of methods.md.
///
/// Adding one: its file, and its line here.
public let identityCatalog: [Identity] =
  TweedieIdentities.all + DerivativeIdentities.all + ExpectationIdentities.all
  + ScoreMatchingIdentities.all + ProcessIdentities.all + EvolutionIdentities.all
  + LikelihoodIdentities.all + FlowIdentities.all + DetailedBalanceIdentities.all
  + KernelIdentities.all + StepIdentities.all + InverseIdentities.all
  + MeasurementIdentities.all + ProximalIdentities.all + MirrorIdentities.all
  + GaussianIdentities.all + DistanceIdentities.all + ArithmeticIdentities.all
