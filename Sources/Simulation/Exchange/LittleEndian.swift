/// Little-endian numbers in bytes.
enum LittleEndian {
  /// The `width` bytes at `offset` as a whole number, least significant first; at most 8.
  static func integer(_ bytes: [UInt8], at offset: Int, width: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in (0..<width).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
    return value
  }

  static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Floats from bytes, four each.
  static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  static func append(_ values: [Float], to bytes: inout [UInt8]) {
    for value in values { append(value.bitPattern, to: &bytes) }
  }

  static func append(_ values: [Double], to bytes: inout [UInt8]) {
    for value in values { append(value.bitPattern, to: &bytes) }
  }
}
