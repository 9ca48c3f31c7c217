public import DiffusionCore

/// What a recording says once, at its start.
public struct RecordingHeader: Equatable, Sendable {
  public var scene: String
  public var method: String
  public var seed: UInt64
  /// Size of a frame in columns and rows.
  public var width: Int
  public var height: Int
  /// Further facts, in the order in which they are written.
  public var facts: [JSON.Member]

  public init(
    scene: String, method: String, seed: UInt64, width: Int, height: Int, facts: [JSON.Member] = []
  ) {
    self.scene = HarmlessText.line(scene)
    self.method = HarmlessText.line(method)
    self.seed = seed
    self.width = width
    self.height = height
    self.facts = facts
  }
}

/// Where in a run a frame stands.
public struct FrameStamp: Equatable, Sendable {
  public var frame: Int
  /// Time of the process, and σ; NaN where the stage has none.
  public var time: Double
  public var sigma: Double
  /// Step of the stage, and how many it has.
  public var step: Int
  public var steps: Int
  /// Seconds since the recording began.
  public var elapsed: Double
  /// Digest of the particles, if it is to be recorded.
  public var digest: UInt64?

  public init(
    frame: Int, time: Double, sigma: Double, step: Int, steps: Int, elapsed: Double,
    digest: UInt64? = nil
  ) {
    self.frame = frame
    self.time = time
    self.sigma = sigma
    self.step = step
    self.steps = steps
    self.elapsed = elapsed
    self.digest = digest
  }

  /// The line before a frame in a text log.
  public var line: String {
    let words =
      "--- frame \(frame) time \(Self.text(time, 4)) sigma \(Self.text(sigma, 4)) "
      + "step \(step)/\(steps) elapsed \(Self.text(elapsed, 3))"
    return digest.map { "\(words) digest \(Self.hexadecimal($0))" } ?? words
  }

  /// Reads the line before a frame; nil if it is none.
  public init?(line: some StringProtocol) {
    let words = line.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 11 || words.count == 13, words[0] == "---", words[1] == "frame",
      words[3] == "time", words[5] == "sigma", words[7] == "step", words[9] == "elapsed",
      let frame = Int(words[2]), let time = Self.number(words[4]),
      let sigma = Self.number(words[6]), let elapsed = Self.number(words[10])
    else { return nil }
    let steps = words[8].split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard steps.count == 2, let step = steps[0], let all = steps[1] else { return nil }
    var digest: UInt64?
    if words.count == 13 {
      guard words[11] == "digest", let value = UInt64(words[12], radix: 16) else { return nil }
      digest = value
    }
    self.init(
      frame: frame, time: time, sigma: sigma, step: step, steps: all, elapsed: elapsed,
      digest: digest)
  }

  private static func text(_ value: Double, _ decimals: Int) -> String {
    value.isFinite ? NumberText.fixed(value, decimals: decimals) : "-"
  }

  private static func number(_ text: some StringProtocol) -> Double? {
    text == "-" ? .nan : NumberText.parse(text)
  }

  /// Sixteen digits.
  static func hexadecimal(_ digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// One frame to be recorded; what a format does not need may stay empty.
public struct RecordingFrame: Sendable {
  public var stamp: FrameStamp
  /// The screen as text, for a text log.
  public var lines: [String]
  /// The sequences that draw the screen, or turn the frame recorded before into it, for `.cast`.
  public var ansi: String
  /// For `.jsonl`.
  public var cloud: Cloud?
  public var metrics: [JSON.Member]

  public init(
    stamp: FrameStamp, lines: [String] = [], ansi: String = "", cloud: Cloud? = nil,
    metrics: [JSON.Member] = []
  ) {
    self.stamp = stamp
    self.lines = lines
    self.ansi = ansi
    self.cloud = cloud
    self.metrics = metrics
  }
}
