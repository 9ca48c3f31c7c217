/// The law that the masses of a grid stand for: log p is interpolated between the cells by bicubic
/// Hermite patches, once continuously differentiable.
///
/// Marginals are sums of the masses; a draw is a cell by its mass and a uniform place in it. Outside
/// of the middles of the outermost cells log p falls off as a Gaussian with a deviation of one cell.
public struct GridLaw: Law {
  public let level: NoiseLevel
  public let density: GridDensity
  private let patches: HermitePatches
  private let marginals: [[Double]]
  private let cumulative: CumulativeWeights
  /// What the parts are told from.
  private let reference: any Law

  /// - Parameters:
  ///   - level: the noise level that the density is seen at.
  ///   - reference: a law whose parts are taken, such as the exact one at the level.
  public init(_ density: GridDensity, at level: NoiseLevel, parts reference: any Law) {
    self.level = level
    self.density = density
    self.reference = reference
    let grid = density.grid
    patches = HermitePatches(density)
    var sums = [
      [Double](repeating: 0, count: grid.columns), [Double](repeating: 0, count: grid.rows),
    ]
    for (cell, mass) in density.masses.enumerated() {
      sums[0][cell % grid.columns] += mass
      sums[1][cell / grid.columns] += mass
    }
    marginals = sums
    cumulative = CumulativeWeights(density.masses)
  }

  public func evaluate(at point: Vector) -> LawValue { patches.evaluate(at: point) }

  /// Tweedie's formulas with the grid's own score: (x + b² s)/a and (b²/a²)(I + b² H).
  public func posterior(at point: Vector) -> Posterior {
    let (a, variance) = (level.signal, level.noise * level.noise)
    let value = evaluate(at: point)
    return Posterior(
      mean: (point + variance * value.score) / a,
      covariance: (variance / (a * a)) * (.identity + variance * value.hessian))
  }

  /// The exact sums over the other axis, linear between the middles of the cells.
  public func marginalDensity(_ axis: Axis, at value: Double) -> Double {
    let grid = density.grid
    let low = axis == .x ? grid.extent.xMin : grid.extent.yMin
    let sums = marginals[axis.rawValue]
    let spacing = grid.spacing[axis.rawValue]
    let place = (value - low) / spacing - 0.5
    guard place > -1, place < Double(sums.count) else { return 0 }
    let first = Int(place.rounded(.down))
    let share = place - Double(first)
    func mass(_ index: Int) -> Double { sums.indices.contains(index) ? sums[index] : 0 }
    return ((1 - share) * mass(first) + share * mass(first + 1)) / spacing
  }

  public func partProbabilities(at point: Vector) -> [Double] {
    reference.partProbabilities(at: point)
  }

  public func dispersion(at point: Vector) -> Double? { nil }

  public func sample(count: Int, stream: NoiseStream) -> Cloud {
    let grid = density.grid
    let choices = stream.uniforms(count: count)
    let across = stream.child(1).uniforms(count: count)
    let up = stream.child(2).uniforms(count: count)
    var cloud = Cloud(count: count)
    for index in 0..<count {
      let cell = cumulative.index(at: Double(choices[index]))
      cloud[index] = grid.place(
        column: Double(cell % grid.columns) + Double(across[index]),
        row: Double(cell / grid.columns) + Double(up[index]))
    }
    return cloud
  }

  public func scores(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      let score = patches.evaluate(at: Vector(Double(x[index]), Double(y[index]))).score
      scoreX[index] = Float(score.x)
      scoreY[index] = Float(score.y)
    }
  }

  public func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    for index in x.indices {
      result[index] = Float(
        patches.logDensity(at: Vector(Double(x[index]), Double(y[index]))))
    }
  }
}

/// log p between the middles of cells, from its values and slopes there.
private struct HermitePatches: Sendable {
  private let grid: PlaneGrid
  /// log p, its slopes along x and y, and its mixed slope at the middle of each cell, per cell.
  private let nodes: [SIMD4<Double>]

  init(_ density: GridDensity) {
    let grid = density.grid
    self.grid = grid
    let logArea = Elementary.log(grid.area)
    // The least positive number stands for no mass at all.
    let values = density.masses.map {
      Elementary.log(max($0, .leastNormalMagnitude)) - logArea
    }
    let (columns, rows) = (grid.columns, grid.rows)
    let across = values.indices.map { cell in
      Self.slope(values, cell, offset: 1, place: cell % columns, of: columns)
    }
    let upwards = values.indices.map { cell in
      Self.slope(values, cell, offset: columns, place: cell / columns, of: rows)
    }
    let mixed = values.indices.map { cell in
      Self.slope(across, cell, offset: columns, place: cell / columns, of: rows)
    }
    nodes = values.indices.map {
      SIMD4(values[$0], across[$0], upwards[$0], mixed[$0])
    }
  }

