/// A metric's value, beside what it is for exact draws.
public struct MeasuredMetric: Equatable, Sendable {
  public var card: MetricCard
  public var value: Double
  /// What of the value is nearly normal between exact clouds.
  var normal: Double
  /// The numbers that the value sums up, where the card names them.
  public var details: [Double] = []
  /// nil where there is no exact law to draw from, and for metrics without one.
  public var floor: MetricFloor?

  /// The normal deviate that is as improbable for exact clouds as the value: z > 4 in 3 of 100 000.
  ///
  /// How many deviations of the floor the value lies above its mean, made true to its name: counted
  /// in what of the metric is nearly normal (`MetricCard.Spread`), and from Student's law to the
  /// normal one, for mean and deviation are known from the replicates only. nil without a floor that
  /// varies.
  public var z: Double? { floor?.z(of: normal, count: 1) }
}

/// A metric between two exact clouds of the same sizes: what is sampling noise and no error.
public struct MetricFloor: Equatable, Sendable {
  public var mean: Double
  /// The standard deviation over replicates, normalised by R − 1.
  public var deviation: Double
  public var replicates: Int
  private let normalMean: Double
  private let normalDeviation: Double

  /// - Precondition: at least two samples.
  package init(_ samples: [MetricSample]) {
    replicates = samples.count
    (mean, deviation) = Self.moments(samples.map { $0.value })
    (normalMean, normalDeviation) = Self.moments(samples.map { $0.normal })
  }

  private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (square / Double(values.count - 1)).squareRoot())
  }

  /// The deviate of the mean of so many runs' nearly normal values.
  package func z(of mean: Double, count: Int) -> Double? {
    // What does not vary but by rounding has no deviation.
    guard normalDeviation > 1e-12 * abs(normalMean), mean.isFinite else { return nil }
    let spread = (1 / Double(count) + 1 / Double(replicates)).squareRoot()
    return normalDeviate(
      student: (mean - normalMean) / (normalDeviation * spread), degrees: Double(replicates - 1))
  }
}

extension MeasuredMetric {
  /// The z of the mean of a metric over runs with seeds of their own; nil without a floor that varies.
  ///
  /// mean − floor in units of the floor's deviation times √(1/runs + 1/replicates).
  public static func z(ofMeanOf runs: [MeasuredMetric]) -> Double? {
    runs.first?.floor?.z(
      of: runs.reduce(0) { $0 + $1.normal } / Double(runs.count), count: runs.count)
  }
}

extension Comparison {
  /// Every metric that has a meaning here, in the order of the catalog, and `z_max` of those that
  /// have a z.
  ///
  /// - Parameter floors: of clouds of the same sizes; nil for no floors.
  public func measure(floors: MetricFloors?) -> [MeasuredMetric] {
    let measured: [MeasuredMetric] = metricCatalog.compactMap { metric in
      guard let sample = metric.sample(of: self), sample.value.isFinite else { return nil }
      return MeasuredMetric(
        card: metric.card, value: sample.value, normal: sample.normal,
        details: metric.card.details == nil ? [] : metric.details(of: self),
        floor: floors?[metric.card.name])
    }
    return measured + [CombinedDeviation.measure(measured)].compactMap { $0 }
  }

  /// The same with floors of its own.
  ///
  /// - Parameters:
  ///   - replicates: pairs of exact clouds, of the sizes of the points and of the reference; with
  ///     fewer than two there are no floors.
  ///   - stream: of these clouds: the same stream gives the same floors on any number of threads.
  public func measure(
    replicates: Int, stream: NoiseStream, parallel: Parallel
  ) -> [MeasuredMetric] {
    measure(
      floors: exact.flatMap {
        MetricFloors(
          of: $0, points: points.count, reference: reference.count, replicates: replicates,
          stream: stream, parallel: parallel)
      })
  }
}
