import CellRendering
import Simulation

/// Text in columns that are as wide as what they hold: the first to the left, numbers to the right.
struct Columns {
  private var rows: [[String]]

  init(head: [String]) { rows = [head] }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// - Parameter leftAligned: columns of words, by index.
  func text(leftAligned: Set<Int>) -> String {
    let count = rows.map { $0.count }.max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    let lines = rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        line +=
          (column == 0 ? "" : "  ") + (leftAligned.contains(column) ? cell + blanks : blanks + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Numbers of the tables.
enum TableNumber {
  /// Three significant digits at least, thousands by a gap: "0.0123", "12.3", "1 230 000".
  static func rate(_ value: Double) -> String {
    guard value.isFinite, value < 1e15 else { return "–" }
    if value >= 1000 { return count(Int(value.rounded())) }
    return fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)
  }

  static func count(_ value: Int) -> String { NumberField.grouped(value) }

  static func fixed(_ value: Double, _ decimals: Int) -> String {
    value.isFinite ? NumberText.fixed(value, decimals: decimals) : "–"
  }
}
