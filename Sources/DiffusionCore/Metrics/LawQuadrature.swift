/// The density of a law on cells, and what follows from it: its entropy, and the mass of blocks.
///
/// The middles of cells as narrow as the narrowest part, over a box that is twice as wide as what
/// holds nearly all of the data. Densities are those of the batch path, so that sums are good to
/// Float's rounding, 1e-6; where the support has an edge, only to the share of the cells on it.
struct LawQuadrature: Sendable {
  /// −∫ p log p in nats, over the mass that was found; nil where that is not 1 to one part in a
  /// hundred.
  let entropy: Double?
  /// The mass of every block, row by row from the lower left one; the sum is 1.
  let masses: [Double]
  private let extent: Extent

  /// Blocks along each side.
  static let blocks = 24
  /// The least and most cells along each side of a block.
  private static let cellsOfBlock = (4, 40)

  init(of law: any Law, _ density: any Density) {
    extent = Self.extent(of: law, density)
    let (a, b) = (law.level.signal, law.level.noise)
    let narrow = a * density.smallestDeviation
    let side = max(extent.xMax - extent.xMin, extent.yMax - extent.yMin)
    let wanted = side / Double(Self.blocks) / (narrow * narrow + b * b).squareRoot()
    let cells = Int(max(Double(Self.cellsOfBlock.0), min(Double(Self.cellsOfBlock.1), wanted))) + 1
    let grid = PlaneGrid(extent, columns: Self.blocks * cells, rows: Self.blocks * cells)
    var masses = [Double](repeating: 0, count: Self.blocks * Self.blocks)
    var sum = 0.0
    for row in 0..<grid.rows {
      let centres = (0..<grid.columns).map { grid.centre(row * grid.columns + $0) }
      for (column, logDensity) in law.logDensities(at: centres).enumerated()
      where logDensity > -.infinity {
        let mass = Elementary.exp(Double(logDensity)) * grid.area
        masses[row / cells * Self.blocks + column / cells] += mass
        sum -= mass * Double(logDensity)
      }
    }
    let total = masses.reduce(0, +)
    entropy = abs(total - 1) < 0.01 ? sum / total : nil
    self.masses = masses.map { $0 / total }
  }

  /// The block of a point; one outside belongs to the nearest.
  func block(of point: Vector) -> Int {
    func place(_ value: Double, _ low: Double, _ high: Double) -> Int {
      let share = (value - low) / (high - low) * Double(Self.blocks)
      return Int(max(0, min(Double(Self.blocks - 1), share)))
    }
    return place(point.y, extent.yMin, extent.yMax) * Self.blocks
      + place(point.x, extent.xMin, extent.xMax)
  }

  /// How many points lie in each block.
  func counts(of points: Points) -> [Int] {
    var counts = [Int](repeating: 0, count: masses.count)
    for index in 0..<points.count { counts[block(of: points[index])] += 1 }
    return counts
  }

  private static func extent(of law: any Law, _ density: any Density) -> Extent {
    let (a, b) = (law.level.signal, law.level.noise)
    let clean = density.extent
    // The extent ends three deviations from the outermost parts.
    let x = a * (clean.xMax - clean.xMin) / 2 + 6.5 * b
    let y = a * (clean.yMax - clean.yMin) / 2 + 6.5 * b
    return Extent(
      xMin: a * clean.xMin - x, xMax: a * clean.xMax + x, yMin: a * clean.yMin - y,
      yMax: a * clean.yMax + y)
  }
}

extension Law {
  /// log p in Float at points.
  fileprivate func logDensities(at points: [Vector]) -> [Float] {
    let (x, y) = (points.map { Float($0.x) }, points.map { Float($0.y) })
    var result = [Float](repeating: 0, count: points.count)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        result.withUnsafeMutableBufferPointer { logDensities(x: x, y: y, into: $0) }
      }
    }
    return result
  }
}
