internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct PlaneGeometryTests {
  @Test func `positions that are no place on the screen have no index`() {
    #expect(cellIndex(0, below: 4) == 0)
    #expect(cellIndex(3.999, below: 4) == 3)
    for bad in [4, -0.001, .nan, .infinity, -.infinity, 1e300, -1e300, .greatestFiniteMagnitude] {
      #expect(cellIndex(bad, below: 4) == nil)
    }
    #expect(cellIndex(-0.0, below: 4) == 0)
  }

  @Test func `scales are equal and the smaller of both fits`() {
    let bounds = Extent(xMin: -6, xMax: 6, yMin: -2, yMax: 6)
    let wide = Viewport(bounds: bounds, columns: 72, rows: 29)
    #expect(wide.scaleX == wide.scaleY)
    // min(2 · 72 / 12, 4 · 29 / 8)
    #expect(wide.scaleX == 12)
    #expect(wide.dotX(0) == 72)
    #expect(wide.dotY(2) == 58)
    // Cells of another shape: dots are higher than wide, so a unit has fewer of them.
    let tall = Viewport(bounds: bounds, columns: 72, rows: 29, cellAspect: 2.5)
    #expect(abs(tall.scaleY * 2.5 - tall.scaleX * 2) < 1e-12)
  }

  @Test func `the point under a cell is where the probe is drawn`() {
    var frame = SampleFrames.method(particles: 0)
    let options = RenderOptions()
    for (width, height) in [(120, 40), (96, 30), (80, 24), (40, 12), (16, 6)] {
      for (column, row) in [(12, 3), (9, 4), (14, 2)] {
        guard
          let point = Renderer.place(
            column: column, row: row, frame: frame, width: width, height: height,
            options: options)?.point
        else {
          // Rows 2 to 4 lie above the plane where p(x) is drawn.
          #expect(width >= 96)
          continue
        }
        frame.probe = ProbePicture(
          point: point, logDensity: 0, denoised: point, exactScore: point, learnedScore: nil)
        var renderer = Renderer()
        let buffer = renderer.render(
          frame, keys: [], width: width, height: height, options: options)
        #expect(buffer[column, row].scalar == "◆", "\(width)×\(height)")
      }
    }
    #expect(
      Renderer.place(column: 0, row: 0, frame: frame, width: 80, height: 24, options: options)
        == nil)
  }

  @Test func `bounds that make no sense still give a viewport`() {
    for bad in [Double.nan, .infinity, 0, 1e308] {
      let bounds = Extent(xMin: -bad, xMax: bad, yMin: bad, yMax: -bad)
      let viewport = Viewport(bounds: bounds, columns: 40, rows: 12)
      #expect(viewport.scaleX > 0 && viewport.scaleX.isFinite)
      var frame = SampleFrames.method(particles: 50)
      frame.bounds = bounds
      var renderer = Renderer()
      let buffer = renderer.render(
        frame, keys: [], width: 80, height: 24, options: RenderOptions())
      #expect(buffer.cells.count == 1920)
    }
  }

  @Test func `particles are counted once in their cell and the lost ones by name`() {
    let viewport = Viewport(
      bounds: Extent(xMin: -1, xMax: 1, yMin: -1, yMax: 1), columns: 10, rows: 5)
    let cloud = Cloud(
      x: [-0.99, -0.99, 0.99, 5, .nan, .infinity, 0.5], y: [0.99, 0.99, -0.99, 0, 0, 0, -7])
    let raster = ParticleRaster(cloud: cloud, viewport: viewport)
    #expect(raster.counts.reduce(0, +) == 3)
    #expect(raster.counts[0] == 2)
    #expect(raster.masks[0] == 0x01)
    #expect(raster.masks[49] == 0x80)
    #expect(raster.lost == 2)
    #expect(raster.outside == 2)
    // A particle above or below the box still belongs to its column.
    #expect(raster.columnCounts.reduce(0, +) == 4)
  }

  @Test func `a line is one dot wide and cut off at the edge`() {
    var dots = DotGrid(columns: 10, rows: 5)
    dots.line(-1e6, 10.5, 1e6, 10.5)
    #expect((0..<20).allSatisfy { dots.contains($0, 10) })
    #expect((0..<20).allSatisfy { x in (0..<20).allSatisfy { $0 == 10 || !dots.contains(x, $0) } })
    var nothing = DotGrid(columns: 10, rows: 5)
    nothing.line(.nan, 0, 5, 5)
    nothing.line(-50, -50, -5, -1)
    nothing.line(0, 0, .infinity, 3)
    #expect(nothing.isEmpty)
  }

  @Test func `ticks are one two or five times a power of ten and fill the axis`() {
    for spacing in [0.0013, 0.02, 0.7, 1, 1.9, 4.99, 37, 81_000] {
      let ticks = Ticks(spacing: spacing)
      var mantissa = ticks.step
      while mantissa < 0.999 { mantissa *= 10 }
      while mantissa > 9.99 { mantissa /= 10 }
      #expect([1, 2, 5].contains { abs($0 - mantissa) < 1e-9 })
      #expect(ticks.step >= spacing * (1 - 1e-9) && ticks.step <= spacing * 2.5 * (1 + 1e-9))
    }
    let ticks = Ticks(spacing: 1.2)
    #expect(ticks.values(from: -4.8, to: 4.8).map(ticks.label) == ["−4", "−2", "0", "2", "4"])
    let fine = Ticks(spacing: 0.02)
    #expect(
      fine.values(from: 0.97, to: 1.05).map(fine.label) == ["0.98", "1.00", "1.02", "1.04"])
    #expect(ticks.values(from: -.infinity, to: .nan).isEmpty)
  }
}
