internal import DiffusionCore

/// A text log that was read: its frames are found by their places and decoded when they are wanted.
public struct TextRecording: Sendable {
  public let header: RecordingHeader
  /// The stamps of all whole frames.
  public let stamps: [FrameStamp]
  /// Whether the last frame was cut and left out.
  public let isCut: Bool
  private let bytes: [UInt8]
  /// Where the lines of each frame begin and end.
  private let places: [Range<Int>]

  /// Reads a text log.
  ///
  /// A cut last frame is left out; other damage is an error with its line.
  public init(_ bytes: [UInt8]) throws(Diagnostic) {
    var scanner = LineScanner(bytes)
    guard let magic = scanner.next(), magic.isWhole, scanner.text(magic) == TextFormat.magic else {
      throw scanner.finding(
        "this is no diffviz recording: it does not begin with "
          + "\(HarmlessText.quoted(TextFormat.magic))")
    }
    guard let facts = scanner.next(), facts.isWhole, scanner.text(facts).hasPrefix("# {") else {
      throw scanner.finding("the recording is cut in its header")
    }
    let object = Array(bytes[(facts.range.lowerBound + 2)..<facts.range.upperBound])
    guard let root = try? JSONDocument.read(object).root, let header = RecordingHeader(root) else {
      throw scanner.finding("the header is no JSON object with width and height")
    }
    var stamps: [FrameStamp] = []
    var places: [Range<Int>] = []
    var isCut = false
    while let line = scanner.next() {
      guard line.isWhole else {
        isCut = true
        break
      }
      guard let stamp = FrameStamp(line: scanner.text(line)) else {
        let found = HarmlessText.quoted(scanner.text(line))
        throw scanner.finding("expected a line such as --- frame 17 …, found \(found)")
      }
      guard let place = scanner.skip(lines: header.height) else {
        isCut = true
        break
      }
      stamps.append(stamp)
      places.append(place)
    }
    self.bytes = bytes
    self.header = header
    self.stamps = stamps
    self.places = places
    self.isCut = isCut
  }

  /// Reads a file.
  ///
  /// - Throws: code 66 for what cannot be opened, 65 for what is no recording.
  public static func read(_ path: String) throws(FailureReport) -> TextRecording {
    let bytes = try FileInput.read(path)
    do { return try TextRecording(bytes) } catch { throw FailureReport(error, file: path) }
  }

  public var count: Int { stamps.count }

  /// The lines of a frame, harmless, exactly `header.height` of them.
  public func lines(_ frame: Int) -> [String] {
    bytes[places[frame]].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .prefix(header.height)
      .map { line in
        let isReturned = line.last == UInt8(ascii: "\r")
        return HarmlessText.line(
          String(decoding: isReturned ? line.dropLast() : line, as: UTF8.self))
      }
  }
}

/// Lines of a text, counted from 1.
struct LineScanner {
  struct Line {
    /// Without the line break.
    let range: Range<Int>
    /// Whether a line break ends it.
    let isWhole: Bool
  }

  private let bytes: [UInt8]
  private var index = 0
  private(set) var number = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Line? {
    guard index < bytes.count else { return nil }
    number += 1
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    let end = index
    let isWhole = index < bytes.count
    index += 1
    return Line(range: start..<end, isWhole: isWhole)
  }

  /// Steps over lines; nil if they are not all there with their line breaks.
  mutating func skip(lines count: Int) -> Range<Int>? {
    let start = index
    for _ in 0..<count {
      guard let line = next(), line.isWhole else { return nil }
    }
    return start..<index
  }

  /// A line without a carriage return.
  func text(_ line: Line) -> String {
    let isReturned = bytes[line.range].last == UInt8(ascii: "\r")
    return String(decoding: bytes[line.range].dropLast(isReturned ? 1 : 0), as: UTF8.self)
  }

  /// A finding at the line that was read last.
  func finding(_ message: String) -> Diagnostic {
    Diagnostic(
      position: SourcePosition(line: max(1, number), column: 1, offset: 0), message: message)
  }
}
