/// Equal cells over a box of the plane, row by row from its lower left corner.
public struct PlaneGrid: Equatable, Sendable {
  public let extent: Extent
  public let columns: Int
  public let rows: Int

  /// - Precondition: at least four columns and rows, a box with an inside.
  public init(_ extent: Extent, columns: Int, rows: Int) {
    precondition(columns >= 4 && rows >= 4)
    precondition(extent.xMax > extent.xMin && extent.yMax > extent.yMin)
    self.extent = extent
    self.columns = columns
    self.rows = rows
  }

  public var count: Int { columns * rows }

  /// The sides of a cell.
  public var spacing: Vector {
    Vector(
      (extent.xMax - extent.xMin) / Double(columns), (extent.yMax - extent.yMin) / Double(rows))
  }

  /// The area of a cell.
  public var area: Double { spacing.x * spacing.y }

  /// The middle of a cell.
  public func centre(_ index: Int) -> Vector {
    place(column: Double(index % columns) + 0.5, row: Double(index / columns) + 0.5)
  }

  /// The point so many cells from the lower left corner.
  func place(column: Double, row: Double) -> Vector {
    Vector(extent.xMin, extent.yMin) + spacing * Vector(column, row)
  }

  /// log p at the middle of every cell, in Float64.
  public func logDensities(of law: any Law) -> [Double] {
    (0..<count).map { law.evaluate(at: centre($0)).logDensity }
  }
}

extension PlaneGrid {
  /// Cells over all of the boxes, with a sixth of their size around them: for boxes of three
  /// deviations, at least one deviation more.
  init(covering boxes: [Extent], cells: Int) {
    var all = boxes[0]
    for box in boxes {
      all.xMin = min(all.xMin, box.xMin)
      all.xMax = max(all.xMax, box.xMax)
      all.yMin = min(all.yMin, box.yMin)
      all.yMax = max(all.yMax, box.yMax)
    }
    let margin = Vector(all.xMax - all.xMin, all.yMax - all.yMin) / 6
    self.init(
      Extent(
        xMin: all.xMin - margin.x, xMax: all.xMax + margin.x, yMin: all.yMin - margin.y,
        yMax: all.yMax + margin.y),
      columns: cells, rows: cells)
  }

  /// Cells that hold a density at all of the levels, with so many deviations of their noise.
  init(of density: any Density, at levels: [NoiseLevel], cells: Int, reach: Double = 3) {
    let clean = density.extent
    self.init(
      covering: levels.map { level in
        let (a, b) = (level.signal, reach * level.noise)
        return Extent(
          xMin: a * clean.xMin - b, xMax: a * clean.xMax + b, yMin: a * clean.yMin - b,
          yMax: a * clean.yMax + b)
      }, cells: cells)
  }
}
