/// What a network learns from: fresh data in every step, or a finite set of them.
public struct TrainingData: Sendable {
  /// The finite set; nil for fresh data.
  public let members: Cloud?
  private let source: any Density
  private let clean: any Law

  public init(_ density: any Density, plan: TrainingPlan) {
    source = density
    clean = density.law(at: .clean)
    members =
      plan.samples > 0
      ? clean.sample(
        count: plan.samples, stream: NoiseStream(seed: plan.seed, stream: 1).child(3)) : nil
  }

  /// The law that data are drawn from: the density, or equal points at the members of the set.
  ///
  /// Its score is what the losses have as their minimum.
  public var density: any Density {
    guard let members else { return source }
    return GaussianMixture(points: (0..<members.count).map { members[$0] })
  }

  func draw(count: Int, stream: NoiseStream) -> Cloud {
    guard let members else { return clean.sample(count: count, stream: stream) }
    var generator = RandomSource(stream)
    var cloud = Cloud(count: count)
    for i in 0..<count {
      let pick = min(members.count - 1, Int(generator.uniform() * Double(members.count)))
      cloud.x[i] = members.x[pick]
      cloud.y[i] = members.y[pick]
    }
    return cloud
  }
}
