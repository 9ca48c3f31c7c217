internal import CellRendering
internal import DiffusionCore
internal import Simulation
internal import Testing

struct ContourTests {
  /// Height of a cone with its tip at (x, y): level lines are circles.
  private static func cone(_ columns: Int, _ rows: Int, _ x: Double, _ y: Double) -> [Float] {
    (0..<columns * rows).map { index in
      let dx = 2 * Double(index % columns) + 1 - x
      let dy = 2 * Double(index / columns) + 1 - y
      return Float(-(dx * dx + dy * dy).squareRoot())
    }
  }

  @Test func `the level line of a cone is a circle one dot wide`() {
    var dots = DotGrid(columns: 40, rows: 20)
    let (x, y, radius) = (40.3, 41.2, 28.4)
    Contours.draw(
      Self.cone(40, 40, x, y), columns: 40, rows: 40, level: Float(-radius), spacing: 2, first: 1,
      on: &dots)
    var count = 0
    for row in 0..<80 {
      for column in 0..<80 where dots.contains(column, row) {
        count += 1
        let dx = Double(column) + 0.5 - x
        let dy = Double(row) + 0.5 - y
        // Half a dot's diagonal and the bend between samples two dots apart: h²/8r.
        #expect(abs((dx * dx + dy * dy).squareRoot() - radius) < 0.71 + 4 / (8 * radius))
        // A closed line: everyone has two neighbours at least.
        let neighbours = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)]
        #expect(neighbours.count { dots.contains(column + $0.0, row + $0.1) } >= 2)
      }
    }
    // A digital circle of radius r has between 4√2 r and 8 r dots.
    #expect(Double(count) > 4 * 1.41 * radius && Double(count) < 8 * radius)
  }

  @Test func `both lines of a Gaussian lie where its density is two and thirty percent`() {
    let law = MixtureLaw(
      weights: [1], means: [Vector(0.3, -0.2)], variance: 1, level: MixtureLaw.ou(0.2))
    let viewport = Viewport(
      bounds: Extent(xMin: -4, xMax: 4, yMin: -4, yMax: 4), columns: 60, rows: 30)
    let raster = DensityRaster(law: law, viewport: viewport)
    let dots = Contours.dots(of: raster, viewport: viewport)
    let peak = law.evaluate(at: law.level.signal * Vector(0.3, -0.2)).logDensity
    var radii: [Double] = []
    for row in 0..<120 {
      for column in 0..<120 where dots.contains(column, row) {
        let point = Vector(
          viewport.x(atDot: Double(column) + 0.5), viewport.y(atDot: Double(row) + 0.5))
        let ratio = peak - law.evaluate(at: point).logDensity
        radii.append((2 * ratio).squareRoot())
      }
    }
    // −2 log 0.02 = 7.824 and −2 log 0.3 = 2.408 are the squared radii, in standard deviations.
    let (outer, inner) = (7.824_046.squareRoot(), 2.407_946.squareRoot())
    // A dot is 1/15 unit wide and the deviation near 1: the dot, and the peak seen on samples only.
    let slack = 0.75 / 15 + 0.02
    #expect(radii.allSatisfy { abs($0 - outer) < slack || abs($0 - inner) < slack })
    #expect(radii.contains { abs($0 - outer) < slack })
    #expect(radii.contains { abs($0 - inner) < slack })
  }

  @Test func `a smooth law is sampled sparsely and looks the same`() {
    let bounds = Extent(xMin: -5, xMax: 5, yMin: -5, yMax: 5)
    let law = MixtureLaw.ring.at(MixtureLaw.ou(sigma: 1.6))
    let viewport = Viewport(bounds: bounds, columns: 144, rows: 40)
    let raster = DensityRaster(law: law, viewport: viewport)
    // Bilinear between samples h apart: h²/8 (|∂xx| + |∂yy|) of log p, and Float itself.
    #expect(law.level.noise * viewport.scaleX > 12)
    let spacing = 4 / viewport.scaleX
    var worst = 0.0
    var bend = 0.0
    for row in 0..<raster.rows {
      for column in 0..<raster.columns {
        let point = Vector(
          viewport.x(atDot: 2 * Double(column) + 1), viewport.y(atDot: 2 * Double(row) + 1))
        let exact = law.evaluate(at: point)
        let drawn = Double(raster.logDensity[row * raster.columns + column])
        worst = max(worst, abs(drawn - exact.logDensity))
        bend = max(bend, abs(exact.hessian.xx) + abs(exact.hessian.yy))
      }
    }
    #expect(worst > 1e-4)
    #expect(worst < spacing * spacing / 8 * bend + 1e-4)
    #expect(worst < 0.05)
  }

  @Test func `a law broader than the plane stays a calm ground`() {
    let viewport = Viewport(
      bounds: Extent(xMin: -8, xMax: 8, yMin: -8, yMax: 8), columns: 64, rows: 32)
    let broad = DensityRaster(law: MixtureLaw.two.at(.additive(sigma: 20)), viewport: viewport)
    // The peak is below 1/(2π 20²), a tenth of the scale 3/256: the level is below √0.034.
    #expect((broad.level.max() ?? 1) < 0.19)
    #expect((broad.logScale ?? 0) > (broad.logPeak ?? 0))
    let sharp = DensityRaster(law: MixtureLaw.two.at(.additive(sigma: 0.5)), viewport: viewport)
    #expect(sharp.logScale == sharp.logPeak)
    #expect((sharp.level.max() ?? 0) > 0.99)
  }

  @Test func `a law without a density draws nothing`() {
    let viewport = Viewport(
      bounds: Extent(xMin: -4, xMax: 4, yMin: -4, yMax: 4), columns: 40, rows: 20)
    let raster = DensityRaster(law: PointLaw(), viewport: viewport)
    #expect(raster.logPeak == nil)
    #expect(raster.level.allSatisfy { $0 == 0 })
    #expect(Contours.dots(of: raster, viewport: viewport).isEmpty)
    var frame = SampleFrames.method(particles: 0)
    (frame.law, frame.learned, frame.probe) = (PointLaw(), nil, nil)
    frame.overlays = [.density, .contours, .field, .scoreError]
    var renderer = Renderer()
    let buffer = renderer.render(
      frame, keys: [], width: 80, height: 24, options: RenderOptions())
    for row in 1..<19 { for column in 4..<73 { #expect(buffer[column, row].scalar == " ") } }
  }
}
