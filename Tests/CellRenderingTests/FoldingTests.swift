internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct FoldingTests {
  private static func text(
    _ width: Int, _ height: Int, frame: Frame? = nil, keys: [KeyHint] = SampleFrames.keys
  ) -> [String] {
    var renderer = Renderer()
    return renderer.render(
      frame ?? SampleFrames.method(particles: 200), keys: keys, width: width, height: height,
      options: RenderOptions()
    ).lines
  }

  /// Without law and network: the words are what is tested.
  private static var plain: Frame {
    var frame = SampleFrames.method(particles: 20)
    (frame.law, frame.learned) = (nil, nil)
    return frame
  }

  private static func has(_ lines: [String], _ words: String) -> Bool {
    lines.contains { $0.contains(words) }
  }

  @Test func `parts leave in the order of the design as the screen gets smaller`() {
    let sizes: [(Int, Int, Set<String>)] = [
      (
        112, 38, ["schedule", "training", "truth", "probe ─", "p(x)", "p(y)", "density 0", "noise"]
      ),
      (111, 38, ["schedule", "training", "truth", "p(x)", "p(y)", "density 0", "noise"]),
      (96, 30, ["schedule", "training", "truth", "p(x)", "p(y)", "density 0", "noise"]),
      (95, 30, ["σ ", "SW2"]), (60, 16, ["σ ", "SW2"]), (59, 16, ["σ "]), (40, 12, ["σ "]),
      (39, 12, ["σ "]), (16, 6, ["σ "]),
    ]
    let all: Set<String> = [
      "schedule", "training", "truth", "probe ─", "p(x)", "p(y)", "density 0", "noise", "SW2",
    ]
    for (width, height, shown) in sizes {
      let lines = Self.text(width, height)
      for word in shown { #expect(Self.has(lines, word), "\(word) at \(width)×\(height)") }
      for word in all.subtracting(shown) where !(word == "SW2" && shown.contains("truth")) {
        #expect(!Self.has(lines, word), "\(word) at \(width)×\(height)")
      }
    }
  }

  @Test func `panels that have nothing to say leave their room to the others`() {
    var frame = SampleFrames.method(particles: 200)
    (frame.training, frame.probe) = (nil, nil)
    frame.truth?.lawWeights = [1]
    frame.truth?.weights = [1]
    frame.truth?.scoreErrors = []
    let lines = Self.text(120, 40, frame: frame)
    for word in ["training", "probe ─", "mode weights", "score error"] {
      #expect(!Self.has(lines, word), "\(word)")
    }
    for word in ["schedule", "truth", "spread", "law at t"] { #expect(Self.has(lines, word)) }
    frame.truth = nil
    let rest = Self.text(120, 40, frame: frame)
    #expect(!Self.has(rest, "truth") && Self.has(rest, "schedule"))
  }

  @Test func `more parts than fit are drawn together and never leave the panel`() {
    for count in [2, 3, 8, 15, 16, 17, 25, 100, 1000] {
      var frame = SampleFrames.method(particles: 200)
      frame.truth?.lawWeights = .init(repeating: 1 / Double(count), count: count)
      frame.truth?.weights = .init(repeating: 1 / Double(count), count: count)
      var renderer = Renderer()
      let buffer = renderer.render(
        frame, keys: SampleFrames.keys, width: 120, height: 40, options: RenderOptions())
      #expect(Self.has(buffer.lines, "mode weights"))
      for row in 1..<39 { #expect(buffer[119, row] == Cell(" "), "\(count) parts, row \(row)") }
      #expect(Self.has(buffer.lines, "a bar") == (count > 16))
    }
  }

  @Test func `the key bar drops whole pairs from the right and help and quit last`() {
    let frame = Self.plain
    for width in 40...130 {
      let row = Self.text(width, 24, frame: frame).last ?? ""
      let pairs = SampleFrames.keys.map { $0.keys + " " + $0.label }
      let shown = pairs.filter { row.contains($0) }
      // Exactly the shown pairs, two blanks apart: nothing is cut.
      #expect(row == " " + shown.joined(separator: "  "))
      #expect(shown.suffix(2) == ["? help", "q quit"])
      #expect(shown.dropLast(2).elementsEqual(pairs.prefix(shown.count - 2)))
    }
  }

  @Test func `the header loses fps then words then the scene and cuts none`() {
    let frame = Self.plain
    for width in stride(from: 130, through: 40, by: -1) {
      let row = Self.text(width, 24, frame: frame).first ?? ""
      #expect(row.count < width)
      for word in row.split(separator: " ") {
        let known = [
          "diffviz", "Eight", "Gaussians", "reverse", "SDE", "·", "learned", "score", "▶",
          "playing", "step", "84/200", "60", "fps", "●", "REC",
        ]
        #expect(known.contains(String(word)), "\(word) at \(width)")
      }
      #expect(row.contains("84/200"))
      if row.contains("60 fps") { #expect(row.contains("playing")) }
      if row.contains("playing") { #expect(row.contains("● REC")) }
    }
  }

  @Test func `each stage is named in the header`() {
    var frame = Self.plain
    let names: [(Stage, Bool, [String])] = [
      (.data, false, ["data", "▮▮ paused"]), (.forward, true, ["forward noising", "▶ playing"]),
      (.learning, true, ["learning", "the cloud waits for the network"]),
      (.method, true, ["reverse SDE", "learned score"]), (.end, false, ["reverse SDE", "▮▮ end"]),
    ]
    for (stage, isPlaying, words) in names {
      (frame.stage, frame.isPlaying) = (stage, isPlaying)
      let header = Self.text(120, 40, frame: frame).first ?? ""
      for word in words { #expect(header.contains(word), "\(word)") }
    }
    frame.isPlaying = false
    frame.digest = 0x0123_4567_89AB_CDEF
    #expect(Self.text(120, 40, frame: frame).first?.contains("#01234567") == true)
    frame.direction = .forward
    #expect(Self.text(120, 40, frame: frame)[38].contains("▶"))
    frame.direction = .reverse
    #expect(Self.text(120, 40, frame: frame)[38].contains("◀"))
  }

  @Test func `steps at one level are a line and no empty chart`() {
    var frame = Self.plain
    frame.training = nil
    let panels = { (frame: Frame) in Self.text(120, 40, frame: frame).map { $0.dropFirst(86) } }
    #expect(panels(frame).contains { $0.contains("└") })
    frame.schedule.sigmas = .init(repeating: 1, count: 201)
    frame.direction = .chain
    #expect(!panels(frame).contains { $0.contains("└") || $0.contains("│") })
    #expect(panels(frame).contains { $0.contains("━●─") })
  }

  @Test func `at the data nothing of the way to noise is done`() {
    var frame = Self.plain
    frame.stage = .data
    frame.schedule.position = 0
    let axis = Self.text(120, 40, frame: frame)[38]
    #expect(axis.contains("data t 0 ●─"))
    #expect(!axis.contains("━"))
  }

  @Test func `the rule of a step stands where the other panels leave room, broken at its gaps`() {
    var frame = Self.plain
    frame.rule = ["x ← x + τ s(x),  s = ∇ log of the target"]
    (frame.training, frame.probe, frame.truth) = (nil, nil, nil)
    let lines = Self.text(120, 40, frame: frame)
    let first = lines.firstIndex { $0.hasSuffix("x ← x + τ s(x),") }
    #expect(first.map { lines[$0 + 1].hasSuffix("  s = ∇ log of the target") } == true)
    // With a bound beside a number the sign stands before it.
    frame.truth = TruthPicture()
    frame.truth?.readings = [Reading("TV ≤", 0.05, exact: 0.25), Reading("error", 2e-4)]
    #expect(Self.has(Self.text(120, 40, frame: frame), "≤ 0.250"))
    #expect(Self.has(Self.text(120, 40, frame: frame), "2.0e−4"))
    // It never takes rows from another panel.
    var full = SampleFrames.method(particles: 20)
    full.rule = (0..<9).map { "line \($0)" }
    #expect(!Self.has(Self.text(120, 40, frame: full), "each step"))
  }

  @Test func `alarms are named with a sign`() {
    var frame = Self.plain
    frame.notice = Notice("saved as run-1.txt")
    #expect(Self.text(120, 40, frame: frame)[1] == " saved as run-1.txt")
    #expect(Self.text(80, 24, frame: frame)[23].hasPrefix(" saved as run-1.txt"))
    #expect(Self.text(80, 24, frame: frame)[23].hasSuffix("q quit"))
    frame.recording = .stopped(reason: "No space left on device")
    #expect(
      Self.text(120, 40, frame: frame)[1] == " ! REC stopped: No space left on device")
    frame.cloud[3] = Vector(.nan, 0)
    #expect(Self.text(120, 40, frame: frame)[1] == " ! 1 particle is not finite")
    frame.truth?.z = 20.4
    #expect(Self.has(Self.text(120, 40, frame: frame), "+20.4 !"))
  }
}
