/// What stands before the values of a `.npy` file: a magic word, a version, and a dictionary in
/// Python's notation.
struct NumpyHeader {
  let element: NumpyArray.Element
  let shape: [Int]
  let isFortran: Bool
  /// Bytes before the first value.
  let length: Int

  /// Reads and checks the header against the whole file.
  init(_ bytes: [UInt8]) throws(Diagnostic) {
    let dictionary = try Self.dictionary(bytes)
    var parser = PythonDictionary(bytes[dictionary])
    try parser.parse()
    guard let description = parser.description, let isFortran = parser.isFortran,
      let shape = parser.shape
    else {
      throw Self.damaged("its header lacks descr, fortran_order or shape")
    }
    guard let element = NumpyArray.Element(rawValue: description) else {
      throw Diagnostic(
        message: "numbers of type \(HarmlessText.quoted(description)); <f2, <f4 and <f8 are read",
        hint: "in Python: numpy.save(file, array.astype(\"<f4\"))")
    }
    let found = bytes.count - dictionary.upperBound
    let wanted = Self.size(of: shape, width: element.width)
    guard wanted == found else {
      let words = wanted.map { "\($0) bytes" } ?? "more than any memory"
      throw Self.damaged(
        "shape \(NumpyArray.words(shape)) of \(description) takes \(words), but \(found) are there")
    }
    self.element = element
    self.shape = shape
    self.isFortran = isFortran
    length = dictionary.upperBound
  }

  /// Bytes of an array; nil beyond all numbers.
  static func size(of shape: [Int], width: Int) -> Int? {
    var size = width
    for count in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: count)
      guard !overflow else { return nil }
      size = product
    }
    return size
  }

  /// Where the dictionary stands.
  private static func dictionary(_ bytes: [UInt8]) throws(Diagnostic) -> Range<Int> {
    guard NumpyArray.isMagic(bytes) else {
      let isZip = bytes.starts(with: "PK".utf8)
      throw Diagnostic(
        message: bytes.isEmpty ? "the file is empty" : "this is no .npy file",
        hint: isZip ? "it is a .npz archive: save one array with numpy.save" : nil)
    }
    guard bytes.count >= 8 else { throw damaged("it is cut") }
    guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw damaged("version \(bytes[6]).\(bytes[7]); 1.0 to 3.0 are read")
    }
    let width = bytes[6] == 1 ? 2 : 4
    guard bytes.count >= 8 + width else { throw damaged("it is cut") }
    let length = Int(LittleEndian.integer(bytes, at: 8, width: width))
    guard length <= bytes.count - 8 - width else { throw damaged("it is cut inside its header") }
    guard length <= 1 << 16 else { throw damaged("its header is longer than 64 KiB") }
    return 8 + width..<8 + width + length
  }

  static func damaged(_ message: String) -> Diagnostic {
    Diagnostic(message: "the .npy file is damaged: \(message)")
  }

  /// The header of a version 1.0 file, so long that the values begin at a multiple of 64.
  static func bytes(_ element: NumpyArray.Element, _ shape: [Int]) -> [UInt8] {
    let words = NumpyArray.words(shape)
    var text = "{'descr': '\(element.rawValue)', 'fortran_order': False, 'shape': \(words), }"
    let length = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    LittleEndian.append(UInt16(text.utf8.count), to: &bytes)
    return bytes + Array(text.utf8)
  }
}
