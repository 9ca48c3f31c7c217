public import DiffusionCore

/// A recording of particles that was read: one JSON object a line, decoded when it is wanted.
public struct ParticleRecording: Sendable {
  public let header: RecordingHeader
  /// Whether the last line was cut and left out.
  public let isCut: Bool
  private let bytes: [UInt8]
  /// The line number and place of each frame.
  private let places: [(line: Int, range: Range<Int>)]

  /// One recorded moment.
  public struct Frame: Sendable {
    public let stamp: FrameStamp
    public let cloud: Cloud
    /// Names and numbers, in the order of the file.
    public let metrics: [JSON.Member]
  }

  /// Finds the frames.
  ///
  /// A cut last line is left out; other damage shows when a frame is wanted.
  public init(_ bytes: [UInt8]) throws(Diagnostic) {
    var scanner = LineScanner(bytes)
    guard let first = scanner.next(), first.isWhole,
      let root = try? JSONDocument.read(Array(bytes[first.range])).root,
      root["diffviz"]?.text == ParticleFormat.magic, let header = RecordingHeader(root)
    else {
      throw scanner.finding("this is no diffviz recording of particles")
    }
    var places: [(line: Int, range: Range<Int>)] = []
    var isCut = false
    while let line = scanner.next() {
      if line.isWhole { places.append((scanner.number, line.range)) } else { isCut = true }
    }
    self.header = header
    self.bytes = bytes
    self.places = places
    self.isCut = isCut
  }

  /// Reads a file.
  ///
  /// - Throws: code 66 for what cannot be opened, 65 for what is no recording.
  public static func read(_ path: String) throws(FailureReport) -> ParticleRecording {
    let bytes = try FileInput.read(path)
    do { return try ParticleRecording(bytes) } catch { throw FailureReport(error, file: path) }
  }

  public var count: Int { places.count }

  /// A frame.
  ///
  /// - Throws: what is wrong with its line.
  public func frame(_ index: Int) throws(Diagnostic) -> Frame {
    let (line, range) = places[index]
    let node: JSONNode
    do { node = try JSONDocument.read(Array(bytes[range])).root } catch {
      var finding = error.diagnostics.first ?? Diagnostic(message: "it is no JSON")
      finding.position = finding.position.map {
        SourcePosition(line: line, column: $0.column, offset: range.lowerBound + $0.offset)
      }
      throw finding
    }
    guard let stamp = FrameStamp(node), let x = node["x"]?.list, let y = node["y"]?.list,
      x.count == y.count
    else {
      throw Diagnostic(
        position: SourcePosition(line: line, column: 1, offset: range.lowerBound),
        message: "expected a frame with its number, x and y of one length")
    }
    let metrics = node["metrics"]?.members ?? []
    return Frame(
      stamp: stamp, cloud: Cloud(x: Self.coordinates(x), y: Self.coordinates(y)),
      metrics: metrics.map { .init($0.key, JSON($0.node)) })
  }

  /// A particle that has left the finite numbers is written as null.
  private static func coordinates(_ nodes: [JSONNode]) -> [Float] {
    var values: [Float] = []
    for node in nodes {
      let number = node.number ?? .nan
      values.append(Float(number))
    }
    return values
  }
}

extension FrameStamp {
  /// The stamp that an object holds.
  fileprivate init?(_ node: JSONNode) {
    guard let frame = node["frame"]?.integer else { return nil }
    self.init(
      frame: frame, time: node["time"]?.number ?? .nan, sigma: node["sigma"]?.number ?? .nan,
      step: node["step"]?.integer ?? 0, steps: node["steps"]?.integer ?? 0,
      elapsed: node["elapsed"]?.number ?? .nan,
      digest: node["digest"]?.text.flatMap { UInt64($0, radix: 16) })
  }
}
