/// The one dictionary that the header of a `.npy` file holds.
struct PythonDictionary {
  private let bytes: ArraySlice<UInt8>
  private var index: Int
  private(set) var description: String?
  private(set) var isFortran: Bool?
  private(set) var shape: [Int]?

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  mutating func parse() throws(Diagnostic) {
    try expect("{")
    while !accept("}") {
      let key = try text()
      try expect(":")
      switch key {
      case "descr" where description == nil: description = try text()
      case "fortran_order" where isFortran == nil: isFortran = try flag()
      case "shape" where shape == nil: shape = try tuple()
      default:
        throw NumpyHeader.damaged("unexpected key \(HarmlessText.quoted(key)) in its header")
      }
      guard accept(",") else {
        try expect("}")
        break
      }
    }
    skipBlanks()
    guard index == bytes.endIndex else { throw NumpyHeader.damaged("text after its header") }
  }

  private mutating func skipBlanks() {
    while index < bytes.endIndex, [0x20, 0x0a, 0x09, 0x0d].contains(bytes[index]) { index += 1 }
  }

  private mutating func accept(_ word: String) -> Bool {
    skipBlanks()
    guard bytes[index...].starts(with: word.utf8) else { return false }
    index += word.utf8.count
    return true
  }

  private mutating func expect(_ word: String) throws(Diagnostic) {
    guard accept(word) else { throw NumpyHeader.damaged("\(word) is missing in its header") }
  }

  private mutating func text() throws(Diagnostic) -> String {
    skipBlanks()
    let quote = index < bytes.endIndex ? bytes[index] : 0
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      // A list here describes records, which are more than numbers.
      if quote == UInt8(ascii: "[") {
        throw Diagnostic(message: "the .npy file holds records; plain numbers are read")
      }
      throw NumpyHeader.damaged("a quoted word is missing in its header")
    }
    let start = index + 1
    guard let end = bytes[start...].firstIndex(of: quote) else {
      throw NumpyHeader.damaged("a quote is not closed in its header")
    }
    index = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func flag() throws(Diagnostic) -> Bool {
    if accept("True") { return true }
    try expect("False")
    return false
  }

  private mutating func tuple() throws(Diagnostic) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !accept(")") {
      skipBlanks()
      let digits = bytes[index...].prefix { $0 &- 48 < 10 }
      index += digits.count
      _ = accept("L")  // Python 2 writes it after a long number.
      guard let size = Int(String(decoding: digits, as: UTF8.self)), sizes.count < 32 else {
        throw NumpyHeader.damaged("the shape is no list of sizes")
      }
      sizes.append(size)
      guard accept(",") else {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
