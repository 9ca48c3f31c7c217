/// A distribution as the probability of each cell of a grid.
public struct GridDensity: Equatable, Sendable {
  public let grid: PlaneGrid
  /// Row by row from the lower left cell.
  public var masses: [Double]

  /// - Precondition: a mass for each cell.
  public init(_ grid: PlaneGrid, masses: [Double]) {
    precondition(masses.count == grid.count)
    self.grid = grid
    self.masses = masses
  }

  /// p at the middle of each cell times its area; not scaled to 1, so that what lies outside of the
  /// grid is missed and not spread.
  public init(_ law: any Law, on grid: PlaneGrid) {
    self.init(
      grid, masses: grid.logDensities(of: law).map { Elementary.exp($0) * grid.area })
  }

  /// The sum of all masses.
  public var total: Double { masses.reduce(0, +) }

  /// The same with the sum 1.
  public var normalised: GridDensity {
    let total = total
    return GridDensity(grid, masses: masses.map { $0 / total })
  }

  /// Σ |p − q| over the cells.
  public func distance(to other: GridDensity) -> Double {
    zip(masses, other.masses).reduce(0) { $0 + abs($1.0 - $1.1) }
  }

  /// KL(p ‖ q) = Σ p log(p/q) of two distributions with the same sum.
  public func divergence(from other: GridDensity) -> Double {
    zip(masses, other.masses).reduce(0) { sum, pair in
      pair.0 > 0 ? sum + pair.0 * Elementary.log(pair.0 / pair.1) : sum
    }
  }
}

/// Particles counted in blocks of cells and held against the masses of a grid.
public struct HistogramDistance: Sendable {
  /// ½ Σ |n_j/N − P_j|, the total variation between the particles' histogram and the grid.
  public var value: Double
  /// What the value is on average for N independent draws from the grid's law.
  public var floor: Double

  /// - Parameter blocks: blocks of cells along each side; particles outside are counted at the edge.
  public init(of cloud: Cloud, _ density: GridDensity, blocks: Int = 12) {
    let grid = density.grid
    var masses = [Double](repeating: 0, count: blocks * blocks)
    for (index, mass) in density.masses.enumerated() {
      let column = index % grid.columns * blocks / grid.columns
      masses[index / grid.columns * blocks / grid.rows * blocks + column] += mass
    }
    var counts = [Int](repeating: 0, count: blocks * blocks)
    for index in 0..<cloud.count {
      let cell = (cloud[index] - Vector(grid.extent.xMin, grid.extent.yMin)) / grid.spacing
      func block(_ place: Double, of cells: Int) -> Int {
        // A NaN goes to the first block.
        let inside = place > 0 ? min(Int(min(place, Double(cells))), cells - 1) : 0
        return inside * blocks / cells
      }
      counts[block(cell.y, of: grid.rows) * blocks + block(cell.x, of: grid.columns)] += 1
    }
    let total = Double(max(1, cloud.count))
    value = zip(counts, masses).reduce(0) { $0 + abs(Double($1.0) / total - $1.1) } / 2
    floor =
      masses.reduce(0) { $0 + Self.meanDeviation(trials: cloud.count, probability: $1) } / total / 2
  }

  /// E|X − n p| for X ~ Binomial(n, p): 2 ν (n choose ν) p^ν (1 − p)^{n−ν+1} with ν = ⌊n p⌋ + 1.
  ///
  /// Source: de Moivre 1730; Diaconis & Zabell 1991.
  public static func meanDeviation(trials n: Int, probability p: Double) -> Double {
    guard n > 0, p > 0, p < 1 else { return 0 }
    let order = min(n, Int(Double(n) * p) + 1)
    let (count, rest) = (Double(order), Double(n - order))
    return 2
      * Elementary.exp(
        Elementary.log(count) + logFactorial(n) - logFactorial(order) - logFactorial(n - order)
          + count * Elementary.log(p) + (rest + 1) * Elementary.log1p(-p))
  }

  /// log n!, by Stirling's series from 10 on: the next term is below 1e-10.
  private static func logFactorial(_ n: Int) -> Double {
    guard n >= 10 else {
      return (0..<max(0, n)).reduce(0) { $0 + Elementary.log(Double($1 + 1)) }
    }
    let x = Double(n)
    return x * Elementary.log(x) - x + 0.5 * Elementary.log(2 * .pi * x) + 1 / (12 * x)
      - 1 / (360 * x * x * x) + 1 / (1260 * x * x * x * x * x)
  }
}
