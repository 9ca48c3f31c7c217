internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct AnySizeTests {
  /// One Gaussian and few particles: the sizes are what is tested.
  private static var frame: Frame {
    var law = MixtureLaw.two
    (law.weights, law.means) = ([1], [Vector(0.5, 0.2)])
    var frame = SampleFrames.method(particles: 60)
    frame.law = law.at(frame.level)
    frame.learned = nil
    return frame
  }

  private static let overlays: [OverlayPicture] = [
    .none, .help(SampleOverlays.help), .menu(SampleOverlays.methods), .page(SampleOverlays.about),
  ]

  @Test func `every size from one cell to a wall is drawn with its own number of cells`() {
    var renderer = Renderer()
    let frame = Self.frame
    for width in [1, 2, 13, 16, 28, 40, 60, 79, 96, 112, 163, 200] {
      for height in [1, 2, 6, 11, 12, 16, 24, 30, 38, 60] {
        for overlay in Self.overlays {
          let buffer = renderer.render(
            frame, overlay: overlay, keys: SampleFrames.keys, width: width, height: height,
            options: RenderOptions())
          #expect(buffer.cells.count == width * height)
          #expect(buffer.cells.allSatisfy { Self.takesOneCell($0.scalar) })
        }
      }
    }
    let wall = renderer.render(
      frame, keys: SampleFrames.keys, width: 1000, height: 400, options: RenderOptions())
    #expect(wall.cells.count == 400_000)
    let nothing = renderer.render(
      frame, keys: SampleFrames.keys, width: -3, height: 0, options: RenderOptions())
    #expect(nothing.cells.isEmpty)
  }

  @Test func `comparisons of two to four runs are drawn at every size`() {
    var renderer = Renderer()
    for count in 2...4 {
      var frame = SampleFrames.comparison(count, particles: 30, focus: count - 1)
      for index in 0..<count {
        // One Gaussian, and no network: the sizes are what is tested.
        frame.compare?.panes[index].frame.law = Self.frame.law
        if index != 1 || count > 2 { frame.compare?.panes[index].frame.learned = nil }
      }
      for width in [0, 1, 15, 16, 40, 59, 60, 80, 97, 112, 131, 179, 180, 240] {
        for height in [0, 1, 6, 12, 15, 16, 19, 20, 24, 30, 38, 49, 50, 75] {
          for overlay in width % 2 == 0 ? [Self.overlays[0]] : Self.overlays {
            let buffer = renderer.render(
              frame, overlay: overlay, keys: SampleFrames.keys, width: width, height: height,
              options: RenderOptions())
            #expect(buffer.cells.count == width * height)
            #expect(buffer.cells.allSatisfy { Self.takesOneCell($0.scalar) })
            guard width >= 60, height >= 16, case .none = overlay else { continue }
            for row in 1..<height - 1 {
              #expect(buffer[width - 1, row].scalar == " ", "\(buffer.lines[row])")
            }
          }
        }
      }
    }
  }

  /// Printable, and of the blocks that every terminal shows one cell wide.
  private static func takesOneCell(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F, 0xA1..<0x300, 0x370..<0x400: true
    case 0x2010..<0x2030, 0x2070..<0x20A0, 0x2190..<0x2800: true
    case 0x2800...0x28FF, 0x1D00..<0x1DC0: true
    default: false
    }
  }

  @Test func `the margins left and right of the view stay blank`() {
    var renderer = Renderer()
    for (width, height) in [(60, 16), (80, 24), (96, 30), (112, 38), (120, 40), (200, 60)] {
      let buffer = renderer.render(
        Self.frame, keys: SampleFrames.keys, width: width, height: height,
        options: RenderOptions())
      for row in 1..<height - 1 {
        for column in [0, width - 1] {
          #expect(
            buffer[column, row] == Cell(" ") || buffer[column, row].scalar == " ",
            "\(width)×\(height): \(column), \(row)")
        }
      }
    }
  }

  @Test func `below sixteen by six a line says so`() {
    var renderer = Renderer()
    let narrow = renderer.render(
      Self.frame, keys: SampleFrames.keys, width: 15, height: 40, options: RenderOptions())
    #expect(narrow.lines.filter { !$0.isEmpty } == ["needs 16×6"])
    let low = renderer.render(
      Self.frame, keys: SampleFrames.keys, width: 90, height: 5, options: RenderOptions())
    #expect(low.lines.filter { !$0.isEmpty } == ["diffviz needs at least 16×6 cells"])
  }
}
