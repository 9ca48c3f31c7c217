internal import DiffusionCore

/// Numbers in fields of a fixed width, the same under every locale.
package enum NumberField {
  /// A number with fixed decimals, right-aligned; where it is too wide for the field with fewer of
  /// them, and else in exponent form.
  ///
  /// A plus is written where `isSigned`; nil is a dash.
  package static func fixed(
    _ value: Double?, width: Int, places: Int, isSigned: Bool = false
  ) -> String {
    guard let value else { return right("–", width) }
    let sign = value < 0 ? "−" : isSigned ? "+" : ""
    guard value.isFinite else { return right(value.isNaN ? "NaN" : sign + "inf", width) }
    for places in stride(from: places, through: 0, by: -1) {
      guard let digits = decimal(abs(value), places: places) else { break }
      let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
      let text = (isZero && !isSigned ? "" : sign) + digits
      if text.count <= width { return right(text, width) }
    }
    return right(exponent(value, width: width, sign: sign), width)
  }

  /// Both coordinates with two decimals.
  static func pair(_ point: Vector, width: Int) -> String {
    fixed(point.x, width: width, places: 2) + " " + fixed(point.y, width: width, places: 2)
  }

  /// σ: `%6.3f`, with fewer decimals from 100 on, below 0.01 with an exponent.
  package static func sigma(_ value: Double) -> String {
    guard value.isFinite, value != 0, abs(value) < 0.01 else {
      let size = abs(value)
      return fixed(value, width: 6, places: size < 99.9995 ? 3 : size < 999.995 ? 2 : 1)
    }
    return right(exponent(value, width: 6, sign: value < 0 ? "−" : "", places: 1), 6)
  }

  /// An integer, thousands by a gap: "12 400".
  package static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = value < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(" ") }
      result.append(digit)
    }
    return result
  }

  /// A count in at most five characters: "912", "9.1k", "120k", "1.2M".
  package static func short(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "–" }
    var value = value
    for unit in ["", "k", "M", "G", "T"] {
      if value < 999.5 {
        let isExact = unit.isEmpty || value >= 9.95
        return (decimal(value, places: isExact ? 0 : 1) ?? "–") + unit
      }
      value /= 1000
    }
    return "huge"
  }

  /// Seconds in four characters: " 1 s", "12 m", " 3 h".
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return right("–", 4) }
    if seconds < 99.5 { return right(decimal(seconds, places: 0) ?? "–", 2) + " s" }
    if seconds < 99.5 * 60 { return right(decimal(seconds / 60, places: 0) ?? "–", 2) + " m" }
    if seconds < 99.5 * 3600 { return right(decimal(seconds / 3600, places: 0) ?? "–", 2) + " h" }
    return ">4 d"
  }

  /// A number with three significant digits, without trailing zeros: "0.043", "3", "12.5", "4e−5".
  package static func compact(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−inf" : "inf" }
    guard value != 0 else { return "0" }
    let magnitude = abs(value)
    let sign = value < 0 ? "−" : ""
    guard magnitude >= 0.000_95, magnitude < 99_999.5 else {
      return exponent(value, width: 8, sign: sign, places: 1)
    }
    let places = magnitude < 0.0995 ? (magnitude < 0.00995 ? 4 : 3) : magnitude < 99.5 ? 2 : 0
    var digits = decimal(magnitude, places: places) ?? "0"
    if digits.contains(".") {
      while digits.last == "0" { digits.removeLast() }
      if digits.last == "." { digits.removeLast() }
    }
    return sign + digits
  }

  /// A finite number ≥ 0 with fixed decimals; nil where it has more digits than a Double knows.
  static func decimal(_ value: Double, places: Int) -> String? {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard scaled < 9e15 else { return nil }
    let digits = String(Int64(scaled))
    guard places > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Exponent form with as many decimals as fit; `#` where not even one digit does.
  private static func exponent(
    _ value: Double, width: Int, sign: String, places: Int = 3
  ) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var power = Int(decimalLogarithm(abs(value)).rounded(.down))
    for places in stride(from: places, through: 0, by: -1) {
      var mantissa = scaled(abs(value), by: -power)
      var digits = decimal(mantissa, places: places) ?? ""
      // The logarithm or the rounding may have gone one decade too far.
      if digits.hasPrefix("10") { power += 1 }
      if digits.hasPrefix("0") { power -= 1 }
      mantissa = scaled(abs(value), by: -power)
      digits = decimal(mantissa, places: places) ?? ""
      let text = sign + digits + "e" + (power < 0 ? "−" : "") + String(abs(power))
      if text.count <= width { return text }
    }
    return String(repeating: "#", count: width)
  }

  /// value · 10^power in two steps, so that 10^power itself stays finite.
  private static func scaled(_ value: Double, by power: Int) -> Double {
    let half = power / 2
    return value * CellRendering.power(10, Double(half))
      * CellRendering.power(10, Double(power - half))
  }
}
