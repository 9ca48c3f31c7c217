internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct ComparisonTests {
  private static func render(
    _ frame: Frame, _ width: Int, _ height: Int, _ options: RenderOptions = .init()
  ) -> CellBuffer {
    var renderer = Renderer()
    return renderer.render(
      frame, keys: SampleFrames.keys, width: width, height: height, options: options)
  }

  private static let plain = RenderOptions(colorDepth: .none, glyphs: .ascii)

  /// Without law and network: words and numbers are what is tested.
  private static func words(_ count: Int, focus: Int = 0) -> Frame {
    var frame = SampleFrames.comparison(count, particles: 40, focus: focus)
    for index in 0..<count {
      frame.compare?.panes[index].frame.law = nil
      frame.compare?.panes[index].frame.learned = nil
    }
    return frame
  }

  @Test func `each run is named above its plane and the one in front is marked, without colour`() {
    for (width, height) in [(200, 60), (120, 40), (96, 30), (80, 24), (60, 16)] {
      for focus in 0..<2 {
        let lines = Self.render(Self.words(2, focus: focus), width, height, Self.plain).lines
        let heading = lines.prefix(3).first { $0.contains("1 exact") && $0.contains("2 learned") }
        let front = focus == 0 ? "> 1 exact score" : "> 2 learned score"
        #expect(heading?.contains(front) == true, "\(width)×\(height)")
        // A table or a line for each run, with its distance from its law.
        #expect(lines.contains { $0.contains("0.076") }, "\(width)×\(height)")
        #expect(lines.contains { $0.contains("0.126") }, "\(width)×\(height)")
      }
    }
  }

  @Test func `runs that find no room are left out around the one in front, in words`() {
    for focus in 0..<4 {
      let lines = Self.render(Self.words(4, focus: focus), 80, 24).lines
      #expect(lines[0].contains("3 of 4"))
      #expect(lines[1].contains("▸ \(focus + 1) "))
      // Their numbers find room in the lines beneath.
      for number in ["0.076", "0.126", "0.176", "0.226"] {
        #expect(lines.contains { $0.contains("SW2 " + number) })
      }
      #expect(Self.render(Self.words(4, focus: focus), 60, 16).lines[0].contains("2 of 4"))
      #expect(!Self.render(Self.words(4, focus: focus), 120, 40).lines[0].contains("of 4"))
    }
  }

  @Test func `a small screen shows the run in front alone and says so`() {
    for focus in 0..<3 {
      let frame = Self.words(3, focus: focus)
      for (width, height) in [(59, 24), (80, 15), (40, 12)] {
        let header = Self.render(frame, width, height).lines[0]
        #expect(header.contains("run \(focus + 1) of 3"), "\(width)×\(height)")
      }
      #expect(Self.render(frame, 20, 6).lines[0].hasPrefix("run \(focus + 1) of 3"))
    }
  }

  @Test func `equal runs look equal, whatever stands beside them`() throws {
    var frame = SampleFrames.comparison(2, particles: 3000)
    let run = try #require(frame.compare?.panes[0])
    frame.compare?.panes[1] = run
    // Eight times the particles elsewhere: one unit of brightness and one scale for all.
    var crowd = run
    crowd.frame.cloud = MixtureLaw.ring.at(run.frame.level).sample(
      count: 24_000, stream: NoiseStream(seed: 9, stream: 1))
    frame.compare?.panes.append(crowd)
    let buffer = Self.render(frame, 200, 60)
    // Planes with their marginals are 66 columns apart and start behind the gutter.
    for row in 3..<34 {
      for column in 5..<60 {
        #expect(buffer[column, row] == buffer[column + 66, row], "\(column), \(row)")
      }
    }
  }

  @Test func `histograms of all runs share one scale`() throws {
    var frame = SampleFrames.comparison(2, particles: 400)
    let broad = try #require(frame.compare?.panes[0].frame)
    func bars(_ frame: Frame) -> Int {
      let buffer = Self.render(frame, 120, 40)
      return (3..<5).reduce(0) { count, row in
        count + (5..<50).count { "▁▂▃▄▅▆▇█".unicodeScalars.contains(buffer[$0, row].scalar) }
      }
    }
    frame.compare?.panes[1].frame = broad
    let alone = bars(frame)
    // All of the second run in one column: the first run's bars become low.
    frame.compare?.panes[1].frame.cloud = Cloud(count: 400)
    #expect(bars(frame) < alone)
  }

  @Test func `the distance between the same particles stands in the table`() {
    // 0.05 (3, 4) beside the first run's: 0.25 for each run further.
    var frame = Self.words(3)
    let row = { (frame: Frame) in
      let line = Self.render(frame, 120, 40).lines.first { $0.contains("apart from 1") } ?? ""
      return line.split(separator: " ").dropFirst(3).prefix(3).map(String.init)
    }
    #expect(row(frame) == ["–", "0.250", "0.500"])
    // One that is not finite is left out, clouds of unlike size cannot be compared.
    frame.compare?.panes[1].frame.cloud[7] = Vector(.nan, 0)
    #expect(row(frame) == ["–", "0.250", "0.500"])
    frame.compare?.panes[2].frame.cloud = Cloud(count: 3)
    #expect(row(frame) == ["–", "0.250", "–"])
  }

  @Test func `how many particles went to another mode than in the first run is told`() {
    var frame = Self.words(2)
    for (index, parts) in [[0, 0, 1, 1], [0, 1, 1, 1]].enumerated() {
      frame.compare?.panes[index].frame.truth?.partName = "mode"
      frame.compare?.panes[index].frame.truth?.likeliestParts = parts
    }
    let lines = Self.render(frame, 120, 40).lines
    #expect(lines.contains { $0.contains("other mode") && $0.contains("25 %") })
    frame.compare?.panes[1].frame.truth?.likeliestParts = [0, 1]
    #expect(!Self.render(frame, 120, 40).lines.contains { $0.contains("other mode") })
  }

  @Test func `a run beyond its floor is alarming, in red and with a sign`() {
    let frame = Self.words(2)
    // 3.3 deviations of the floor are too many, the first run's 0.2 are chance.
    for (width, height) in [(200, 60), (120, 40), (80, 24)] {
      let buffer = Self.render(frame, width, height)
      let red = Theme(RenderOptions()).color(.alarm)
      let rows = (0..<height).filter { buffer.lines[$0].contains("+3.3 !") }
      #expect(rows.count == 1)
      for row in rows {
        let signs = (0..<width).filter { buffer[$0, row].foreground == red }
        #expect(String(signs.map { Character(buffer[$0, row].scalar) }).contains("+3.3"))
      }
      #expect(!buffer.lines.contains { $0.contains("+0.2 !") })
    }
  }

  @Test func `what is wrong in one run is said with its name`() {
    var frame = Self.words(2)
    frame.compare?.panes[1].frame.cloud[3] = Vector(.nan, 0)
    let lines = Self.render(frame, 120, 40).lines
    #expect(lines[1] == " ! learned score: 1 particle is not finite")
    #expect(lines[2].contains("! 1 particle is not finite"))
    #expect(Self.render(frame, 80, 24).lines[23].hasPrefix(" ! learned score: 1 particle"))
  }

  @Test func `a wall has the map of the learned score's error, as long as there is one`() {
    let title = "learned − exact"
    var frame = SampleFrames.comparison(2, particles: 40)
    let has = { (frame: Frame, width: Int, height: Int) in
      Self.render(frame, width, height).lines[2].contains(title)
    }
    #expect(has(frame, 200, 60) && has(frame, 180, 50))
    #expect(!has(frame, 179, 50) && !has(SampleFrames.comparison(3, particles: 40), 200, 60))
    // Where each run shows the error already there is none.
    frame.overlays.insert(.scoreError)
    #expect(!has(frame, 200, 60))
    #expect(Self.render(frame, 200, 60).lines[2].contains("too weak"))
    #expect(!has(Self.words(2), 200, 60))
  }

  @Test func `the probe has two columns a run, under its own law`() {
    var frame = Self.words(2)
    #expect(!Self.render(frame, 200, 60).lines.contains { $0.contains("probe ─") })
    let point = Vector(-0.55, 1.35)
    for (index, sigma) in [0.5, 2].enumerated() {
      frame.compare?.panes[index].frame.probe = SampleFrames.probe(
        point, MixtureLaw.ring.at(MixtureLaw.ou(sigma: sigma)), nil)
    }
    let lines = Self.render(frame, 200, 60).lines
    #expect(lines.contains { $0.contains("probe ─") && $0.hasSuffix("x  −0.55   1.35") })
    let scores = lines.first { $0.contains("s exact") }?.split(separator: " ").suffix(4)
    // Four numbers; with more noise the score is weaker.
    let values = scores?.compactMap { Double($0.replacing("−", with: "-")) } ?? []
    #expect(values.count == 4)
    #expect(abs(values[2]) + abs(values[3]) < abs(values[0]) + abs(values[1]))
  }

  @Test func `unlike schedules are curves with a number each where the run is`() {
    var frame = Self.words(2)
    let shared = Self.render(frame, 200, 60).lines
    #expect(shared.contains { $0.contains("step 0") && $0.contains("84") })
    frame.compare?.panes[1].frame.schedule.sigmas = SampleFrames.sigmas(50)
    frame.compare?.panes[1].frame.step = 40
    frame.compare?.panes[1].frame.schedule.position = 0.2
    let lines = Self.render(frame, 200, 60).lines
    let chart = lines.dropFirst(36).map { $0.prefix(44) }
    // The first at step 84 of 200; the second, at 40, is lower on its steeper curve.
    let rows = ["1", "2"].map { sign in
      chart.firstIndex { $0.dropFirst(7).contains(sign) && $0.contains { "⠁"..."⣿" ~= $0 } }
    }
    #expect(rows[0] != nil && rows[1] != nil)
    // Both stand on the time axis, the one in front as its sign.
    #expect(lines[58].contains("◀") && lines[58].contains("2"))
  }

  @Test func `names too long for a column give way to their words or to numbers`() {
    var frame = Self.words(4)
    let long = ["a method of many words", "a method, too", "exponential-integrator", "x"]
    for index in 0..<4 { frame.compare?.panes[index].name = long[index] }
    let lines = Self.render(frame, 120, 40).lines
    let row = lines.firstIndex { $0.hasPrefix(" truth ─") }.map { lines[$0 + 1].prefix(58) }
    #expect(row?.split(separator: " ").map(String.init) == ["1", "2", "3", "x", "floor"])
    // None is ever cut.
    for line in lines.prefix(3) {
      for word in line.split(separator: " ") where word.contains("exp") {
        #expect(word == "exponential-integrator")
      }
    }
  }
}
