internal import DiffusionCore

/// A way to write a recording: what stands at its start, and the bytes of each frame.
public protocol RecordingFormat: Sendable {
  /// Endings of file names, without the dot.
  static var endings: [String] { get }
  /// What a frame must bring.
  static var content: RecordingContent { get }

  init()
  func opening(_ header: RecordingHeader) -> [UInt8]
  /// One frame; the format may keep nothing from frame to frame.
  func bytes(_ frame: RecordingFrame, _ header: RecordingHeader) -> [UInt8]
}

/// What of a frame a format writes.
public enum RecordingContent: Sendable {
  case lines, ansi, particles
}

/// Every format that recordings are written in.
public let recordingFormats: [any RecordingFormat.Type] = [
  TextFormat.self, CastFormat.self, ParticleFormat.self,
]

/// The text log: two lines of header, and for every frame its stamp and exactly `height` lines.
public struct TextFormat: RecordingFormat {
  public static let endings = ["txt", "log"]
  public static let content = RecordingContent.lines
  static let magic = "# diffviz recording 1"

  public init() {}

  public func opening(_ header: RecordingHeader) -> [UInt8] {
    Array("\(Self.magic)\n# \(JSON.object(header.members).text(.line))\n".utf8)
  }

  public func bytes(_ frame: RecordingFrame, _ header: RecordingHeader) -> [UInt8] {
    var bytes = Array((frame.stamp.line + "\n").utf8)
    for row in 0..<header.height {
      if row < frame.lines.count {
        var line = Array(HarmlessText.line(frame.lines[row]).utf8)
        while line.last == UInt8(ascii: " ") { line.removeLast() }
        bytes += line
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}

/// asciicast version 2, which asciinema plays: a JSON header and one JSON line for each frame.
///
/// Source: docs.asciinema.org, "asciicast v2".
public struct CastFormat: RecordingFormat {
  public static let endings = ["cast"]
  public static let content = RecordingContent.ansi

  public init() {}

  public func opening(_ header: RecordingHeader) -> [UInt8] {
    let facts: JSON = [
      "version": 2, "width": .integer(header.width), "height": .integer(header.height),
      "title": .text("diffviz: \(header.scene), \(header.method), seed \(header.seed)"),
      "env": ["TERM": "xterm-256color"],
    ]
    // The cursor is no part of a frame.
    return Array("\(facts.text(.line))\n[0, \"o\", \"\\u001b[?25l\\u001b[2J\"]\n".utf8)
  }

  public func bytes(_ frame: RecordingFrame, _ header: RecordingHeader) -> [UInt8] {
    let elapsed = frame.stamp.elapsed.isFinite ? max(0, frame.stamp.elapsed) : 0
    // Written by hand: elapsed times keep six decimals, as asciinema writes them.
    let time = NumberText.fixed(elapsed, decimals: 6)
    return Array("[\(time), \"o\", \(JSON.text(frame.ansi).text())]\n".utf8)
  }
}

/// One JSON object a line: the header, then for each frame its stamp, particles and metrics.
public struct ParticleFormat: RecordingFormat {
  public static let endings = ["jsonl"]
  public static let content = RecordingContent.particles
  static let magic = "particles 1"

  public init() {}

  public func opening(_ header: RecordingHeader) -> [UInt8] {
    let magic = JSON.Member("diffviz", .text(Self.magic))
    return Array((JSON.object([magic] + header.members).text(.line) + "\n").utf8)
  }

  public func bytes(_ frame: RecordingFrame, _ header: RecordingHeader) -> [UInt8] {
    let stamp = frame.stamp
    var members: [JSON.Member] = [
      .init("frame", .integer(stamp.frame)), .init("time", .number(stamp.time)),
      .init("sigma", .number(stamp.sigma)), .init("step", .integer(stamp.step)),
      .init("steps", .integer(stamp.steps)), .init("elapsed", .number(stamp.elapsed)),
    ]
    if let digest = stamp.digest {
      members.append(.init("digest", .text(FrameStamp.hexadecimal(digest))))
    }
    if !frame.metrics.isEmpty { members.append(.init("metrics", .object(frame.metrics))) }
    if let cloud = frame.cloud {
      members.append(.init("x", .list(cloud.x.map { .float($0) })))
      members.append(.init("y", .list(cloud.y.map { .float($0) })))
    } else {
      members.append(.init("lines", .list(frame.lines.map { .text($0) })))
    }
    return Array((JSON.object(members).text(.line) + "\n").utf8)
  }
}

extension RecordingHeader {
  /// The header as members of an object.
  var members: [JSON.Member] {
    [
      .init("scene", .text(scene)), .init("width", .integer(width)),
      .init("height", .integer(height)), .init("seed", .integer(Int(clamping: seed))),
      .init("method", .text(method)),
    ] + facts
  }

  /// The header that an object holds.
  init?(_ node: JSONNode) {
    guard let members = node.members, let width = node["width"]?.integer,
      let height = node["height"]?.integer, (0...10_000).contains(width),
      (0...10_000).contains(height)
    else { return nil }
    let known = ["scene", "width", "height", "seed", "method", "diffviz"]
    self.init(
      scene: node["scene"]?.text ?? "", method: node["method"]?.text ?? "",
      seed: UInt64(max(0, node["seed"]?.integer ?? 0)), width: width, height: height,
      facts: members.filter { !known.contains($0.key) }.map { .init($0.key, JSON($0.node)) })
  }
}

extension JSON {
  /// What was read, to be written again.
  init(_ node: JSONNode) {
    switch node.value {
    case .null, .damaged: self = .null
    case .flag(let flag): self = .flag(flag)
    case .number(let number): self = node.integer.map { .integer($0) } ?? .number(number)
    case .text(let text): self = .text(text)
    case .list(let elements): self = .list(elements.map { JSON($0) })
    case .object(let members): self = .object(members.map { .init($0.key, JSON($0.node)) })
    }
  }
}
