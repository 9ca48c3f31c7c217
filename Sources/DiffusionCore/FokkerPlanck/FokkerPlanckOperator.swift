/// The generator of dp/dt = −div(b p) + D Δp on a grid with closed walls, per unit of D t.
///
/// Between two cells flows F = (D/h)[B(−Pe) pᵢ − B(Pe) pᵢ₊₁] with the cell Péclet number Pe = b h/D and
/// Bernoulli's function B(x) = x/(eˣ − 1): the exact flux of a stationary profile with constant drift
/// (Scharfetter & Gummel 1969). So the masses are those of a Markov chain: their sum stays, none
/// becomes negative, and with Pe = log π(i + 1) − log π(i) the cells' π is stationary to rounding.
/// Source: methods.md §12.
public struct FokkerPlanckOperator: Sendable {
  public let grid: PlaneGrid
  /// Rates from each cell to its right and upper neighbour, and back from those; 0 at the walls.
  private let right, left, up, down: [Double]
  /// The largest rate at which a cell is left.
  public let largestOutflow: Double

  /// How time is cut.
  public enum Scheme: Sendable {
    /// p + dt A p, in as many substeps as keep every mass positive.
    case explicit
    /// (I − dt A_y)⁻¹ (I − dt A_x)⁻¹ p in one step of any size.
    case implicit
  }

  /// - Parameters:
  ///   - peclet: the Péclet number of the face between a cell and its right (`.x`) or upper (`.y`)
  ///     neighbour, asked for each cell that has one.
  public init(_ grid: PlaneGrid, peclet: (Axis, _ cell: Int) -> Double) {
    self.grid = grid
    let (columns, count) = (grid.columns, grid.count)
    var rates = [[Double]](repeating: .init(repeating: 0, count: count), count: 4)
    var outflow = [Double](repeating: 0, count: count)
    let factor = 1 / (grid.spacing * grid.spacing)
    for cell in 0..<count {
      for axis in Axis.allCases {
        let isAtWall = axis == .x ? cell % columns == columns - 1 : cell >= count - columns
        guard !isAtWall else { continue }
        let (number, first) = (peclet(axis, cell), 2 * axis.rawValue)
        rates[first][cell] = factor[axis.rawValue] * Self.bernoulli(-number)
        rates[first + 1][cell] = factor[axis.rawValue] * Self.bernoulli(number)
        outflow[cell] += rates[first][cell]
        outflow[axis == .x ? cell + 1 : cell + columns] += rates[first + 1][cell]
      }
    }
    (right, left, up, down) = (rates[0], rates[1], rates[2], rates[3])
    largestOutflow = outflow.reduce(0, max)
  }

  /// The drift that has e^potential as its stationary law, at the middle of the cells.
  public init(_ grid: PlaneGrid, potential: [Double]) {
    self.init(grid) { axis, cell in
      potential[axis == .x ? cell + 1 : cell + grid.columns] - potential[cell]
    }
  }

  /// A drift over D given by a linear part and a share of a score: b/D = `linear` x + `score` s(x),
  /// taken at the middle of every face.
  public init(_ grid: PlaneGrid, linear: Double, score: Double, of field: any ScoreField) {
    let faces = Axis.allCases.map { axis in
      (0..<grid.count).map { cell in
        let isAcross = axis == .x
        return grid.place(
          column: Double(cell % grid.columns) + (isAcross ? 1 : 0.5),
          row: Double(cell / grid.columns) + (isAcross ? 0.5 : 1))
      }
    }
    let scores = faces.map { points in
      field.scores(at: Cloud(x: points.map { Float($0.x) }, y: points.map { Float($0.y) }))
    }
    let spacing = grid.spacing
    self.init(grid) { axis, cell in
      let k = axis.rawValue
      let drift = linear * faces[k][cell][k] + score * scores[k][cell][k]
      return spacing[k] * (drift.isFinite ? drift : 0)
    }
  }

  /// B(x) = x/(eˣ − 1), with its series where the quotient would lose digits.
  public static func bernoulli(_ x: Double) -> Double {
    abs(x) < 1e-5 ? 1 - x / 2 + x * x / 12 : x / Elementary.expm1(x)
  }

