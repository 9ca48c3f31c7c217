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

  private mutating func add(_ cloud: Cloud, _ viewport: Viewport) {
    let (columns, dotColumns, dotRows) = (columns, viewport.dotColumns, viewport.dotRows)
    let (scaleX, scaleY) = (viewport.scaleX, viewport.scaleY)
    let offsetX = Double(columns) - viewport.centerX * scaleX
    let offsetY = Double(2 * rows) + viewport.centerY * scaleY
    var (lost, outside) = (0, 0)
    cloud.x.withUnsafeBufferPointer { xs in
      cloud.y.withUnsafeBufferPointer { ys in
        masks.withUnsafeMutableBufferPointer { masks in
          counts.withUnsafeMutableBufferPointer { counts in
            columnCounts.withUnsafeMutableBufferPointer { columnCounts in
              rowCounts.withUnsafeMutableBufferPointer { rowCounts in
                for index in xs.indices {
                  let x = cellIndex(Double(xs[index]) * scaleX + offsetX, below: dotColumns)
                  let y = cellIndex(offsetY - Double(ys[index]) * scaleY, below: dotRows)
                  guard let x, let y else {
                    guard xs[index].isFinite, ys[index].isFinite else {
                      lost += 1
                      continue
                    }
                    outside += 1
                    if let x { columnCounts[x >> 1] += 1 }
                    if let y { rowCounts[y >> 2] += 1 }
                    continue
                  }
                  let cell = (y >> 2) * columns + (x >> 1)
                  masks[cell] |= DotGrid.bit(x, y)
                  counts[cell] &+= 1
                  columnCounts[x >> 1] += 1
                  rowCounts[y >> 2] += 1
                }
              }
            }
          }
        }
      }
    }
    (self.lost, self.outside) = (lost, outside)
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
