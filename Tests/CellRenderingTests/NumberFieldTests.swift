internal import CellRendering
internal import Testing

struct NumberFieldTests {
  @Test func `fields have their width whatever the number`() {
    let numbers = [
      0, -0.0, 0.0004, -0.0004, 1, -1, 9.9995, 99.9996, 12_345.678, -98_765.4, 1e9, -1e12, 1e300,
      -1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity, .nan,
    ]
    for number in numbers {
      #expect(NumberField.fixed(number, width: 6, places: 3).count == 6, "\(number)")
      #expect(
        NumberField.fixed(number, width: 5, places: 1, isSigned: true).count == 5, "\(number)")
      #expect(NumberField.fixed(number, width: 9, places: 3).count == 9, "\(number)")
      #expect(NumberField.sigma(number).count == 6, "\(number)")
      #expect(NumberField.short(number).count <= 5, "\(number)")
      #expect(NumberField.duration(number).count == 4, "\(number)")
    }
  }

  @Test func `numbers are written as the design says`() {
    #expect(NumberField.sigma(0.823_4) == " 0.823")
    #expect(NumberField.sigma(20.061) == "20.061")
    #expect(NumberField.sigma(0.0084) == "8.4e−3")
    #expect(NumberField.sigma(0.00996) == "1.0e−2")
    #expect(NumberField.sigma(0) == " 0.000")
    #expect(NumberField.fixed(-6.0944, width: 7, places: 3) == " −6.094")
    #expect(NumberField.fixed(1.46, width: 5, places: 1, isSigned: true) == " +1.5")
    #expect(NumberField.fixed(-0.0001, width: 5, places: 3) == "0.000")
    #expect(NumberField.fixed(-11.79, width: 5, places: 2) == "−11.8", "fewer decimals first")
    #expect(NumberField.fixed(123_456, width: 6, places: 3) == "123456")
    #expect(NumberField.fixed(1_234_567, width: 6, places: 3) == "1.23e6")
    #expect(NumberField.fixed(nil, width: 5, places: 3) == "    –")
    #expect(NumberField.fixed(.nan, width: 5, places: 3) == "  NaN")
    #expect(NumberField.grouped(12_400) == "12 400")
    #expect(NumberField.grouped(-1_234_567) == "−1 234 567")
    #expect(NumberField.grouped(999) == "999")
    #expect(NumberField.short(9_100) == "9.1k")
    #expect(NumberField.short(999.7) == "1.0k")
    #expect(NumberField.short(123_456) == "123k")
    #expect(NumberField.duration(0.9) == " 1 s")
    #expect(NumberField.duration(754) == "13 m")
    #expect(NumberField.compact(0.043) == "0.043")
    #expect(NumberField.compact(3) == "3")
    #expect(NumberField.compact(-12.5) == "−12.5")
    #expect(NumberField.compact(0.00004) == "4.0e−5")
  }
}
