/// The floors of all metrics for one exact law and one number of points.
public struct MetricFloors: Sendable {
  private let floors: [(name: String, floor: MetricFloor)]

  /// - Parameters:
  ///   - points: how many are judged, and how many the reference has.
  ///   - replicates: pairs of exact clouds; nil with fewer than two.
  ///   - stream: of these clouds: the same stream gives the same floors on any number of threads.
  public init?(
    of exact: ExactReference, points: Int, reference: Int, replicates: Int, stream: NoiseStream,
    parallel: Parallel
  ) {
    guard replicates > 1 else { return nil }
    let metrics = metricCatalog.filter { $0.card.hasFloor }
    var samples = [MetricSample?](repeating: nil, count: replicates * metrics.count)
    samples.withUnsafeMutableBufferPointer { samples in
      nonisolated(unsafe) let samples = samples
      parallel.forEach(count: replicates) { replicate in
        let pair = stream.child(UInt64(replicate))
        let comparison = Comparison(
          exact.sample(count: points, stream: pair.child(0)),
          exact.sample(count: reference, stream: pair.child(1)), exact: exact)
        for (index, metric) in metrics.enumerated() {
          samples[replicate * metrics.count + index] = metric.sample(of: comparison)
        }
      }
    }
    floors = metrics.indices.compactMap { index in
      let column = (0..<replicates).compactMap { samples[$0 * metrics.count + index] }
      let isWhole = column.count == replicates && column.allSatisfy { $0.value.isFinite }
      return isWhole ? (metrics[index].card.name, MetricFloor(column)) : nil
    }
  }

  /// The floor of a metric; nil where some replicate has no value.
  public subscript(name: String) -> MetricFloor? { floors.first { $0.name == name }?.floor }
}
