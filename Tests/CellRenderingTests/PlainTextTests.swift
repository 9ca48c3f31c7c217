internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct PlainTextTests {
  private static func render(
    _ frame: Frame, _ options: RenderOptions, width: Int = 120, height: Int = 40,
    overlay: OverlayPicture = .none
  ) -> CellBuffer {
    var renderer = Renderer()
    return renderer.render(
      frame, overlay: overlay, keys: SampleFrames.keys, width: width, height: height,
      options: options)
  }

  @Test func `without colour the text is the same and no colour is left`() {
    let frame = SampleFrames.method(particles: 400)
    let overlays: [OverlayPicture] = [
      .none, .help(SampleOverlays.help), .menu(SampleOverlays.methods),
    ]
    for (width, height) in [(120, 40), (80, 24)] {
      for overlay in overlays {
        let colored = Self.render(
          frame, RenderOptions(), width: width, height: height, overlay: overlay)
        let plain = Self.render(
          frame, RenderOptions(colorDepth: .none), width: width, height: height, overlay: overlay)
        for (a, b) in zip(colored.cells, plain.cells) {
          #expect(b.foreground == .terminal && b.background == .terminal)
          #expect(a.isBold == b.isBold)
          // Half blocks are nothing but the colours of the density.
          let isDensity = a.scalar == "▀" || a.scalar == "▄"
          #expect(a.scalar == b.scalar || isDensity && b.scalar == " ")
        }
        #expect(!plain.ansi().contains("38;") && !plain.ansi().contains("48;"))
      }
    }
  }

  @Test func `ASCII screens are ASCII alone`() {
    let frame = SampleFrames.method(particles: 400)
    let overlays: [OverlayPicture] = [
      .none, .help(SampleOverlays.help), .menu(SampleOverlays.methods),
      .page(SampleOverlays.about),
    ]
    for (width, height) in [(120, 40), (80, 24), (40, 12), (16, 6)] {
      for overlay in overlays {
        let buffer = Self.render(
          frame, RenderOptions(colorDepth: .none, glyphs: .ascii), width: width, height: height,
          overlay: overlay)
        #expect(buffer.cells.allSatisfy { $0.scalar.value >= 0x20 && $0.scalar.value < 0x7F })
      }
    }
    let lines = Self.render(
      frame, RenderOptions(colorDepth: .none, glyphs: .ascii), width: 80, height: 24
    ).lines
    #expect(lines[21].contains("sigma  0.823"))
    #expect(lines.contains { $0.contains("->") })
  }

  @Test func `ANSI text says each cell once and a change says only the change`() {
    var first = CellBuffer(width: 4, height: 2)
    first[1, 0] = Cell("σ", foreground: .indexed(117), isBold: true)
    first[2, 1] = Cell("x", foreground: .rgb(1, 2, 3), background: .indexed(2))
    let escape = "\u{1B}["
    #expect(
      first.ansi()
        == "\(escape)0m \(escape)0;1;38;5;117mσ\(escape)0m  \(escape)0m\r\n\(escape)0m  "
        + "\(escape)0;38;2;1;2;3;42mx\(escape)0m \(escape)0m")
    var second = first
    second[3, 1] = Cell("y")
    #expect(second.ansi(changesFrom: first) == "\(escape)2;4H\(escape)0my\(escape)0m")
    #expect(first.ansi(changesFrom: first).isEmpty)
  }

  @Test func `wide and invisible characters keep the columns right`() {
    var frame = SampleFrames.method(particles: 10)
    frame.scene = "双峰 e\u{301}\u{202E}x\u{7}"
    let header = Self.render(frame, RenderOptions()).lines[0]
    #expect(header.hasPrefix(" diffviz  ▯▯ ex\u{FFFD}"))
    #expect(header.hasSuffix("● REC"))
    #expect(header.unicodeScalars.count == 119)
  }
}
