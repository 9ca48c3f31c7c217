internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

/// Points that a method marks, and the line of points that a measurement allows.
struct LandmarkTests {
  private static func frame(_ landmarks: [Landmark]) -> Frame {
    var frame = SampleFrames.method(particles: 300)
    frame.landmarks = landmarks
    frame.lines = [PlaneLine(normal: Vector(1, 0.2), value: 0.5)]
    return frame
  }

  private static func render(
    _ frame: Frame, _ width: Int = 120, _ height: Int = 40, _ options: RenderOptions = .init()
  ) -> CellBuffer {
    var renderer = Renderer()
    return renderer.render(
      frame, keys: SampleFrames.keys, width: width, height: height, options: options)
  }

  @Test func `close points keep their names apart, and those of one cell share a sign`() {
    for (width, height) in [(120, 40), (80, 24)] {
      let near = Self.frame([
        Landmark("MMSE", Vector(2, -2)), Landmark("MAP", Vector(2.6, -2)),
        Landmark("top", Vector(2.3, -2)),
      ])
      let lines = Self.render(near, width, height).lines
      for name in ["MMSE", "MAP", "top"] {
        #expect(lines.contains { $0.contains(name) }, "\(name) at \(width)×\(height)")
      }
      #expect(lines.joined().count { $0 == "✚" } == 3)
      let same = Self.frame([
        Landmark("MMSE", Vector(2, -2)), Landmark("MAP", Vector(2.001, -2)),
      ])
      let shared = Self.render(same, width, height).lines
      #expect(shared.contains { $0.contains("MMSE, MAP") })
      #expect(shared.joined().count { $0 == "✚" } == 1)
    }
  }

  @Test func `a point off the plane or nowhere is left out`() {
    let frame = Self.frame([
      Landmark("far", Vector(1e9, 0)), Landmark("lost", Vector(.nan, 0)),
      Landmark("edge", Vector(4.8, 4.8)),
    ])
    let lines = Self.render(frame).lines
    #expect(!lines.contains { $0.contains("far") || $0.contains("lost") })
    #expect(lines.contains { $0.contains("edge") })
  }

  @Test func `names can be read on every ground and in every palette`() {
    let points = [Vector(0, 0), Vector(1.7, 0), Vector(-3, 3), Vector(2.8, 2.8), Vector(0, -4)]
    for appearance in [Appearance.dark, .light] {
      for depth in [ColorDepth.truecolor, .indexed] {
        let options = RenderOptions(colorDepth: depth, appearance: appearance)
        let theme = Theme(options)
        var frame = Self.frame(points.map { Landmark("here", $0) })
        frame.probe = nil
        let buffer = Self.render(frame, 120, 40, options)
        var seen = 0
        for row in 0..<40 {
          for column in 0..<90 where buffer[column, row].scalar == "✚" {
            seen += 1
            let cell = buffer[column, row]
            #expect(theme.contrast(cell.foreground, on: cell.background) >= 4.5)
          }
        }
        #expect(seen == points.count)
      }
    }
  }

  @Test func `the line of a measurement is dotted where nothing else is, in ASCII too`() {
    var frame = Self.frame([Landmark("MAP", Vector(-3, -1))])
    (frame.cloud, frame.law, frame.learned, frame.probe) = (Cloud(count: 0), nil, nil, nil)
    let dotted = Self.render(frame, 80, 24)
    // x + 0.2 y = 0.5 crosses every row of the plane: one cell or two in each.
    let rows = (2..<18).count { row in
      (0..<79).contains { (0x2801...0x28FF).contains(dotted[$0, row].scalar.value) }
    }
    #expect(rows >= 14)
    let plain = Self.render(
      frame, 80, 24, RenderOptions(colorDepth: .none, glyphs: .ascii)
    ).lines
    #expect(plain.filter { $0.contains(",") }.count >= 14)
    #expect(plain.contains { $0.contains("* MAP") })
    #expect(plain.allSatisfy { $0.allSatisfy { $0.isASCII } })
  }
}
