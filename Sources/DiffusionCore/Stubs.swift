extension GaussianMixture {
  public init(points: [Vector]) { self.init(points.map { .init(mean: $0, covariance: .zero) }) }
}
