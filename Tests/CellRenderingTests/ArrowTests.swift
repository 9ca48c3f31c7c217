internal import CellRendering
internal import DiffusionCore
internal import Testing

struct ArrowTests {
  private static let viewport = Viewport(
    bounds: Extent(xMin: -6, xMax: 6, yMin: -6, yMax: 6), columns: 60, rows: 30)
  private static let nobody = ParticleRaster(cloud: Cloud(count: 0), viewport: viewport)

  /// Dots of the arrow on one cell of the grid.
  private static func dots(_ arrows: FieldArrows, _ column: Int, _ row: Int) -> [SIMD2<Int>] {
    let grid = arrows.dots(over: nobody).dots
    var result: [SIMD2<Int>] = []
    for y in 4 * row - 4..<4 * row + 9 {
      for x in 2 * column - 5..<2 * column + 8 where grid.contains(x, y) {
        result.append(SIMD2(x, y))
      }
    }
    return result
  }

  @Test func `the strongest arrows are nine and a half dots long about their grid points`() {
    let east = FieldArrows(viewport: Self.viewport) { points in
      Cloud(
        x: .init(repeating: 3, count: points.count), y: .init(repeating: 0, count: points.count))
    }
    #expect(east.arrows.allSatisfy { $0.strength == 1 && $0.rank == 3 })
    #expect(east.arrows.allSatisfy { ($0.column - 3) % 6 == 0 && ($0.row - 1) % 3 == 0 })
    // Shaft from 59 + 4.75 back by 9.5 in whole dots, two barbs of 2.5 at 135° from the tip.
    let dots = Self.dots(east, 27, 13)
    let shaft = dots.filter { $0.y == 54 }.map(\.x)
    #expect(shaft.min() == 50 && shaft.max() == 60)
    #expect(dots.contains(SIMD2(58, 52)) && dots.contains(SIMD2(58, 56)))
    #expect(!dots.contains { $0.y < 52 || $0.y > 56 })
  }

  @Test func `length grows with the three quarter power and weak arrows are left out`() {
    // Strong above the middle, half as strong below, a twentieth near the y axis.
    let field = FieldArrows(viewport: Self.viewport) { points in
      var result = Cloud(count: points.count)
      for index in 0..<points.count {
        result.x[index] = abs(points.x[index]) < 1 ? 0.1 : points.y[index] > 0 ? 2 : 1
      }
      return result
    }
    // ½^¾ by square roots.
    let half = 0.5.squareRoot() * 0.5.squareRoot().squareRoot()
    for arrow in field.arrows {
      let y = Self.viewport.y(atDot: Double(4 * arrow.row + 2))
      #expect(abs(Self.viewport.x(atDot: Double(2 * arrow.column + 1))) >= 1)
      #expect(abs(arrow.strength - (y > 0 ? 1 : half)) < 1e-12)
      #expect(arrow.rank == (y > 0 ? 3 : 2))
    }
    // 2.5 + 7 · 0.595 = 6.66 dots: from 91 + 3.3 back by 6.7.
    let shaft = Self.dots(field, 45, 25).filter { $0.y == 102 }.map(\.x)
    #expect(shaft.min() == 87 && shaft.max() == 94)
  }

  @Test func `a crowd hides an arrow whole`() {
    let east = FieldArrows(viewport: Self.viewport) { points in
      Cloud(
        x: .init(repeating: 1, count: points.count), y: .init(repeating: 0, count: points.count))
    }
    // Fifty particles on the tip of the arrow at cell (27, 13).
    let tip = (
      Self.viewport.x(atDot: 58.5), Self.viewport.y(atDot: 54.5)
    )
    let crowd = ParticleRaster(
      cloud: Cloud(
        x: .init(repeating: Float(tip.0), count: 50), y: .init(repeating: Float(tip.1), count: 50)),
      viewport: Self.viewport)
    let hidden = east.dots(over: crowd)
    for y in 50..<59 {
      for x in 49..<61 {
        let isSet = hidden.dots.contains(x, y)
        #expect(!isSet)
      }
    }
    #expect(!east.dots(over: Self.nobody).dots.isEmpty)
  }

  @Test func `a field that is not a number is left out and counted`() {
    let field = FieldArrows(viewport: Self.viewport) { points in
      Cloud(x: points.x.map { $0 > 0 ? .nan : 1 }, y: points.y.map { _ in 0 })
    }
    #expect(field.lost > 0)
    #expect(field.arrows.allSatisfy { Self.viewport.x(atDot: Double(2 * $0.column + 1)) <= 0 })
  }
}
