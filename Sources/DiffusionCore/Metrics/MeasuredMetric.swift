/// A metric's value, beside what it is for exact draws.
public struct MeasuredMetric: Equatable, Sendable {
  public var card: MetricCard
  public var value: Double
  /// nil where there is no exact law to draw from, and for metrics without one.
  public var floor: MetricFloor?

  /// How many deviations of the floor the value lies above it; nil without a floor that varies.
  public var z: Double? {
    guard let floor, floor.deviation > 0 else { return nil }
    return (value - floor.mean) / floor.deviation
  }
}

/// A metric between two exact clouds of the same sizes: what is sampling noise and no error.
public struct MetricFloor: Equatable, Sendable {
  public var mean: Double
  /// The standard deviation over replicates, normalised by R − 1.
  public var deviation: Double
  public var replicates: Int

  /// - Precondition: at least two values.
  init(_ values: [Double]) {
    replicates = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = (square / Double(values.count - 1)).squareRoot()
  }
}

extension Comparison {
  /// Every metric that has a meaning here, in the order of the catalog, with floors where the exact
  /// law is known.
  ///
  /// - Parameters:
  ///   - replicates: pairs of exact clouds, of the sizes of the points and of the reference; with
  ///     fewer than two there are no floors.
  ///   - stream: of these clouds: the same stream gives the same floors on any number of threads.
  public func measure(
    replicates: Int, stream: NoiseStream, parallel: Parallel
  ) -> [MeasuredMetric] {
    let found: [(any Metric.Type, Double)] = metricCatalog.compactMap { metric in
      guard let value = metric.value(of: self), value.isFinite else { return nil }
      return (metric, value)
    }
    let floored = found.filter { $0.0.card.hasFloor }.map { $0.0 }
    let floors = floors(of: floored, replicates: replicates, stream: stream, parallel: parallel)
    return found.map { metric, value in
      let index = floored.firstIndex { $0.card.name == metric.card.name }
      return MeasuredMetric(
        card: metric.card, value: value, floor: index.flatMap { floors.isEmpty ? nil : floors[$0] })
    }
  }

  /// The floor of each metric, nil where some replicate has no value; empty without an exact law.
  private func floors(
    of metrics: [any Metric.Type], replicates: Int, stream: NoiseStream, parallel: Parallel
  ) -> [MetricFloor?] {
    guard let exact, replicates > 1 else { return [] }
    let sizes = (points.count, reference.count)
    var values = [Double](repeating: .nan, count: replicates * metrics.count)
    values.withUnsafeMutableBufferPointer { values in
      nonisolated(unsafe) let values = values
      parallel.forEach(count: replicates) { replicate in
        let pair = stream.child(UInt64(replicate))
        let comparison = Comparison(
          exact.sample(count: sizes.0, stream: pair.child(0)),
          exact.sample(count: sizes.1, stream: pair.child(1)), exact: exact)
        for (index, metric) in metrics.enumerated() {
          values[replicate * metrics.count + index] = metric.value(of: comparison) ?? .nan
        }
      }
    }
    return metrics.indices.map { index in
      let column = (0..<replicates).map { values[$0 * metrics.count + index] }
      return column.allSatisfy { $0.isFinite } ? MetricFloor(column) : nil
    }
  }
}
