import Glibc

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

  /// Processor time for one call: what other programs do meanwhile is not in it.
  ///
  /// - Returns: seconds, a mean over calls for two milliseconds or one call.
  static func processorSeconds(_ body: () -> Void) -> Double {
    let start = processorTime()
    var calls = 0.0
    var passed = 0.0
    repeat {
      body()
      calls += 1
      passed = processorTime() - start
    } while passed < 0.002
    return passed / calls
  }

  /// Seconds that this process has computed, on all threads.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
