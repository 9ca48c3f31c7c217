internal import Simulation

/// The help page: keys by group, every symbol on the screen, the four colours.
struct HelpPage {
  let help: HelpPicture
  let frame: Frame

  func draw(on painter: inout Painter) {
    let (width, height) = (painter.buffer.width, painter.buffer.height)
    painter.fill(Box(column: 0, row: 0, width: width, height: height), nil)
    let hasBands = Layout.form(width: width, height: height) >= .small
    let top = hasBands ? (height >= 30 ? 2 : 1) : 0
    let rows = height - top - (hasBands ? 1 : 0) - (height >= 30 ? 1 : 0)
    let sheet = Self.sheet(help, width: width, rows: rows, painter.theme)
    let scroll = min(max(0, help.scroll), max(0, sheet.height - rows))
    for row in 0..<max(0, rows) {
      for column in 0..<width {
        painter.buffer[column, top + row] = sheet[column, scroll + row]
      }
    }
    guard hasBands else { return }
    drawHeader(scroll: scroll, rows: rows, total: sheet.height, on: &painter)
    KeyBar(keys: help.hints).draw(row: height - 1, on: &painter)
  }

  private func drawHeader(scroll: Int, rows: Int, total: Int, on painter: inout Painter) {
    let width = painter.buffer.width
    painter.fill(Box(column: 0, row: 0, width: width, height: 1), .band)
    let right: [Span] =
      total > rows
      ? [.dim("rows "), Span("\(scroll + 1)–\(min(total, scroll + rows))"), .dim(" of \(total)")]
      : []
    painter.write(right, before: width - 1, 0)
    let name: [Span] = [.strong("diffviz")]
    let help: [Span] = [.strong("help")]
    let title = help + [.dim(painter.glyphs.separator), Span("keys and symbols")]
    let choices = [
      (name + [Span("  " + frame.scene)], title), (name, title), (name, help), ([], help),
    ]
    for (left, middle) in choices {
      let earliest = 1 + painter.width(left) + (left.isEmpty ? 0 : 2)
      let room = width - 1 - painter.width(right) - 2 - painter.width(middle)
      guard earliest <= room else { continue }
      painter.write(left, 1, 0)
      painter.write(middle, max(earliest, min(room, (width - painter.width(middle)) / 2 - 4)), 0)
      return
    }
  }

  /// The most rows that the page can be scrolled down on a screen.
  static func scrollLimit(_ help: HelpPicture, width: Int, height: Int, _ theme: Theme) -> Int {
    let hasBands = Layout.form(width: width, height: height) >= .small
    let top = hasBands ? (height >= 30 ? 2 : 1) : 0
    let rows = height - top - (hasBands ? 1 : 0) - (height >= 30 ? 1 : 0)
    return max(0, sheet(help, width: width, rows: rows, theme).height - rows)
  }

  /// The whole page; symbols stand closer where that makes it fit.
  private static func sheet(
    _ help: HelpPicture, width: Int, rows: Int, _ theme: Theme
  ) -> CellBuffer {
    let wide = sheet(help, width: width, pitch: 3, theme)
    return wide.height <= rows ? wide : sheet(help, width: width, pitch: 2, theme)
  }

  private static func sheet(
    _ help: HelpPicture, width: Int, pitch: Int, _ theme: Theme
  ) -> CellBuffer {
    // Long enough for anything; cut to what was used.
    let count = help.groups.reduce(0) { $0 + $1.rows.count * 3 + 4 }
    var painter = Painter(width: width, height: count + 120, theme: theme)
    let margin = width >= 60 ? 3 : 1
    let columns = max(1, min(3, (width - margin) / 36))
    let grid = HelpGrid(
      margin: margin, columns: columns, pitch: (width - margin) / columns, width: width)
    var row = drawGroups(help.groups, grid, on: &painter)
    row = drawSymbols(grid, from: row, pitch: pitch, on: &painter)
    row = drawColors(grid, from: row, on: &painter)
    var result = CellBuffer(width: width, height: row)
    for y in 0..<row {
      for x in 0..<width { result[x, y] = painter.buffer[x, y] }
    }
    return result
  }

