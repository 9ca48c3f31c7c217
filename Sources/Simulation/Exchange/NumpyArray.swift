/// An array of a `.npy` file: shape and values, the last index running fastest.
///
/// Source: the published format of numpy.lib.format, versions 1.0 to 3.0.
public struct NumpyArray: Equatable, Sendable {
  /// How numbers are stored.
  public enum Element: String, CaseIterable, Sendable {
    case float16 = "<f2"
    case float32 = "<f4"
    case float64 = "<f8"

    var width: Int {
      switch self {
      case .float16: 2
      case .float32: 4
      case .float64: 8
      }
    }
  }

  public var element: Element
  public var shape: [Int]
  /// Every value exactly; the product of `shape` many.
  public var values: [Double]

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Whether bytes begin as a `.npy` file does.
  public static func isMagic(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: magic)
  }

  /// Reads an array.
  ///
  /// The header is checked against the size of the file before anything is allocated.
  ///
  /// - Throws: what is wrong: no such file, a cut or lengthened one, another type of number.
  public init(_ bytes: [UInt8]) throws(Diagnostic) {
    let header = try NumpyHeader(bytes)
    element = header.element
    shape = header.shape
    let stored = Self.stored(bytes, header)
    values = header.isFortran ? Self.reordered(stored, header.shape) : stored
  }

  /// The values in the order of the file.
  private static func stored(_ bytes: [UInt8], _ header: NumpyHeader) -> [Double] {
    let width = header.element.width
    return (0..<(bytes.count - header.length) / width).map { index in
      let bits = LittleEndian.integer(bytes, at: header.length + index * width, width: width)
      return switch header.element {
      case .float16: half(UInt16(truncatingIfNeeded: bits))
      case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case .float64: Double(bitPattern: bits)
      }
    }
  }

  /// The value of an IEEE 754 half.
  private static func half(_ bits: UInt16) -> Double {
    let magnitude: Double =
      switch (bits >> 10 & 31, bits & 1023) {
      case (31, 0): .infinity
      case (31, _): .nan
      case (0, let fraction): Double(fraction) * 0x1p-24
      case (let exponent, let fraction):
        Double(sign: .plus, exponent: Int(exponent) - 25, significand: Double(fraction + 1024))
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }

  /// Values whose first index runs fastest, put in the order whose last does.
  private static func reordered(_ values: [Double], _ shape: [Int]) -> [Double] {
    var strides: [Int] = []
    var stride = 1
    for size in shape {
      strides.append(stride)
      stride *= size
    }
    var index = [Int](repeating: 0, count: shape.count)
    return values.indices.map { _ in
      let offset = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
      return values[offset]
    }
  }

  /// A version 1.0 file of Floats, `<f4`.
  ///
  /// - Precondition: `values` holds the product of `shape` many.
  public static func bytes(shape: [Int], _ values: [Float]) -> [UInt8] {
    precondition(values.count == shape.reduce(1, *))
    var bytes = NumpyHeader.bytes(.float32, shape)
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    LittleEndian.append(values, to: &bytes)
    return bytes
  }

  /// A version 1.0 file of Doubles, `<f8`.
  ///
  /// - Precondition: `values` holds the product of `shape` many.
  public static func bytes(shape: [Int], _ values: [Double]) -> [UInt8] {
    precondition(values.count == shape.reduce(1, *))
    var bytes = NumpyHeader.bytes(.float64, shape)
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    LittleEndian.append(values, to: &bytes)
    return bytes
  }

  /// Reads a file, and refuses another shape (nil stands for any size) and values that are not finite.
  ///
  /// - Throws: code 66 for what cannot be opened, 65 for what is wrong with its contents.
  public static func read(_ path: String, shape: [Int?]) throws(FailureReport) -> NumpyArray {
    let bytes = try FileInput.read(path)
    do {
      let array = try NumpyArray(bytes)
      try array.require(shape: shape)
      try array.requireFinite()
      return array
    } catch {
      throw FailureReport(error, file: path)
    }
  }

  /// Refuses another shape; nil stands for any size.
  public func require(shape wanted: [Int?]) throws(Diagnostic) {
    let fits =
      shape.count == wanted.count
      && zip(shape, wanted).allSatisfy { size, wanted in wanted == nil || size == wanted }
    guard fits else {
      let words = wanted.map { $0.map(String.init) ?? "n" }.joined(separator: ", ")
      throw Diagnostic(message: "expected shape (\(words)), found \(Self.words(shape))")
    }
  }

  /// Refuses NaN and infinities, naming the first by its index.
  public func requireFinite() throws(Diagnostic) {
    guard let place = values.firstIndex(where: { !$0.isFinite }) else { return }
    var rest = place
    var index: [Int] = []
    for size in shape.reversed() {
      index.insert(rest % size, at: 0)
      rest /= size
    }
    throw Diagnostic(
      message: "the value at \(Self.words(index)) is not finite: \(values[place])")
  }

  /// A shape or an index in Python's notation.
  static func words(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }
}