  /// The masses a time later, D · t = `amount`.
  public func advance(_ density: inout GridDensity, by amount: Double, _ scheme: Scheme) {
    switch scheme {
    case .explicit:
      // A tenth below the limit, so that rounding takes no mass below 0.
      let steps = max(1, Int((amount * largestOutflow / 0.9).rounded(.up)))
      advanceExplicitly(&density.masses, steps: steps, by: amount / Double(steps))
    case .implicit:
      solveRows(&density.masses, amount)
      solveColumns(&density.masses, amount)
    }
  }
}

// MARK: - Explicit

extension FokkerPlanckOperator {
  private func advanceExplicitly(_ masses: inout [Double], steps: Int, by step: Double) {
    let (columns, count) = (grid.columns, grid.count)
    // Fluxes to the right and up, behind a row of zeros: the wall below and to the left.
    var across = [Double](repeating: 0, count: count + columns)
    var upwards = across
    masses.withUnsafeMutableBufferPointer { p in
      across.withUnsafeMutableBufferPointer { across in
        upwards.withUnsafeMutableBufferPointer { upwards in
          for _ in 0..<steps {
            fluxes(p, step, to: 1, right, left, across)
            fluxes(p, step, to: columns, up, down, upwards)
            for cell in 0..<count {
              let net = across[cell &+ columns &- 1] - across[cell &+ columns]
              p[cell] += net + (upwards[cell] - upwards[cell &+ columns])
            }
          }
        }
      }
    }
  }

  /// What flows from each cell to the one `offset` further, in a time `step`.
  private func fluxes(
    _ p: UnsafeMutableBufferPointer<Double>, _ step: Double, to offset: Int, _ forth: [Double],
    _ back: [Double], _ result: UnsafeMutableBufferPointer<Double>
  ) {
    let columns = grid.columns
    forth.withUnsafeBufferPointer { forth in
      back.withUnsafeBufferPointer { back in
        for cell in 0..<p.count &- offset {
          result[cell &+ columns] =
            step * (forth[cell] * p[cell] - back[cell] * p[cell &+ offset])
        }
      }
    }
  }
}

// MARK: - Implicit

extension FokkerPlanckOperator {
  /// Solves (I − dt A_x) p′ = p along each row by elimination (Thomas).
  private func solveRows(_ masses: inout [Double], _ step: Double) {
    let columns = grid.columns
    var share = [Double](repeating: 0, count: columns)
    for start in stride(from: 0, to: grid.count, by: columns) {
      var carried = (share: 0.0, mass: 0.0)
      for column in 0..<columns {
        let cell = start + column
        let isFirst = column == 0
        let incoming = isFirst ? 0 : step * right[cell - 1]
        let diagonal = 1 + step * (right[cell] + (isFirst ? 0 : left[cell - 1]))
        let pivot = diagonal - incoming * carried.share
        share[column] = step * left[cell] / pivot
        masses[cell] = (masses[cell] + incoming * carried.mass) / pivot
        carried = (share[column], masses[cell])
      }
      for column in (0..<columns - 1).reversed() {
        masses[start + column] += share[column] * masses[start + column + 1]
      }
    }
  }

  /// The same along every column, all columns at once.
  private func solveColumns(_ masses: inout [Double], _ step: Double) {
    let columns = grid.columns
    var share = [Double](repeating: 0, count: grid.count)
    for cell in 0..<grid.count {
      let isFirst = cell < columns
      let incoming = isFirst ? 0 : step * up[cell - columns]
      let diagonal = 1 + step * (up[cell] + (isFirst ? 0 : down[cell - columns]))
      let pivot = diagonal - incoming * (isFirst ? 0 : share[cell - columns])
      share[cell] = step * down[cell] / pivot
      masses[cell] = (masses[cell] + incoming * (isFirst ? 0 : masses[cell - columns])) / pivot
    }
    for cell in (0..<grid.count - columns).reversed() {
      masses[cell] += share[cell] * masses[cell + columns]
    }
  }
}
