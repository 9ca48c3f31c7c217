extension RandomSource {
  /// A number with the law Gamma(shape, 1), density ∝ x^(shape−1) e^(−x), by rejection.
  ///
  /// Source: Marsaglia & Tsang, A simple method for generating gamma variables, 2000.
  ///
  /// - Precondition: `shape` ≥ 1.
  public mutating func gamma(shape: Double) -> Double {
    precondition(shape >= 1)
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let normal = normal()
      let root = 1 + c * normal
      let uniform = uniform()
      guard root > 0 else { continue }
      let cube = root * root * root
      // log u < z²/2 + d − d v + d log v, with log 0 = −∞.
      let bound = 0.5 * normal * normal + d * (1 - cube + Elementary.log(cube))
      if uniform <= 0 || Elementary.log(uniform) < bound { return d * cube }
    }
  }
}
