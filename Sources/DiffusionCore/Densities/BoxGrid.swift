/// The sides of a set of boxes along each axis, each distinct one kept once.
///
/// Where the boxes fill a good part of the grid that their sides span, as the pixels of a picture do,
/// it also holds their densities as a matrix: a sum over all boxes is then a product of it with what
/// the sides are along x and along y.
struct BoxGrid: Sendable {
  /// A side as a range of one coordinate.
  struct Side: Hashable, Sendable {
    var lower: Double
    var upper: Double

    var length: Double { upper - lower }
  }

  let sidesX: [Side]
  let sidesY: [Side]
  /// For each box the indices of its sides.
  let indexX: [Int]
  let indexY: [Int]
  /// The density of the boxes that have these sides, row after row of sides along y; nil where boxes
  /// are too scattered for a matrix.
  let densities: [Double]?

  /// A product with a matrix costs so much less a term than a sum over boxes with its exponentials.
  private static let gain = 12

  init(_ boxes: [BoxMixture.Box]) {
    (sidesX, indexX) = Self.distinct(boxes.map { Side(lower: $0.lower.x, upper: $0.upper.x) })
    (sidesY, indexY) = Self.distinct(boxes.map { Side(lower: $0.lower.y, upper: $0.upper.y) })
    guard sidesX.count * sidesY.count <= Self.gain * boxes.count else {
      densities = nil
      return
    }
    var densities = [Double](repeating: 0, count: sidesX.count * sidesY.count)
    for (index, box) in boxes.enumerated() {
      densities[indexY[index] * sidesX.count + indexX[index]] +=
        box.weight / (box.size.x * box.size.y)
    }
    self.densities = densities
  }

  private static func distinct(_ all: [Side]) -> ([Side], [Int]) {
    // In the order of their lower ends, so that those near a coordinate are neighbours.
    let sides = Set(all).sorted { ($0.lower, $0.upper) < ($1.lower, $1.upper) }
    let positions = Dictionary(uniqueKeysWithValues: zip(sides, sides.indices))
    return (sides, all.map { positions[$0] ?? 0 })
  }
}
