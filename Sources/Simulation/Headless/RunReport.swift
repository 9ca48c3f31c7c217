public import DiffusionCore

/// The metrics of a finished run, and what its method says of itself.
public struct RunReport: Sendable {
  /// Every metric that has a meaning for the run, and `z_max`.
  public var metrics: [MeasuredMetric]
  /// How many particles they look at, the first ones.
  public var points: Int
  /// Numbers of the method's own.
  public var readings: [Reading]

  /// The numbers of `metrics` in `diffviz run --json`.
  public var numbers: [MetricNumber] { metrics.flatMap { $0.numbers(points: points) } }
}

/// Judges runs by their laws: runs with the same law and number of particles share the floors.
public struct RunJudge: Sendable {
  /// What runs with one law are held against.
  public struct Standard: Sendable {
    let exact: ExactReference
    public let floors: MetricFloors?
    /// A few draws, by which the law is known again, and the size of the clouds.
    fileprivate let probe: Cloud
    fileprivate let count: Int
  }

  private let replicates: Int
  private let seed: UInt64
  private let parallel: Parallel
  private var known: [Standard] = []

  /// - Parameters:
  ///   - replicates: pairs of exact clouds for the floors; fewer than two for none.
  ///   - seed: of these clouds.
  public init(replicates: Int, seed: UInt64, parallel: Parallel) {
    (self.replicates, self.seed, self.parallel) = (replicates, seed, parallel)
  }

  /// What a finished run is held against.
  public mutating func standard(for run: HeadlessRun) -> Standard {
    let (law, count) = (run.target, run.points.count)
    let probe = law.sample(count: 64, stream: NoiseStream(seed: 0, stream: 89))
    if let same = known.first(where: { $0.probe == probe && $0.count == count }) { return same }
    let exact = ExactReference(law, of: run.session.course.target)
    let floors = MetricFloors(
      of: exact, points: count, reference: count, replicates: replicates,
      stream: NoiseStream(seed: seed, stream: 90).child(1), parallel: parallel)
    let standard = Standard(exact: exact, floors: floors, probe: probe, count: count)
    known.append(standard)
    return standard
  }
}

extension HeadlessRun {
  /// The metrics of a finished run.
  public func report(against standard: RunJudge.Standard) -> RunReport {
    RunReport(
      metrics: comparison(with: standard.exact).measure(floors: standard.floors),
      points: standard.count, readings: session.readings())
  }
}
