package import DiffusionCore

/// A vector field on a coarse grid of cells.
package struct FieldArrows: Sendable {
  /// Cells from arrow to arrow.
  package static let columnStep = 6
  package static let rowStep = 3

  /// The direction of an arrow, its length as a share of the field's strong ones, and its cell.
  package struct Arrow: Equatable, Sendable {
    package var column: Int
    package var row: Int
    /// A unit vector, y upwards.
    package var direction: Vector
    /// (|s| / 93rd percentile of |s|)^¾, at most 1.
    package var strength: Double
    /// Weak, middle, strong: 1, 2, 3.
    package var rank: Int { 1 + (strength > 0.5 ? 1 : 0) + (strength > 0.8 ? 1 : 0) }
  }

  package private(set) var arrows: [Arrow] = []
  /// Places where the field is not a number.
  package private(set) var lost = 0

  /// Takes the field at the particles of a cloud.
  package init(viewport: Viewport, field: (Cloud) -> Cloud) {
    let cells = Self.cells(viewport)
    guard !cells.isEmpty else { return }
    var points = Cloud(count: cells.count)
    for (index, cell) in cells.enumerated() {
      points[index] = Vector(
        viewport.x(atDot: Double(2 * cell.column + 1)), viewport.y(atDot: Double(4 * cell.row + 2)))
    }
    let values = field(points)
    let lengths = (0..<cells.count).map { values[$0].length }
    lost = lengths.reduce(0) { $1.isFinite ? $0 : $0 + 1 }
    let strong = Self.quantile(lengths.filter(\.isFinite), 0.93)
    guard strong > 0 else { return }
    for (index, cell) in cells.enumerated() where lengths[index].isFinite {
      let length = lengths[index]
      guard length >= 0.1 * strong else { continue }
      let root = min(length / strong, 1).squareRoot()
      arrows.append(
        Arrow(
          column: cell.column, row: cell.row, direction: values[index] / length,
          strength: root * root.squareRoot()))
    }
  }

  /// The cells that arrows are centred on: all whole arrows lie inside the box.
  private static func cells(_ viewport: Viewport) -> [(column: Int, row: Int)] {
    var cells: [(column: Int, row: Int)] = []
    for row in stride(from: rowStep / 2, to: viewport.rows, by: rowStep) {
      for column in stride(from: columnStep / 2, to: viewport.columns, by: columnStep) {
        let (x, y) = (2 * column + 1, 4 * row + 2)
        guard x >= 5, x < viewport.dotColumns - 5, y >= 5, y < viewport.dotRows - 5 else {
          continue
        }
        cells.append((column, row))
      }
    }
    return cells
  }

  /// The quantile with linear interpolation between order statistics; 0 for none.
  static func quantile(_ values: [Double], _ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let position = share * Double(sorted.count - 1)
    let lower = cellIndex(position, below: sorted.count) ?? 0
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
  }

  /// A dense cloud hides an arrow whole: its cells may hold this many particles on average.
  static let crowd = 2.2

  /// Draws the arrows that the particles leave room for.
  ///
  /// - Returns: the dots, and the rank of the strongest arrow in each cell, 0 for none.
  package func dots(over particles: ParticleRaster) -> (dots: DotGrid, ranks: [UInt8]) {
    var dots = DotGrid(columns: particles.columns, rows: particles.rows)
    var ranks = [UInt8](repeating: 0, count: particles.columns * particles.rows)
    var path: [SIMD2<Int>] = []
    var cells: [Int] = []
    for arrow in arrows {
      path.removeAll(keepingCapacity: true)
      cells.removeAll(keepingCapacity: true)
      Self.trace(arrow, into: &path)
      for dot in path {
        let cell = (dot.y >> 2) * particles.columns + (dot.x >> 1)
        if ranks.indices.contains(cell), !cells.contains(cell) { cells.append(cell) }
      }
      let count = cells.reduce(0) { $0 + Int(particles.counts[$1]) }
      guard Double(count) <= Self.crowd * Double(cells.count) else { continue }
      for dot in path { dots.set(dot.x, dot.y) }
      for cell in cells { ranks[cell] = max(ranks[cell], UInt8(arrow.rank)) }
    }
    return (dots, ranks)
  }

  /// The dots of one arrow: a shaft of 2.5 + 7 · strength dots about its centre and two barbs of 2.5
  /// dots at 135° from the tip.
  static func trace(_ arrow: Arrow, into path: inout [SIMD2<Int>]) {
    let length = 2.5 + 7 * arrow.strength
    // Rows grow downwards.
    let ahead = Vector(arrow.direction.x, -arrow.direction.y)
    let center = Vector(Double(2 * arrow.column + 1), Double(4 * arrow.row + 2))
    let tip = rounded(center + ahead * (length / 2))
    line(from: tip, to: rounded(tip - ahead * length), into: &path)
    let half = 0.5.squareRoot()
    let left = Vector(-ahead.x - ahead.y, ahead.x - ahead.y) * half
    let right = Vector(-ahead.x + ahead.y, -ahead.x - ahead.y) * half
    line(from: tip, to: rounded(tip + left * 2.5), into: &path)
    line(from: tip, to: rounded(tip + right * 2.5), into: &path)
  }

  private static func rounded(_ v: Vector) -> Vector {
    Vector(v.x.rounded(.toNearestOrEven), v.y.rounded(.toNearestOrEven))
  }

  private static func line(from a: Vector, to b: Vector, into path: inout [SIMD2<Int>]) {
    // Ends are whole dots at most some ten away from a cell of the screen.
    let steps = max(1, Int(max(abs(b.x - a.x), abs(b.y - a.y))))
    for step in 0...steps {
      let point = rounded(a + (b - a) * (Double(step) / Double(steps)))
      path.append(SIMD2(Int(point.x), Int(point.y)))
    }
  }
}
