/// Log density and score of boxes on a grid, as a product of the matrix of their densities with the
/// masses of the sides along both axes.
///
/// With m(x) the masses of the sides under the noise and d(x) the differences of φ at their ends,
/// p = mᵀ(y) W m(x)/a² and ∇p = (mᵀ(y) W d(x), dᵀ(y) W m(x))/(a² b): a multiplication and an addition
/// a box, and exponentials only for the ends. Sides further than 26 deviations behind the nearest
/// are left out; points for which that could matter are left to the sum in logarithms.
struct BoxGridProduct {
  private var axisX: GridAxis
  private var axisY: GridAxis
  private let densities: [Double]
  private let shift: Double
  private let inverseNoise: Double
  /// Σⱼ m(y)ⱼ Wⱼᵢ and Σⱼ d(y)ⱼ Wⱼᵢ.
  private var masses: [Double]
  private var slopes: [Double]

  /// A sum of this size is known to e⁻²⁰ whatever was left out.
  private static let least = 1e-138

  /// Nil where the grid has no matrix.
  init?(_ grid: BoxGrid, _ level: NoiseLevel) {
    guard let densities = grid.densities else { return nil }
    self.densities = densities
    axisX = GridAxis(grid.sidesX, level)
    axisY = GridAxis(grid.sidesY, level)
    shift = -2 * Elementary.log(level.signal)
    inverseNoise = 1 / level.noise
    masses = Array(repeating: 0, count: grid.sidesX.count)
    slopes = masses
  }

  /// Nil for a point too far from all boxes of its rows and columns; the score is 0 unless wanted.
  mutating func evaluate(
    at point: Vector, withScore: Bool
  ) -> (logDensity: Double, score: Vector)? {
    let columns = axisX.evaluate(at: point.x)
    let rows = axisY.evaluate(at: point.y)
    guard !columns.isEmpty, !rows.isEmpty else { return nil }
    if withScore { sumRows(rows, columns) } else { sumMasses(rows, columns) }
    var (sum, slopeX, slopeY) = (0.0, 0.0, 0.0)
    for column in columns {
      sum += masses[column] * axisX.masses[column]
      if withScore {
        slopeX += masses[column] * axisX.slopes[column]
        slopeY += slopes[column] * axisX.masses[column]
      }
    }
    guard sum > Self.least, sum < .infinity else { return nil }
    let score = Vector(slopeX, slopeY) * (inverseNoise / sum)
    return (Elementary.log(sum) + shift + axisX.logScale + axisY.logScale, score)
  }

  private mutating func sumRows(_ rows: Range<Int>, _ columns: Range<Int>) {
    let width = masses.count
    densities.withUnsafeBufferPointer { densities in
      masses.withUnsafeMutableBufferPointer { masses in
        slopes.withUnsafeMutableBufferPointer { slopes in
          for column in columns { (masses[column], slopes[column]) = (0, 0) }
          for row in rows {
            let (mass, slope) = (axisY.masses[row], axisY.slopes[row])
            let start = row &* width
            for column in columns {
              let density = densities[start &+ column]
              masses[column] += mass * density
              slopes[column] += slope * density
            }
          }
        }
      }
    }
  }

  private mutating func sumMasses(_ rows: Range<Int>, _ columns: Range<Int>) {
    let width = masses.count
    densities.withUnsafeBufferPointer { densities in
      masses.withUnsafeMutableBufferPointer { masses in
        for column in columns { masses[column] = 0 }
        for row in rows {
          let mass = axisY.masses[row]
          let start = row &* width
          for column in columns { masses[column] += mass * densities[start &+ column] }
        }
      }
    }
  }
}

/// The sides along one axis at one coordinate, all relative to e^{logScale}.
private struct GridAxis {
  /// Φ(β) − Φ(α) and φ(α) − φ(β) of every side.
  private(set) var masses: [Double]
  private(set) var slopes: [Double]
  private(set) var logScale = 0.0

  private struct Side {
    var lower: Int
    var upper: Int
  }

  /// a u / b at every end u, in increasing order.
  private let ends: [Double]
  private let sides: [Side]
  /// Whether the sides are the intervals between neighbouring ends, in their order.
  private let isPartition: Bool
  private let inverseNoise: Double
  /// φ and the tail of the normal beyond |z| at every end.
  private var heights: [Double]
  private var tails: [Double]
  private var places: [Double]

  /// Ends this many squared deviations behind the nearest count as infinitely far: e⁻³⁴⁵.
  private static let reach = 690.0

  init(_ sides: [BoxGrid.Side], _ level: NoiseLevel) {
    let ratio = level.signal / level.noise
    let values = Set(sides.flatMap { [$0.lower, $0.upper] }).sorted()
    let position = Dictionary(uniqueKeysWithValues: zip(values, values.indices))
    let places = sides.map {
      Side(lower: position[$0.lower] ?? 0, upper: position[$0.upper] ?? 0)
    }
    isPartition =
      places.count + 1 == values.count
      && places.indices.allSatisfy { places[$0].lower == $0 && places[$0].upper == $0 + 1 }
    self.sides = places
    ends = values.map { $0 * ratio }
    inverseNoise = 1 / level.noise
    masses = Array(repeating: 0, count: sides.count)
    slopes = masses
    heights = Array(repeating: 0, count: values.count)
    tails = heights
    self.places = heights
  }

  /// The sides that may have mass here; none where the coordinate is out of range.
  mutating func evaluate(at value: Double) -> Range<Int> {
    let place = value * inverseNoise
    let nearest = max(ends[0] - place, place - ends[ends.count - 1], 0)
    guard nearest < 1e15 else { return 0..<0 }
    logScale = -0.5 * nearest * nearest
    let window = (nearest * nearest + Self.reach).squareRoot()
    // The last end before the window and the first one after it, where there are such.
    let low = max(0, firstEnd(above: place - window) - 1)
    let high = min(ends.count - 1, firstEnd(above: place + window))
    for index in low...high {
      let z = ends[index] - place
      let distance = abs(z)
      places[index] = z
      let fall = 0.5 * (distance - nearest) * (distance + nearest)
      let height = 2 * fall < Self.reach ? Elementary.exp(-fall) : 0
      heights[index] = height
      tails[index] = 0.5 * height * Elementary.scaledTail(distance * Elementary.squareRootOfHalf)
    }
    let range = isPartition ? low..<high : 0..<sides.count
    for index in range { weigh(index, low, high) }
    return range
  }

  /// Ends beyond `low` and `high` have nothing behind them, as these two.
  private mutating func weigh(_ index: Int, _ low: Int, _ high: Int) {
    let side = sides[index]
    guard side.upper > low, side.lower < high else {
      (masses[index], slopes[index]) = (0, 0)
      return
    }
    let (lower, upper) = (max(low, side.lower), min(high, side.upper))
    masses[index] =
      if places[lower] >= 0 {
        tails[lower] - tails[upper]
      } else if places[upper] <= 0 {
        tails[upper] - tails[lower]
      } else {
        1 - tails[lower] - tails[upper]
      }
    slopes[index] = Elementary.inverseSquareRootOf2Pi * (heights[lower] - heights[upper])
  }

  private func firstEnd(above limit: Double) -> Int {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > limit { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
