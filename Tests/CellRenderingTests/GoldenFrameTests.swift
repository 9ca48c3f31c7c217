internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct GoldenFrameTests {
  private static func render(
    _ frame: Frame, width: Int, height: Int, overlay: OverlayPicture = .none,
    options: RenderOptions = RenderOptions()
  ) -> CellBuffer {
    var renderer = Renderer()
    return renderer.render(
      frame, overlay: overlay, keys: SampleFrames.keys, width: width, height: height,
      options: options)
  }

  /// Row by row, so that a failure shows the row.
  private static func expect(
    _ lines: [String], _ golden: String, _ location: SourceLocation = #_sourceLocation
  ) {
    let wanted = golden.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count == wanted.count, sourceLocation: location)
    for (row, (found, wanted)) in zip(lines, wanted).enumerated() {
      #expect(found == wanted, "row \(row)", sourceLocation: location)
    }
  }

  private static var small: Frame {
    var frame = SampleFrames.two
    frame.cloud = frame.cloud.prefix(400)
    return frame
  }

  @Test func `the main view at 120 by 40`() {
    let buffer = Self.render(SampleFrames.method(particles: 400), width: 120, height: 40)
    Self.expect(buffer.lines, GoldenFrames.main120x40)
  }

  @Test func `the folded view at 80 by 24`() {
    Self.expect(
      Self.render(Self.small, width: 80, height: 24).lines, GoldenFrames.folded80x24)
  }

  @Test func `the ASCII view at 80 by 24`() {
    let options = RenderOptions(colorDepth: .none, glyphs: .ascii)
    Self.expect(
      Self.render(Self.small, width: 80, height: 24, options: options).lines,
      GoldenFrames.ascii80x24)
  }

  @Test func `the method picker at 80 by 24`() {
    let buffer = Self.render(
      Self.small, width: 80, height: 24, overlay: .menu(SampleOverlays.methods))
    Self.expect(buffer.lines, GoldenFrames.menu80x24)
  }

  @Test func `a comparison at 200 by 60, 120 by 40 and 80 by 24`() {
    let frame = SampleFrames.comparison()
    Self.expect(
      Self.render(frame, width: 200, height: 60).lines, GoldenComparisons.wall200x60)
    Self.expect(
      Self.render(frame, width: 120, height: 40).lines, GoldenComparisons.split120x40)
    Self.expect(
      Self.render(frame, width: 80, height: 24).lines, GoldenComparisons.folded80x24)
  }

  @Test func `what every cell means at 60 by 16`() {
    let buffer = Self.render(Self.small, width: 60, height: 16)
    let letters = (0..<16).map { row in
      var line = String((0..<60).map { roleLetter(buffer[$0, row]) })
      while line.last == " " { line.removeLast() }
      return line
    }
    Self.expect(letters, GoldenFrames.roles60x16)
  }

  @Test func `drawing the same frame again gives the same screen`() {
    var renderer = Renderer()
    let frame = Self.small
    let first = renderer.render(
      frame, keys: SampleFrames.keys, width: 120, height: 40, options: RenderOptions())
    let second = renderer.render(
      frame, keys: SampleFrames.keys, width: 120, height: 40, options: RenderOptions())
    #expect(first == second)
  }
}
