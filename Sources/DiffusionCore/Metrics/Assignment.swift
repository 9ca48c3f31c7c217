/// The cheapest pairing of n points with n others, by shortest augmenting paths.
///
/// O(n³) at worst, without a cost matrix: costs are squared distances, computed where they are asked
/// for. Exact but for the rounding of sums. Sources: Jonker and Volgenant 1987; Crouse 2016.
public struct Assignment: Sendable {
  /// The partner of each point of the first set.
  public let partners: [Int]
  /// Prices u, v with uᵢ + vⱼ ≤ |xᵢ − yⱼ|², and equality for partners: they prove that no pairing is
  /// cheaper.
  public let prices: (first: [Double], second: [Double])
  /// Σ |xᵢ − y_partner|².
  public let cost: Double

  /// - Precondition: both sets are equally large.
  public init(_ a: Points, _ b: Points) {
    precondition(a.count == b.count)
    var search = PathSearch(a, b)
    for row in 0..<a.count { search.augment(from: row) }
    partners = search.columnOfRow
    prices = (search.u, search.v)
    cost = partners.enumerated().reduce(0) { sum, pair in
      let difference = a[pair.offset] - b[pair.element]
      return sum + difference.dot(difference)
    }
  }
}

/// The state between augmentations: a cheapest pairing of some rows, and the prices that prove it.
private struct PathSearch {
  let a: Points
  let b: Points
  var u: [Double]
  var v: [Double]
  var columnOfRow: [Int]
  private var rowOfColumn: [Int]
  /// The length of the shortest known path to each column, and the row before it.
  private var lengths: [Double]
  private var before: [Int]
  /// Columns that no path has reached for good.
  private var open: [Int]

  init(_ a: Points, _ b: Points) {
    (self.a, self.b) = (a, b)
    let count = a.count
    u = .init(repeating: 0, count: count)
    v = .init(repeating: 0, count: count)
    columnOfRow = .init(repeating: -1, count: count)
    rowOfColumn = .init(repeating: -1, count: count)
    lengths = .init(repeating: .infinity, count: count)
    before = .init(repeating: -1, count: count)
    open = []
  }

  /// Pairs one more row, by the path of least reduced cost to a column that is free.
  mutating func augment(from start: Int) {
    let count = a.count
    for column in 0..<count { lengths[column] = .infinity }
    open = Array(0..<count)
    var closed: [Int] = []
    var (row, length) = (start, 0.0)
    while true {
      let place = extend(from: row, length)
      let column = open[place]
      length = lengths[column]
      open.swapAt(place, open.count - 1)
      open.removeLast()
      guard rowOfColumn[column] >= 0 else {
        updatePrices(start, closed, length)
        return pair(column, start)
      }
      closed.append(column)
      row = rowOfColumn[column]
    }
  }

  /// Looks from a row at all open columns; the place in `open` of the nearest one.
  private mutating func extend(from row: Int, _ length: Double) -> Int {
    let (x, y, base) = (a.x[row], a.y[row], length - u[row])
    var (nearest, place) = (Double.infinity, 0)
    for index in open.indices {
      let column = open[index]
      let (dx, dy) = (x - b.x[column], y - b.y[column])
      let through = base + (dx * dx + dy * dy) - v[column]
      if through < lengths[column] {
        lengths[column] = through
        before[column] = row
      }
      // Of equal ones a free column ends the search.
      let known = lengths[column]
      if known < nearest || (known == nearest && rowOfColumn[column] < 0) {
        (nearest, place) = (known, index)
      }
    }
    return place
  }

  private mutating func updatePrices(_ start: Int, _ closed: [Int], _ length: Double) {
    u[start] += length
    for column in closed {
      let rest = length - lengths[column]
      u[rowOfColumn[column]] += rest
      v[column] -= rest
    }
  }

  /// Swaps partners along the path that ends in a column.
  private mutating func pair(_ end: Int, _ start: Int) {
    var column = end
    while true {
      let row = before[column]
      rowOfColumn[column] = row
      (columnOfRow[row], column) = (column, columnOfRow[row])
      if row == start { return }
    }
  }
}
