/// Dots of braille cells: 2 × 4 a cell, one bit each.
package struct DotGrid: Equatable, Sendable {
  package let columns: Int
  package let rows: Int
  /// One mask a cell, row by row, in the bit order of U+2800 … U+28FF.
  package private(set) var masks: [UInt8]

  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    masks = .init(repeating: 0, count: self.columns * self.rows)
  }

  /// The bit of the dot at (x mod 2, y mod 4): braille numbers its dots by column, the last row apart.
  @inline(__always)
  package static func bit<Index: FixedWidthInteger>(_ x: Index, _ y: Index) -> UInt8 {
    // A byte for each dot, the left column's four below the right one's: no branch in long loops.
    let bits: UInt64 = 0x8020_1008_4004_0201
    return UInt8(
      truncatingIfNeeded: bits >> (UInt64(truncatingIfNeeded: (x & 1) << 2 | y & 3) << 3))
  }

  package var isEmpty: Bool { masks.allSatisfy { $0 == 0 } }

  package func contains(_ x: Int, _ y: Int) -> Bool {
    guard x >= 0, y >= 0, x < 2 * columns, y < 4 * rows else { return false }
    return masks[(y >> 2) * columns + (x >> 1)] & Self.bit(x, y) != 0
  }

  /// Sets a dot; outside the grid nothing happens.
  package mutating func set(_ x: Int, _ y: Int) {
    guard x >= 0, y >= 0, x < 2 * columns, y < 4 * rows else { return }
    masks[(y >> 2) * columns + (x >> 1)] |= Self.bit(x, y)
  }

  mutating func clear(_ x: Int, _ y: Int) {
    guard x >= 0, y >= 0, x < 2 * columns, y < 4 * rows else { return }
    masks[(y >> 2) * columns + (x >> 1)] &= ~Self.bit(x, y)
  }

  /// A line one dot wide between two positions in dots; what lies outside is cut off.
  package mutating func line(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) {
    guard let segment = Self.clip(x0, y0, x1, y1, Double(2 * columns), Double(4 * rows)) else {
      return
    }
    let (ax, ay, bx, by) = segment
    let longest = max(abs(bx - ax), abs(by - ay))
    let steps = max(1, Int(longest.rounded(.up)))
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      if let x = cellIndex(ax + (bx - ax) * share, below: 2 * columns),
        let y = cellIndex(ay + (by - ay) * share, below: 4 * rows)
      {
        set(x, y)
      }
    }
  }

  /// The part of a segment inside the box, after Liang and Barsky; nil where there is none.
  private static func clip(
    _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ width: Double, _ height: Double
  ) -> (Double, Double, Double, Double)? {
    guard x0.isFinite, y0.isFinite, x1.isFinite, y1.isFinite else { return nil }
    let (dx, dy) = (x1 - x0, y1 - y0)
    guard dx.isFinite, dy.isFinite else { return nil }
    var (enter, leave) = (0.0, 1.0)
    for (direction, room) in [(-dx, x0), (dx, width - x0), (-dy, y0), (dy, height - y0)] {
      if direction == 0 {
        if room < 0 { return nil }
      } else if direction < 0 {
        enter = max(enter, room / direction)
      } else {
        leave = min(leave, room / direction)
      }
    }
    guard enter <= leave else { return nil }
    return (x0 + dx * enter, y0 + dy * enter, x0 + dx * leave, y0 + dy * leave)
  }

  /// Adds the dots of a grid of the same size.
  mutating func formUnion(_ other: DotGrid) {
    for index in 0..<min(masks.count, other.masks.count) { masks[index] |= other.masks[index] }
  }

  /// Takes away corner dots whose two neighbours touch anyway, so that a line is one dot wide.
  mutating func thin() {
    for y in 0..<4 * rows {
      for x in 0..<2 * columns where contains(x, y) {
        let (left, right) = (contains(x - 1, y), contains(x + 1, y))
        let (above, below) = (contains(x, y - 1), contains(x, y + 1))
        guard left != right, above != below else { continue }
        let (sideX, sideY) = (left ? -1 : 1, above ? -1 : 1)
        // Nothing may hang on the corner's far side.
        guard !contains(x - sideX, y - sideY), !contains(x - sideX, y + sideY),
          !contains(x + sideX, y - sideY)
        else { continue }
        clear(x, y)
      }
    }
  }
}
