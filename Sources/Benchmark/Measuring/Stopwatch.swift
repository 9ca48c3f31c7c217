/// Calls a second, over all the time and in the best slice of it.
package struct CallRate {
  package var mean: Double
  /// What the machine does when nothing else holds it up.
  package var best: Double

  package init(mean: Double, best: Double) {
    self.mean = mean
    self.best = best
  }
}

/// Time that passes while something runs.
enum Stopwatch {
  /// Calls again and again until the time is over, in slices of two milliseconds or one call.
  static func rate(seconds: Double, _ body: () -> Void) -> CallRate {
    let slice = 0.002
    let clock = ContinuousClock()
    let start = clock.now
    var calls = 0.0
    var best = 0.0
    var passed = 0.0
    while passed < seconds {
      let begin = passed
      var sliceCalls = 0.0
      repeat {
        body()
        sliceCalls += 1
        passed = (clock.now - start) / .seconds(1)
      } while passed - begin < slice
      calls += sliceCalls
      best = max(best, sliceCalls / (passed - begin))
    }
    return CallRate(mean: calls / passed, best: best)
  }
}
