/// Every metric there is, in the order in which they are told.
///
/// Adding one: its file, and its line here.
public let metricCatalog: [any Metric.Type] = [
  SlicedDistance.self, ExactWasserstein.self, EnergyDistance.self, MeanDiscrepancy.self,
  FrechetDistance.self, GaussianDivergence.self, NeighbourDivergence.self,
  HistogramDivergence.self, FokkerPlanckVariation.self, Precision.self, Recall.self,
  ModeWeightError.self, ModeCoverage.self, DispersionRatio.self, InceptionScore.self,
  NegativeLogLikelihood.self, LawEntropy.self, LikelihoodGap.self,
  FlowNegativeLogLikelihood.self, ScoreError.self, ScoreCurl.self, PriorGap.self,
  EffectiveSampleSize.self, ChainConvergence.self, Acceptance.self, ScoreEvaluations.self,
]

/// The cards of all of them, and of what is made from them.
public let metricCards: [MetricCard] = metricCatalog.map { $0.card } + [CombinedDeviation.card]
