internal import Glibc

/// Numbers as text and back, the same under every locale.
public enum NumberText {
  /// The number that a decimal text names: sign, digits with a point, exponent.
  ///
  /// `.5`, `5.` and `+1` are read; `nan`, `inf`, hexadecimal and decimal commas are not (nil). Beyond the largest number
  /// the result is infinite.
  public static func parse(_ text: some StringProtocol) -> Double? {
    parse(Array(text.utf8)[...])
  }

  /// As `parse(_:)` for a String, on bytes.
  package static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
    guard let number = DecimalNumber(bytes) else { return nil }
    return number.value ?? Double(String(decoding: bytes, as: UTF8.self))
  }

  /// The shortest decimal that reads back as the same number: "0.1", "5", "1e-05".
  public static func shortest(_ value: Double) -> String { withoutZero(value.description) }

  /// The shortest decimal that reads back as the same Float.
  public static func shortest(_ value: Float) -> String { withoutZero(value.description) }

  /// Seventeen significant digits, as C's `%.17g`.
  public static func digits17(_ value: Double) -> String { format("%.17g", [value]) }

  /// A fixed number of decimals, as C's `%.4f`.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    format("%.*f", [Int32(decimals), value])
  }

  private static func withoutZero(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func format(_ format: String, _ arguments: [any CVarArg]) -> String {
    // The longest: −1.8e308 in full with its decimals.
    var buffer = [CChar](repeating: 0, count: 512)
    let length = withVaList(arguments) { vsnprintf(&buffer, buffer.count, format, $0) }
    return point(
      buffer.prefix(max(0, min(Int(length), buffer.count - 1))).map(UInt8.init(bitPattern:)))
  }

  /// A formatted number with a point, whatever the locale's decimal sign is (perhaps several bytes).
  package static func point(_ formatted: [UInt8]) -> String {
    var result: [UInt8] = []
    for byte in formatted {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        result.append(byte)
      default: if result.last != UInt8(ascii: ".") { result.append(UInt8(ascii: ".")) }
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// The parts of a decimal text.
struct DecimalNumber {
  private var isNegative = false
  /// All digits as one whole number; meaningful while `digits` ≤ 18.
  private var mantissa: UInt64 = 0
  private var digits = 0
  private var exponent = 0

  /// Reads a whole slice; nil if it is no decimal number.
  init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    let whole = takeDigits(&rest)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = takeDigits(&rest)
    }
    guard whole + fraction > 0 else { return nil }
    exponent = -fraction
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      guard let written = Self.takeExponent(&rest) else { return nil }
      exponent += written
    }
    guard rest.isEmpty else { return nil }
  }

  /// The value where it follows exactly without a search: the mantissa is below 2⁵³ and the power of
  /// ten at most 10²², so that one correctly rounded operation gives the nearest number.
  ///
  /// Source: Clinger, "How to Read Floating Point Numbers Accurately" (1990), the fast path.
  var value: Double? {
    guard digits <= 18, mantissa <= 1 << 53, abs(exponent) < Self.powersOfTen.count else {
      return nil
    }
    let scale = Self.powersOfTen[abs(exponent)]
    let magnitude = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
    return isNegative ? -magnitude : magnitude
  }

  private mutating func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
    var count = 0
    while let byte = rest.first, byte &- 48 < 10 {
      if digits < 19 { mantissa = mantissa &* 10 &+ UInt64(byte &- 48) }
      if mantissa > 0 { digits += 1 }
      count += 1
      rest = rest.dropFirst()
    }
    return count
  }

  private static func takeExponent(_ rest: inout ArraySlice<UInt8>) -> Int? {
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return nil }
    var value = 0
    while let byte = rest.first, byte &- 48 < 10 {
      value = min(value * 10 + Int(byte &- 48), 100_000)
      rest = rest.dropFirst()
    }
    return isNegative ? -value : value
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
