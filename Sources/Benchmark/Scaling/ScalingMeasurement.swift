/// What a series costs at each size.
package struct ScalingMeasurement {
  package let series: ScalingSeries
  /// Seconds of a processor for a call, the best of several, in the order of the sizes.
  package let seconds: [Double]
  package let fit: PowerFit

  package init(_ series: ScalingSeries, seconds: [Double]) {
    self.series = series
    self.seconds = seconds
    fit = PowerFit(sizes: series.sizes.map { Double($0) }, costs: seconds)
  }

  /// Times every size in turn, again and again on one thread, and keeps the best of each.
  ///
  /// - Parameter budget: seconds for each size.
  package init(_ series: ScalingSeries, budget: Double) throws {
    let calls = try series.sizes.map { try series.prepare($0) }
    for call in calls { call() }
    var best = [Double](repeating: .infinity, count: calls.count)
    let clock = ContinuousClock()
    let start = clock.now
    var rounds = 0
    repeat {
      for (index, call) in calls.enumerated() {
        best[index] = min(best[index], Stopwatch.processorSeconds(call))
      }
      rounds += 1
    } while rounds < 5 || (clock.now - start) / .seconds(1) < budget * Double(calls.count)
    self.init(series, seconds: best)
  }

  /// Nanoseconds for one unit at each size.
  package var costs: [Double] {
    zip(series.sizes, seconds).map { size, seconds in
      1e9 * seconds / (Double(size) * series.unitsForSize)
    }
  }
}
