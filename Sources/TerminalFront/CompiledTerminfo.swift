internal import CNcurses

/// A terminal description in the compiled form of term(5), with numbers of 32 bits.
///
/// ncurses reads one from the environment variable TERMINFO when that begins with `hex:`, so no
/// file has to be written.
struct CompiledTerminfo: Sendable {
  /// Colour numbers from here on are those of the 256-colour palette; below they are 24 bits of
  /// red, green and blue.
  static let indexedBase = 0x100_0000

  let name: String
  /// Extended booleans that are set.
  var extended: [String] = []
  private var booleans: Set<Int> = []
  private var numbers: [Int: Int32] = [:]
  private var strings: [Int: [UInt8]] = [:]

  init(name: String) { self.name = name }

  mutating func setBoolean(_ name: String) { booleans.insert(Int(nc_boolean_index(name))) }

  mutating func setNumber(_ name: String, _ value: Int) {
    numbers[Int(nc_number_index(name))] = Int32(clamping: value)
  }

  mutating func setString(_ name: String, _ value: String) {
    strings[Int(nc_string_index(name))] = Array(value.utf8)
  }

  /// The header, the name, booleans, numbers, offsets of strings, strings; then the extended
  /// part in the same order.
  var bytes: [UInt8] {
    let names = Array((name + "\0").utf8)
    let booleanCount = (booleans.max() ?? -1) + 1
    let numberCount = (numbers.keys.max() ?? -1) + 1
    let stringCount = (strings.keys.max() ?? -1) + 1
    var offsets: [Int16] = []
    var table: [UInt8] = []
    for index in 0..<stringCount {
      guard let value = strings[index] else {
        offsets.append(-1)
        continue
      }
      offsets.append(Int16(table.count))
      table += value + [0]
    }
    var out = CompiledBytes()
    // 01036, the number that marks the format with numbers of 32 bits.
    for value in [0o1036, names.count, booleanCount, numberCount, stringCount, table.count] {
      out.short(Int16(value))
    }
    out.bytes += names
    out.bytes += (0..<booleanCount).map { booleans.contains($0) ? 1 : 0 }
    out.align()
    for index in 0..<numberCount { out.long(numbers[index] ?? -1) }
    offsets.forEach { out.short($0) }
    out.bytes += table
    out.align()
    appendExtended(to: &out)
    return out.bytes
  }

  private func appendExtended(to out: inout CompiledBytes) {
    guard !extended.isEmpty else { return }
    // ncurses keeps them in the order of their names.
    let sorted = extended.sorted()
    let table: [UInt8] = sorted.flatMap { name -> [UInt8] in Array(name.utf8) + [0] }
    // Booleans, numbers, strings, strings with names, bytes of them.
    for value in [sorted.count, 0, 0, sorted.count, table.count] { out.short(Int16(value)) }
    out.bytes += [UInt8](repeating: 1, count: sorted.count)
    out.align()
    var offset = 0
    for name in sorted {
      out.short(Int16(offset))
      offset += name.utf8.count + 1
    }
    out.bytes += table
  }

  /// As the value of TERMINFO.
  var hexadecimal: String {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.reduce(into: "hex:") { text, byte in
      text.unicodeScalars.append(Unicode.Scalar(digits[Int(byte >> 4)]))
      text.unicodeScalars.append(Unicode.Scalar(digits[Int(byte & 15)]))
    }
  }
}

/// Little-endian numbers, aligned to two bytes.
private struct CompiledBytes {
  var bytes: [UInt8] = []

  mutating func short(_ value: Int16) { append(UInt16(bitPattern: value), count: 2) }
  mutating func long(_ value: Int32) { append(UInt32(bitPattern: value), count: 4) }
  mutating func align() { if bytes.count % 2 == 1 { bytes.append(0) } }

  private mutating func append(_ value: some FixedWidthInteger, count: Int) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }
}
