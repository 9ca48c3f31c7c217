/// Round numbers along an axis: 1, 2 or 5 times a power of ten apart.
package struct Ticks: Equatable, Sendable {
  package var step: Double
  /// Decimals that tell the ticks apart.
  package var places: Int

  /// The smallest round step that is at least `spacing`, > 0.
  package init(spacing: Double) {
    guard spacing.isFinite, spacing > 0 else {
      (step, places) = (1, 0)
      return
    }
    let exponent = decimalLogarithm(spacing).rounded(.down)
    let decade = power(10, exponent)
    step = decade * 10
    places = max(0, -Int(exponent) - 1)
    for factor in [1.0, 2, 5] where factor * decade >= spacing * (1 - 1e-9) {
      step = factor * decade
      places = max(0, -Int(exponent))
      break
    }
  }

  /// The ticks of an interval, at most `limit`.
  package func values(from lower: Double, to upper: Double, limit: Int = 1000) -> [Double] {
    let first = (lower / step).rounded(.up)
    let last = (upper / step).rounded(.down)
    guard first.isFinite, last.isFinite, first <= last, last - first < Double(limit),
      abs(first) < 1e12, abs(last) < 1e12
    else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  /// A tick's number: "−4", "0.25", "2e6".
  package func label(_ value: Double) -> String {
    if abs(value) < step / 2 { return "0" }
    if places > 4 || abs(value) >= 99_999.5 {
      return NumberField.compact(value)
    }
    let digits = NumberField.decimal(abs(value), places: places) ?? "0"
    return value < 0 ? "−" + digits : digits
  }
}
