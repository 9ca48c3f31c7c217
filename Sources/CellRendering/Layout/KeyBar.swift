/// One pair of the key bar: the keys and what they do.
public struct KeyHint: Equatable, Sendable {
  public var keys: String
  public var label: String
  /// Kept to the last when the bar gets narrow: help and quit.
  public var isLasting: Bool

  public init(_ keys: String, _ label: String, isLasting: Bool = false) {
    self.keys = keys
    self.label = label
    self.isLasting = isLasting
  }
}

/// The last row: what the keys do.
struct KeyBar {
  let keys: [KeyHint]

  /// The pairs that fit a width: whole ones go from the right, lasting ones last.
  func fitting(_ width: Int, _ painter: Painter) -> [KeyHint] {
    var shown = keys
    func used() -> Int {
      shown.reduce(-2) { $0 + painter.width($1.keys) + painter.width($1.label) + 3 }
    }
    while !shown.isEmpty, used() > width {
      if let index = shown.lastIndex(where: { !$0.isLasting }) {
        shown.remove(at: index)
      } else {
        shown.removeFirst()
      }
    }
    return shown
  }

  func draw(row: Int, from column: Int = 1, on painter: inout Painter) {
    painter.fill(
      Box(column: 0, row: row, width: painter.buffer.width, height: 1), .band,
      reversedWithoutColor: true)
    write(row: row, from: column, width: painter.buffer.width - column - 1, on: &painter)
  }

  func write(row: Int, from column: Int, width: Int, gap: Int = 2, on painter: inout Painter) {
    var column = column
    for hint in fitting(width, painter) {
      column = painter.put(hint.keys, column, row, .bright, bold: true)
      column = painter.put(hint.label, column + 1, row, .dim) + gap
    }
  }
}
