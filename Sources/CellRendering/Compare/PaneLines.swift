internal import Simulation

/// The numbers of a screen without panels: a line for each run, in columns, and one of words.
struct PaneLines {
  let comparison: Comparison
  /// Runs that have a plane.
  let shown: [Int]

  func draw(rows: [Int], on painter: inout Painter) {
    let panes = lines(rows.count)
    let width = painter.buffer.width - 2
    let names = comparison.names(fitting: min(18, width / 4), painter)
    let nameWidth = names.reduce(0) { max($0, painter.width($1)) }
    let start = 1 + 2 + nameWidth + 2
    let table = table
    let columns = columns(table, width: width + 1 - start, painter)
    for (row, pane) in zip(rows, panes) {
      painter.put(pane.number, 1, row, .dim)
      let name = names[pane.index] == pane.number ? "" : names[pane.index]
      painter.put(name, 3, row, comparison.role(pane), bold: pane.index == comparison.focus)
      var column = start
      for entry in columns {
        column = write(
          entry, pane.index, column, row, isFront: pane.index == comparison.focus, on: &painter)
      }
    }
    guard rows.count > panes.count else { return }
    drawWords(rows[panes.count], floor: table.first?.floor, start, on: &painter)
  }

  /// The distance from the law first, then the probe while it is out.
  private var table: [CompareTable.Row] {
    let table = CompareTable(comparison: comparison)
    let rows = table.rows
    return rows.prefix(2) + table.probes + rows.dropFirst(2)
  }

  /// All runs where there is a row for each, else those that have a plane.
  private func lines(_ rows: Int) -> ArraySlice<Comparison.Pane> {
    guard comparison.panes.count > rows else { return comparison.panes[...] }
    let range = CompareLayout.shown(
      rows, of: comparison.panes.count, focus: comparison.focus)
    return comparison.panes[range]
  }

  private struct Column {
    var row: CompareTable.Row
    var label: String
    /// Of its numbers.
    var width: Int
  }

  private static let labels = [
    "sliced W2": "SW2", "z above floor": "z", "apart from 1": "apart", "score calls": "calls",
  ]

  /// As many columns as fit, the most telling first.
  private func columns(
    _ table: [CompareTable.Row], width: Int, _ painter: Painter
  ) -> [Column] {
    var left = width
    var columns: [Column] = []
    for row in table {
      let label = Self.labels[row.name] ?? row.name
      let widest = row.values.reduce(1) { max($0, painter.width($1?.text ?? "–")) }
      let column = Column(row: row, label: label, width: widest + (row.canAlarm ? 2 : 0))
      let needed = painter.width(label) + 1 + column.width
      guard needed <= left else { break }
      columns.append(column)
      left -= needed + 3
    }
    return columns
  }

  /// Writes one number with its label and returns the column of the next.
  private func write(
    _ entry: Column, _ run: Int, _ column: Int, _ row: Int, isFront: Bool,
    on painter: inout Painter
  ) -> Int {
    let start = painter.put(entry.label, column, row, .dim) + 1
    let room = entry.width - (entry.row.canAlarm ? 2 : 0)
    if let value = entry.row.values[run] {
      let role: Role = value.isAlarm ? .alarm : isFront ? .bright : .text
      painter.write(
        [Span(value.text, role, bold: isFront || value.isAlarm)], before: start + room, row)
      if value.isAlarm { painter.put("!", start + room + 1, row, .alarm, bold: true) }
    } else {
      painter.write([.dim("–")], before: start + room, row)
    }
    return start + entry.width + 3
  }

  private func drawWords(
    _ row: Int, floor: String?, _ start: Int, on painter: inout Painter
  ) {
    var column = 3
    if let floor {
      column = painter.put("floor", 3, row, .dim)
      column = max(column + 1, start)
      column = painter.put("SW2 ", column, row, .dim)
      column = painter.put(floor, column, row, .exact) + 3
    }
    let choices: [[Span]] = [
      [.dim(comparison.words)], [.dim("aligned by " + comparison.picture.alignment.rawValue)],
    ]
    let room = painter.buffer.width - 1 - column
    painter.write(painter.first(of: choices, fitting: room) ?? [], column, row)
  }
}
