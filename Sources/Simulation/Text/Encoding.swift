/// Encodings of text.
enum Encoding {
  /// The name of a text's encoding, if its first four bytes show that it is not UTF-8.
  static func wideName(_ start: ArraySlice<UInt8>) -> String? {
    let bytes = Array(start)
    if bytes == [0xff, 0xfe, 0, 0] || bytes == [0, 0, 0xfe, 0xff] { return "UTF-32" }
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return "UTF-16" }
    guard bytes.count >= 2 else { return nil }
    // Text begins with an ASCII character, so a zero byte beside it tells the width.
    if (bytes[0] == 0) != (bytes[1] == 0) {
      let isFourWide = bytes.count == 4 && bytes[2] == 0 && (bytes[1] == 0) == (bytes[0] != 0)
      return isFourWide && bytes[3] == 0 ? "UTF-32" : "UTF-16"
    }
    return bytes.count == 4 && bytes.prefix(3) == [0, 0, 0] && bytes[3] != 0 ? "UTF-32" : nil
  }
}