  /// The central difference; the smaller one-sided one where the two differ so much that the law is
  /// narrower than a cell and a cubic would rise above its ends; one-sided at a wall.
  private static func slope(
    _ values: [Double], _ cell: Int, offset: Int, place: Int, of count: Int
  ) -> Double {
    guard place > 0 else { return values[cell + offset] - values[cell] }
    guard place < count - 1 else { return values[cell] - values[cell - offset] }
    let (below, above) = (
      values[cell] - values[cell - offset], values[cell + offset] - values[cell]
    )
    if abs(above - below) < 4 { return (above + below) / 2 }
    guard (above > 0) == (below > 0) else { return 0 }
    return abs(above) < abs(below) ? above : below
  }

  /// Where a point is: the lower left of four middles, the place between them in cells, and how far
  /// beyond the outermost middles it is.
  private func locate(_ point: Vector) -> (node: Int, place: Vector, beyond: Vector) {
    let inCells =
      (point - Vector(grid.extent.xMin, grid.extent.yMin)) / grid.spacing - Vector(0.5, 0.5)
    let last = Vector(Double(grid.columns - 1), Double(grid.rows - 1))
    let inside = inCells.clamped(lowerBound: .zero, upperBound: last)
    let column = min(Int(inside.x), grid.columns - 2)
    let row = min(Int(inside.y), grid.rows - 2)
    return (
      row * grid.columns + column, inside - Vector(Double(column), Double(row)), inCells - inside
    )
  }

  /// Along a row: (value, ∂/∂y) of both of its rows under four weights, as what the weights along y
  /// are applied to.
  private func alongX(_ node: Int, _ weights: SIMD4<Double>) -> SIMD4<Double> {
    func pair(_ first: Int) -> (value: Double, slope: Double) {
      let (a, b) = (nodes[first], nodes[first + 1])
      return (
        (weights * SIMD4(a.x, b.x, a.y, b.y)).sum(), (weights * SIMD4(a.z, b.z, a.w, b.w)).sum()
      )
    }
    let (lower, upper) = (pair(node), pair(node + grid.columns))
    return SIMD4(lower.value, upper.value, lower.slope, upper.slope)
  }

  func logDensity(at point: Vector) -> Double {
    guard point.x.isFinite, point.y.isFinite else { return .nan }
    let (node, place, beyond) = locate(point)
    let value = (HermiteBasis(place.y).value * alongX(node, HermiteBasis(place.x).value)).sum()
    return value - 0.5 * beyond.dot(beyond)
  }

  func evaluate(at point: Vector) -> LawValue {
    guard point.x.isFinite, point.y.isFinite else { return .none }
    let (node, place, beyond) = locate(point)
    let (x, y) = (HermiteBasis(place.x), HermiteBasis(place.y))
    let (value, slope, bend) = (
      alongX(node, x.value), alongX(node, x.slope), alongX(node, x.bend)
    )
    let h = grid.spacing
    // Beyond the outermost middles only the fall-off changes along the axis.
    let isInside = beyond .== 0
    let slopes = Vector((y.value * slope).sum(), (y.slope * value).sum())
    let bends = Vector((y.value * bend).sum(), (y.bend * value).sum())
    let bent = bends.replacing(with: -1, where: .!isInside)
    let mixed = isInside[0] && isInside[1] ? (y.slope * slope).sum() : 0
    return LawValue(
      logDensity: (y.value * value).sum() - 0.5 * beyond.dot(beyond),
      score: slopes.replacing(with: -beyond, where: .!isInside) / h,
      hessian: SymmetricMatrix(
        xx: bent.x / (h.x * h.x), xy: mixed / (h.x * h.y), yy: bent.y / (h.y * h.y)))
  }
}

/// The cubics that take the values (first two) and slopes (last two) at 0 and 1, at a place between,
/// with their first and second derivatives.
private struct HermiteBasis {
  let value, slope, bend: SIMD4<Double>

  init(_ t: Double) {
    let (square, cube) = (t * t, t * t * t)
    value = SIMD4(
      1 - 3 * square + 2 * cube, 3 * square - 2 * cube, t - 2 * square + cube, cube - square)
    slope = SIMD4(
      6 * square - 6 * t, 6 * t - 6 * square, 1 - 4 * t + 3 * square, 3 * square - 2 * t)
    bend = SIMD4(12 * t - 6, 6 - 12 * t, 6 * t - 4, 6 * t - 2)
  }
}
