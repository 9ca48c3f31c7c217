/// Rows of equally wide cells from the top, each with a value ≥ 0: a picture in the plane.
public struct PixelGrid: Equatable, Sendable {
  /// All equally long, at least one.
  public let rows: [[Double]]

  /// The longer side of a picture whose width is not given.
  static let standardSize = 6.0

  public init(rows: [[Double]]) {
    precondition(!rows.isEmpty && rows.allSatisfy { $0.count == rows[0].count && !$0.isEmpty })
    self.rows = rows
  }

  /// The picture with at most `limit` cells along its longer side, each the mean of what it covers.
  public func reduced(to limit: Int) -> PixelGrid {
    let (columns, count) = (rows[0].count, rows.count)
    let longer = max(columns, count)
    guard longer > limit else { return self }
    func size(_ size: Int) -> Int {
      max(1, Int((Double(size) * Double(limit) / Double(longer)).rounded()))
    }
    let narrower = rows.map { Self.reduced($0, to: size(columns)) }
    let columnwise = narrower[0].indices.map { column in
      Self.reduced(narrower.map { $0[column] }, to: size(count))
    }
    return PixelGrid(
      rows: columnwise[0].indices.map { row in columnwise.map { $0[row] } })
  }

  /// Means over equal shares of a line, ends counted by the part that is covered.
  private static func reduced(_ line: [Double], to count: Int) -> [Double] {
    let step = Double(line.count) / Double(count)
    return (0..<count).map { place in
      let (start, end) = (Double(place) * step, Double(place + 1) * step)
      var sum = 0.0
      for index in Int(start)..<min(line.count, Int(end.rounded(.up))) {
        sum += line[index] * (min(end, Double(index + 1)) - max(start, Double(index)))
      }
      return sum / step
    }
  }

  /// Uniform on every cell, with masses in proportion to value times area; the picture's middle is
  /// the origin.
  ///
  /// Neighbouring rows that are equal become one, and so do columns: the law is the same, and its
  /// grid is smaller.
  func density(width: Double, height: Double) -> BoxMixture {
    let runsY = Self.runs(rows)
    let runsX = Self.runs(rows[0].indices.map { column in rows.map { $0[column] } })
    // Shared edges must be the same number, so that each is evaluated once.
    func edges(_ runs: [Range<Int>], _ count: Int, _ length: Double) -> [Double] {
      ([0] + runs.map(\.upperBound)).map { length * (Double($0) / Double(count) - 0.5) }
    }
    let x = edges(runsX, rows[0].count, width)
    let y = edges(runsY, rows.count, height)
    var boxes: [BoxMixture.Box] = []
    for (row, runY) in runsY.enumerated() {
      for (column, runX) in runsX.enumerated() {
        let value = rows[runY.lowerBound][runX.lowerBound]
        guard value > 0 else { continue }
        boxes.append(
          BoxMixture.Box(
            weight: value * Double(runX.count) * Double(runY.count),
            lower: Vector(x[column], -y[row + 1]), upper: Vector(x[column + 1], -y[row])))
      }
    }
    return BoxMixture(boxes)
  }

  /// The runs of equal neighbours.
  private static func runs(_ lines: [[Double]]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in lines.indices {
      if let last = runs.last, lines[last.lowerBound] == lines[index] {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }
}
