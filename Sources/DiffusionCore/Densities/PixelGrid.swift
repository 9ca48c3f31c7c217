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
  ///
  /// - Parameter pieceName: what a connected piece is called where the picture has two to twelve and
  ///   they are its parts; "" for a picture that is not divided.
  func density(width: Double, height: Double, pieceName: String = "") -> BoxMixture {
    let runsY = Self.runs(rows)
    let runsX = Self.runs(rows[0].indices.map { column in rows.map { $0[column] } })
    // Shared edges must be the same number, so that each is evaluated once.
    func edges(_ runs: [Range<Int>], _ count: Int, _ length: Double) -> [Double] {
      ([0] + runs.map(\.upperBound)).map { length * (Double($0) / Double(count) - 0.5) }
    }
    let x = edges(runsX, rows[0].count, width)
    let y = edges(runsY, rows.count, height)
    let pieces = pieceName.isEmpty ? [] : pieces
    let count = (pieces.joined().max() ?? -1) + 1
    let isDivided = (2...Self.mostPieces).contains(count)
    var boxes: [BoxMixture.Box] = []
    var pieceOfBox: [Int] = []
    for (row, runY) in runsY.enumerated() {
      for (column, runX) in runsX.enumerated() {
        let value = rows[runY.lowerBound][runX.lowerBound]
        guard value > 0 else { continue }
        boxes.append(
          BoxMixture.Box(
            weight: value * Double(runX.count) * Double(runY.count),
            lower: Vector(x[column], -y[row + 1]), upper: Vector(x[column + 1], -y[row])))
        if isDivided { pieceOfBox.append(pieces[runY.lowerBound][runX.lowerBound]) }
      }
    }
    return BoxMixture(boxes, partName: isDivided ? pieceName : "", partOfBox: pieceOfBox)
  }

  private static let mostPieces = 12

  /// For each cell the number of the connected piece that it is in; −1 for cells of value 0.
  ///
  /// Pieces are counted from 0 in the order of their leftmost columns. Cells that share a corner are
  /// connected.
  private var pieces: [[Int]] {
    var result = rows.map { $0.map { _ in -1 } }
    var count = 0
    for column in rows[0].indices {
      for row in rows.indices where rows[row][column] > 0 && result[row][column] < 0 {
        var open = [(row, column)]
        result[row][column] = count
        while let (row, column) = open.popLast() {
          for i in max(0, row - 1)...min(rows.count - 1, row + 1) {
            for j in max(0, column - 1)...min(rows[0].count - 1, column + 1)
            where rows[i][j] > 0 && result[i][j] < 0 {
              result[i][j] = count
              open.append((i, j))
            }
          }
        }
        count += 1
      }
    }
    return result
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
