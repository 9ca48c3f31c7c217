package import DiffusionCore

/// The cloud as dots, counts a cell, and histograms of both coordinates.
package struct ParticleRaster: Sendable {
  package let columns: Int
  package let rows: Int
  /// Dots a cell in braille order.
  package private(set) var masks: [UInt8]
  package private(set) var counts: [Int32]
  /// Particles in each column of cells, whatever their row, and the other way round.
  package private(set) var columnCounts: [Int32]
  package private(set) var rowCounts: [Int32]
  /// Particles that have a NaN or infinite coordinate.
  package private(set) var lost = 0
  /// Finite particles outside the box.
  package private(set) var outside = 0

  package init(cloud: Cloud, viewport: Viewport) {
    columns = viewport.columns
    rows = viewport.rows
    masks = .init(repeating: 0, count: columns * rows)
    counts = .init(repeating: 0, count: columns * rows)
    columnCounts = .init(repeating: 0, count: columns)
    rowCounts = .init(repeating: 0, count: rows)
    add(cloud, viewport)
  }

  /// One pass over the particles, in which each costs the same wherever it is.
  private mutating func add(_ cloud: Cloud, _ viewport: Viewport) {
    let columns = columns
    let (width, height) = (Double(viewport.dotColumns), Double(viewport.dotRows))
    let (scaleX, scaleY) = (viewport.scaleX, viewport.scaleY)
    let offsetX = Double(columns) - viewport.centerX * scaleX
    let offsetY = Double(2 * rows) + viewport.centerY * scaleY
    var stray = StrayCount(viewport: viewport)
    cloud.x.withUnsafeBufferPointer { xs in
      cloud.y.withUnsafeBufferPointer { ys in
        masks.withUnsafeMutableBufferPointer { masks in
          counts.withUnsafeMutableBufferPointer { counts in
            for index in xs.indices {
              let x = Double(xs[index]) * scaleX + offsetX
              let y = offsetY - Double(ys[index]) * scaleY
              // Comparisons with NaN are false; within the bounds the conversions cannot trap.
              guard x >= 0, x < width, y >= 0, y < height else {
                stray.add(x, y, isFinite: xs[index].isFinite && ys[index].isFinite)
                continue
              }
              let (column, row) = (Int32(x), Int32(y))
              let cell = Int(row >> 2) &* columns &+ Int(column >> 1)
              masks[cell] |= DotGrid.bit(column, row)
              counts[cell] &+= 1
            }
          }
        }
      }
    }
    (lost, outside) = (stray.lost, stray.outside)
    (columnCounts, rowCounts) = (stray.columns, stray.rows)
    for row in 0..<rows {
      for column in 0..<columns {
        let count = counts[row * columns + column]
        columnCounts[column] += count
        rowCounts[row] += count
      }
    }
  }

  /// Particles that are not in the box.
  private struct StrayCount {
    var lost = 0
    var outside = 0
    /// Those that share a column or a row with the box.
    var columns: [Int32]
    var rows: [Int32]

    init(viewport: Viewport) {
      columns = .init(repeating: 0, count: viewport.columns)
      rows = .init(repeating: 0, count: viewport.rows)
    }

    /// Adds one at a position in dots.
    mutating func add(_ x: Double, _ y: Double, isFinite: Bool) {
      guard isFinite else { return lost += 1 }
      outside += 1
      if let x = cellIndex(x, below: 2 * columns.count) { columns[x >> 1] += 1 }
      if let y = cellIndex(y, below: 4 * rows.count) { rows[y >> 2] += 1 }
    }
  }
  /// Particles that one step of brightness stands for: 1 where cells hold few, then powers of two.
  ///
  /// It depends on the size of cloud and box alone, so that colours keep their meaning in a run.
  package static func unit(particles: Int, columns: Int, rows: Int) -> Int {
    let crowd = particles / max(1, 4 * columns * rows)
    return crowd < 2 ? 1 : 1 << (Int.bitWidth - 1 - crowd.leadingZeroBitCount)
  }

  /// Few, some, many, most: 1–2, 3–4, 5–8 and more units in a cell.
  static func role(count: Int32, unit: Int) -> Role {
    let count = Int(count)
    if count <= 2 * unit { return .particle1 }
    if count <= 4 * unit { return .particle2 }
    return count <= 8 * unit ? .particle3 : .particle4
  }
}
