public import DiffusionCore

/// One metric of a run beside its Monte Carlo floor.
public struct MetricValue: Sendable {
  public var value: Double
  /// The same metric between two exact clouds of the same size.
  public var floor: Double?
}

/// The metrics of a finished run.
///
/// One without a meaning for the scene is nil.
public struct RunReport: Sendable {
  public var slicedW2: MetricValue
  public var energyDistance: MetricValue
  public var modeWeights: [Double]?
  public var modeWeightError: Double?
  public var modesCovered: Int?
  public var dispersionRatio: Double?
  public var precision: Double
  public var recall: Double
  public var negativeLogLikelihood: Double?
  public var frechet: Double

  private static let floorReplicates: UInt64 = 8
  /// Particles that the quadratic metrics look at.
  private static let quadraticLimit = 2000

  /// Compares a cloud with the exact law that it should follow.
  public init(of cloud: Cloud, under law: any Law, density: any Density, seed: UInt64) {
    let streams = NoiseStream(seed: seed, stream: 90)
    let sliced = SlicedWasserstein()
    let reference = law.sample(count: cloud.count, stream: streams.child(0))
    var slicedFloor = 0.0
    var energyFloor = 0.0
    for replicate in 1...Self.floorReplicates {
      let a = law.sample(count: cloud.count, stream: streams.child(2 * replicate))
      let b = law.sample(count: cloud.count, stream: streams.child(2 * replicate + 1))
      slicedFloor += sliced.distance(a, b) / Double(Self.floorReplicates)
      energyFloor +=
        DiffusionCore.energyDistance(a, b, limit: Self.quadraticLimit)
        / Double(Self.floorReplicates)
    }
    slicedW2 = MetricValue(value: sliced.distance(cloud, reference), floor: slicedFloor)
    energyDistance = MetricValue(
      value: DiffusionCore.energyDistance(cloud, reference, limit: Self.quadraticLimit),
      floor: energyFloor)
    let parts = density.parts
    let statistics = LawStatistics(of: cloud, under: law, parts: parts.weights.count)
    if parts.weights.count > 1 {
      let found = statistics.partWeights
      modeWeights = found
      modeWeightError = LawStatistics.totalVariation(found, parts.weights)
      modesCovered = zip(found, parts.weights).count { $0 >= 0.2 * $1 }
    }
    dispersionRatio = statistics.dispersion
    let isDense = density.hasDensity || law.level.noise > 0
    negativeLogLikelihood = isDense ? statistics.negativeLogLikelihood : nil
    (precision, recall) = precisionRecall(
      generated: cloud, real: reference, limit: Self.quadraticLimit)
    frechet = Moments(cloud).frechetSquared(to: Moments(reference))
  }
}

extension Session {
  /// The law that the particles should follow when the course has ended.
  public var target: any Law {
    switch course.card.family.course {
    case .reverse, .annealed: scene.density.law(at: .clean)
    case .forward, .chain: scene.density.law(at: level)
    }
  }
}
