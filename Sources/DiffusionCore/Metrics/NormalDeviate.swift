/// The normal deviate that is as improbable as a value of Student's law.
///
/// √(ν log(1 + t²/ν)) (8ν + 1)/(8ν + 3), with the sign of t: good to 0.05 from three degrees of freedom
/// on, however far t is. Source: Wallace 1959.
public func normalDeviate(student t: Double, degrees: Double) -> Double {
  let square = degrees * Elementary.log1p(t * t / degrees)
  let deviate = square.squareRoot() * (8 * degrees + 1) / (8 * degrees + 3)
  return t < 0 ? -deviate : deviate
}

/// The z with Φ(−z) = p, given log p < 0: also where p underflows.
func upperNormalDeviate(logProbability: Double) -> Double {
  // Φ(−z) ≤ e^{−z²/2} above 0.
  var (low, high) = (-10.0, 1 + (-2 * min(0, logProbability)).squareRoot())
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if Elementary.logNormalCDF(-middle) > logProbability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
