package import DiffusionCore

/// What a series costs at each size.
package struct ScalingMeasurement {
  package let series: ScalingSeries
  /// Seconds a call, the best of several, in the order of the sizes.
  package let seconds: [Double]
  package let fit: PowerFit

  package init(_ series: ScalingSeries, seconds: [Double]) {
    self.series = series
    self.seconds = seconds
    fit = PowerFit(sizes: series.sizes.map { Double($0) }, costs: seconds)
  }

  /// Times every size in turn, again and again, and keeps the best of each.
  ///
  /// - Parameter budget: seconds for each size.
  package init(_ series: ScalingSeries, budget: Double, parallel: Parallel) throws {
    let calls = try series.sizes.map { try series.prepare($0, parallel) }
    for call in calls { call() }
    var best = [Double](repeating: .infinity, count: calls.count)
    let clock = ContinuousClock()
    let start = clock.now
    var rounds = 0
    repeat {
      for (index, call) in calls.enumerated() {
        let rate = Stopwatch.rate(seconds: 0.002, call)
        best[index] = min(best[index], 1 / rate.best)
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
