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
  /// Numbers of the method's own.
  public var readings: [Reading] = []

  private static let floorReplicates: UInt64 = 8
  /// Of these, how many the energy distance looks at, whose work grows as the square of the cloud.
  private static let energyReplicates: UInt64 = 3
  /// Particles that the energy distance looks at: as a V-statistic it depends on their number.
  private static let energyLimit = 5000
  /// Particles that precision and recall look at.
  private static let neighbourLimit = 2000

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
      guard replicate <= Self.energyReplicates else { continue }
      energyFloor +=
        DiffusionCore.energyDistance(a, b, limit: Self.energyLimit)
        / Double(Self.energyReplicates)
    }
    slicedW2 = MetricValue(value: sliced.distance(cloud, reference), floor: slicedFloor)
    energyDistance = MetricValue(
      value: DiffusionCore.energyDistance(cloud, reference, limit: Self.energyLimit),
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
      generated: cloud, real: reference, limit: Self.neighbourLimit)
    frechet = Moments(cloud).frechetSquared(to: Moments(reference))
  }
}

extension Session {
  /// The law that the particles should follow when the course has ended.
  public var target: any Law {
    if let law = course.sampler.law { return law }
    return switch course.card.course {
    case .reverse, .reverseAdditive, .annealed, .mixing, .measurements:
      course.target.law(at: .clean)
    case .forward, .chain: course.target.law(at: level)
    }
  }

  /// The run's cloud against its law, with what the method has to say of itself.
  public func report() -> RunReport {
    var report = RunReport(of: cloud, under: target, density: course.target, seed: scene.seed)
    report.readings = readings()
    return report
  }
}
