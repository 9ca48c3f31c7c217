/// Every metric there is, in the order in which they are told.
///
/// Adding one: its file, and its line here.
public let metricCatalog: [any Metric.Type] = [
  SlicedDistance.self, ExactWasserstein.self, EnergyDistance.self, MeanDiscrepancy.self,
  FrechetDistance.self, GaussianDivergence.self, NeighbourDivergence.self,
  HistogramDivergence.self, Precision.self, Recall.self, ModeWeightError.self,
  ModeCoverage.self, DispersionRatio.self, InceptionScore.self, NegativeLogLikelihood.self,
  LawEntropy.self, LikelihoodGap.self, EffectiveSampleSize.self, ChainConvergence.self,
]