  /// Columns of the page.
  struct HelpGrid {
    var margin: Int
    var columns: Int
    var pitch: Int
    var width: Int

    func column(_ index: Int) -> Int { margin + index * pitch }
    /// Cells of one column, the gap to the next left out.
    var cell: Int { pitch - 3 }
    var line: Int { columns * pitch - 3 }
  }

  private static func heading(
    _ text: String, _ note: String = "", column: Int, row: Int, width: Int,
    on painter: inout Painter
  ) {
    let start = painter.put(text, column, row, .bright, bold: true) + 1
    let noteWidth = note.isEmpty ? 0 : painter.width(note) + 1
    painter.line("─", start, row, count: column + width - noteWidth - start, .rule)
    if !note.isEmpty { painter.write([.dim(note)], before: column + width, row) }
  }

  /// Groups fill the columns from top to bottom; those side by side start on one row.
  private static func drawGroups(
    _ groups: [KeyGroup], _ grid: HelpGrid, on painter: inout Painter
  ) -> Int {
    let perColumn = max(1, (groups.count + grid.columns - 1) / grid.columns)
    let keyWidth = groups.reduce(10) { width, group in
      group.rows.reduce(width) { max($0, min(14, painter.width($1.keys))) }
    }
    var row = 0
    for level in 0..<perColumn {
      var end = row
      for column in 0..<grid.columns {
        let index = column * perColumn + level
        guard index < groups.count else { continue }
        end = max(
          end, draw(groups[index], grid.column(column), row, grid.cell, keyWidth, on: &painter))
      }
      row = end + 1
    }
    return row
  }

  private static func draw(
    _ group: KeyGroup, _ column: Int, _ row: Int, _ width: Int, _ keyWidth: Int,
    on painter: inout Painter
  ) -> Int {
    heading(group.title, column: column, row: row, width: width, on: &painter)
    var row = row + 1
    for entry in group.rows {
      painter.write(
        [.strong(entry.keys, .sample)], before: column + keyWidth, row)
      let room = max(8, width + 2 - keyWidth - 2)
      for (offset, line) in wrapped(entry.meaning, width: room, painter).enumerated() {
        if offset > 0 { row += 1 }
        painter.put(line, column + keyWidth + 2, row)
      }
      row += 1
    }
    return row
  }

  private static func drawSymbols(
    _ grid: HelpGrid, from start: Int, pitch: Int, on painter: inout Painter
  ) -> Int {
    heading(
      "what you see", grid.width >= 60 ? "every symbol on the screen" : "", column: grid.margin,
      row: start, width: grid.line, on: &painter)
    let symbols = painter.glyphs.isASCII ? Symbol.ascii : Symbol.unicode
    let perColumn = (symbols.count + grid.columns - 1) / grid.columns
    let top = start + (pitch == 3 ? 2 : 1)
    for (index, symbol) in symbols.enumerated() {
      let column = grid.column(index / perColumn)
      let row = top + index % perColumn * pitch
      symbol.draw(column, row, on: &painter)
      painter.put(symbol.name, column + 8, row, .bright, bold: true)
      painter.put(symbol.meaning, column + 8, row + 1, .dim)
    }
    return top + perColumn * pitch + (pitch == 2 ? 1 : 0)
  }

  private static func drawColors(
    _ grid: HelpGrid, from row: Int, on painter: inout Painter
  ) -> Int {
    heading("four colours", column: grid.margin, row: row, width: grid.line, on: &painter)
    let colors: [(Role, String, String)] = [
      (.exact, "blue", "the exact law"), (.sample, "gold", "the particles"),
      (.network, "rose", "the network"), (.probe, "green", "your probe"),
    ]
    let perRow = grid.width >= 112 ? 4 : grid.width >= 60 ? 2 : 1
    for (index, (role, name, meaning)) in colors.enumerated() {
      let column = grid.margin + index % perRow * ((grid.line + 3) / perRow)
      painter.write(
        [Span("██ ", role), .strong(name, role), Span("  " + meaning)], column,
        row + 2 + index / perRow)
    }
    return row + 2 + (colors.count + perRow - 1) / perRow
  }
}
