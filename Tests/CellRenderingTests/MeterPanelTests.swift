internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

/// The meters and the probe in words and signs.
struct MeterPanelTests {
  private static func lines(
    _ frame: Frame, _ width: Int, _ height: Int, options: RenderOptions = RenderOptions()
  ) -> [String] {
    var renderer = Renderer()
    return renderer.render(
      frame, keys: SampleFrames.keys, width: width, height: height, options: options
    ).lines
  }

  /// A chain at rest, without what takes room beside the meters.
  private static func chain(_ share: Double) -> Frame {
    var frame = SampleFrames.method(particles: 50)
    (frame.training, frame.probe, frame.learned) = (nil, nil, nil)
    frame.meters = MeterPicture()
    frame.meters?.stepShare = share
    return frame
  }

  private static func has(_ lines: [String], _ words: String) -> Bool {
    lines.contains { $0.contains(words) }
  }

  @Test func `a step is called too large before it diverges, in words at every size`() {
    for (share, words) in [
      (0.3, "no step overshoots"), (0.7, "steps overshoot, and settle"), (0.95, "barely settle"),
      (1.2, "each step overshoots the last more"),
    ] {
      let isAlarm = share > 0.9
      let wide = Self.lines(Self.chain(share), 200, 60)
      #expect(Self.has(wide, words), "\(share)")
      #expect(Self.has(wide, "! step size") == isAlarm, "the header names an alarm")
      #expect(Self.has(Self.lines(Self.chain(share), 96, 30), "! step size") == isAlarm)
      let folded = Self.lines(Self.chain(share), 80, 24)
      #expect(Self.has(folded, "! step") == isAlarm)
      #expect(Self.has(folded, "% of limit") == true)
    }
  }

  @Test func `meters without a meaning are not there`() {
    var frame = Self.chain(0.3)
    frame.meters = MeterPicture()
    #expect(!Self.has(Self.lines(frame, 200, 60), "meters"))
    frame.acceptance = 0.95
    frame.meters?.advisedAcceptance = AdvisedAcceptance(best: 0.234, band: 0.15...0.5)
    let lines = Self.lines(frame, 200, 60)
    #expect(Self.has(lines, "advised 15–50 %: larger steps"))
    for word in ["prior gap", "step size ", "error ≤"] {
      #expect(!Self.has(lines, word), "\(word)")
    }
  }

  @Test func `the parts of the bound fill its bar in the shares that they have`() {
    var frame = Self.chain(0.3)
    frame.meters?.errors = .init(initialisation: 0.1, score: 0.2, discretisation: 0.1)
    for (signs, glyphs) in [(["█", "▓", "░"], GlyphChoice.unicode), (["#", "%", "."], .ascii)] {
      let lines = Self.lines(frame, 200, 60, options: RenderOptions(glyphs: glyphs))
      let row = lines.first { $0.contains("error") && $0.contains("0.4 nats") } ?? ""
      let bar = row.components(after: "nats").map(String.init)
      let counts = signs.map { sign in bar.filter { $0 == sign }.count }
      #expect(counts[0] > 2 && abs(counts[0] - counts[2]) <= 1, "\(counts)")
      #expect(abs(counts[1] - counts[0] - counts[2]) <= 1, "\(counts)")
    }
  }

  @Test func `the probe tells which score is in use and folds to what matters most`() {
    let frame = SampleFrames.method(particles: 50)
    let wide = Self.lines(frame, 200, 60)
    for word in [
      "E network", "s.d. of x₀|x", "s learned ▸ in use", "difference", "P(mode | x)", "2 s.d.",
    ] {
      #expect(Self.has(wide, word), "\(word)")
    }
    let folded = Self.lines(SampleFrames.two, 100, 24)
    #expect(Self.has(folded, "E[x₀|x]"))
    var nothing = frame
    nothing.probe?.absence = "no density: points without noise"
    for (width, height, words) in [
      (200, 60, "no density: points without noise"), (80, 24, "no density here"),
    ] {
      #expect(Self.has(Self.lines(nothing, width, height), words))
    }
  }

  @Test func `of more parts than there is room for the likeliest are shown`() {
    var frame = SampleFrames.method(particles: 50)
    frame.probe?.responsibilities = (0..<40).map { $0 == 33 ? 0.8 : 0.2 / 39 }
    let lines = Self.lines(frame, 200, 60)
    #expect(Self.has(lines, "the likeliest of 40"))
    #expect(Self.has(lines, "34 ") && Self.has(lines, "0.800"))
  }

  @Test func `the probe's lines differ without colour`() {
    let frame = SampleFrames.method(particles: 0)
    let lines = Self.lines(
      frame, 120, 40, options: RenderOptions(colorDepth: .none, glyphs: .ascii))
    for sign in ["X", "O", "\""] { #expect(Self.has(lines, sign), "\(sign)") }
    let wide = Self.lines(
      frame, 200, 60, options: RenderOptions(colorDepth: .none, glyphs: .ascii))
    for words in ["\"\"\" 2 s.d.", "~~N network"] { #expect(Self.has(wide, words), "\(words)") }
  }
}

extension String {
  /// The characters behind the last place of a word.
  fileprivate func components(after word: String) -> [Character] {
    guard let range = ranges(of: word).last else { return [] }
    return Array(self[range.upperBound...])
  }
}
