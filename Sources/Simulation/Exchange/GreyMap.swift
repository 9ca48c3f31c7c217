public import DiffusionCore

/// A grey picture of a PGM file, plain (P2) or binary (P5), of 8 or 16 bits.
///
/// Source: netpbm, "PGM format specification": comments run from # to the end of a line, samples of
/// more than 8 bits are two bytes with the higher one first.
public enum GreyMap {
  /// The most pixels that are read.
  static let limit = 1 << 26

  /// The picture of a file, 0 black … 1 white, with at most `resolution` pixels along its longer side.
  ///
  /// - Throws: code 66 for what cannot be opened, 65 for what is no whole picture.
  public static func read(_ path: String, resolution: Int) throws(FailureReport) -> PixelGrid {
    let bytes = try FileInput.read(path)
    do {
      return try picture(bytes).reduced(to: resolution)
    } catch {
      throw FailureReport(error, file: path)
    }
  }

  /// The picture in the bytes of a file, 0 black … 1 white, rows from the top.
  public static func picture(_ bytes: [UInt8]) throws(Diagnostic) -> PixelGrid {
    var reader = GreyMapReader(bytes)
    return try reader.picture()
  }
}

/// Reads a PGM picture from its first byte on.
private struct GreyMapReader {
  private let source: SourceText
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    source = SourceText(bytes)
  }

  mutating func picture() throws(Diagnostic) -> PixelGrid {
    let isPlain = try isPlain()
    index = 2
    let width = try number("the width")
    let height = try number("the height")
    let greatest = try number("the greatest grey")
    guard (1...65535).contains(greatest) else {
      throw finding("the greatest grey is \(greatest); 1 … 65535 are allowed")
    }
    let (count, isTooMany) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !isTooMany, count <= GreyMap.limit else {
      throw finding(
        "\(width) x \(height) pixels; at least 1 and at most \(GreyMap.limit) in all are read")
    }
    let greys =
      isPlain ? try plain(count, greatest) : try binary(count, greatest)
    return PixelGrid(
      rows: (0..<height).map { row in
        greys[row * width..<(row + 1) * width].map { Double($0) / Double(greatest) }
      })
  }

  /// Whether samples are decimal numbers; throws for what is no PGM picture.
  private func isPlain() throws(Diagnostic) -> Bool {
    switch String(decoding: bytes.prefix(2), as: UTF8.self) {
    case "P2": return true
    case "P5": return false
    case let magic:
      let isPicture =
        ["P1", "P3", "P4", "P6", "P7", "BM", "GI"].contains(magic)
        || bytes.starts(with: [0x89, 0x50])
        || bytes.starts(with: [0xff, 0xd8])
      throw Diagnostic(
        message: bytes.isEmpty
          ? "the file is empty"
          : isPicture
            ? "a picture of another format than PGM"
            : "no PGM picture: it begins with "
              + HarmlessText.quoted(magic) + ", not P2 or P5",
        hint: "convert it, for example with: magick picture.png -colorspace gray picture.pgm")
    }
  }

  /// Decimal samples.
  private mutating func plain(_ count: Int, _ greatest: Int) throws(Diagnostic) -> [Int] {
    guard bytes.count - index >= 2 * count - 1 else { throw truncated(found: nil, count) }
    var greys: [Int] = []
    greys.reserveCapacity(count)
    while greys.count < count {
      skipBlanks()
      guard index < bytes.count else { throw truncated(found: greys.count, count) }
      let start = index
      let grey = try number("a grey")
      guard grey <= greatest else {
        index = start
        throw finding("grey \(grey) is above the greatest, \(greatest)")
      }
      greys.append(grey)
    }
    return greys
  }

  /// Bytes after the one blank that ends the header.
  private mutating func binary(_ count: Int, _ greatest: Int) throws(Diagnostic) -> [Int] {
    guard index < bytes.count, Self.isBlank(bytes[index]) else {
      throw finding("a blank is missing after the greatest grey")
    }
    let start = index + 1
    let size = greatest > 255 ? 2 : 1
    let found = (bytes.count - start) / size
    guard found >= count else { throw truncated(found: found, count) }
    var greys = [Int](repeating: 0, count: count)
    for place in 0..<count {
      let at = start + size * place
      let grey = size == 1 ? Int(bytes[at]) : Int(bytes[at]) << 8 | Int(bytes[at + 1])
      guard grey <= greatest else {
        throw Diagnostic(
          message: "byte \(at): grey \(grey) is above the greatest, \(greatest)",
          hint: "raise the greatest grey in the third number of the header")
      }
      greys[place] = grey
    }
    return greys
  }

  private func truncated(found: Int?, _ count: Int) -> Diagnostic {
    Diagnostic(
      message: "the picture is cut off: " + (found.map { "\($0) of " } ?? "fewer than ")
        + "\(count) pixels are there, in \(bytes.count) bytes",
      hint: "write the file again, or correct width and height in its header")
  }

  /// A whole number ≥ 0 after blanks and comments.
  private mutating func number(_ what: String) throws(Diagnostic) -> Int {
    skipBlanks()
    let start = index
    var value = 0
    while index < bytes.count, bytes[index] &- 48 < 10, value < 1 << 40 {
      value = 10 * value + Int(bytes[index] - 48)
      index += 1
    }
    guard index > start, index == bytes.count || Self.isBlank(bytes[index]) || bytes[index] == 0x23
    else {
      index = start
      throw finding(
        start < bytes.count
          ? "expected \(what), a whole number" : "the file ends before \(what)")
    }
    return value
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// Passes over blanks and comments, counting lines.
  private mutating func skipBlanks() {
    var isComment = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") {
        line += 1
        lineStart = index + 1
        isComment = false
      } else if byte == UInt8(ascii: "#") {
        isComment = true
      } else if !isComment, !Self.isBlank(byte) {
        return
      }
      index += 1
    }
  }

  private func finding(_ message: String) -> Diagnostic {
    let place = SourcePosition(line: line, column: index - lineStart + 1, offset: index)
    return Diagnostic(
      position: place, message: message,
      hint: "a PGM picture is P2 or P5, width, height, greatest grey and then the pixels",
      sourceLine: source.excerpt(at: place))
  }
}
