/// The rounded frame of an overlay over the faded plane.
struct OverlayBox {
  let box: Box

  init(box: Box) { self.box = box }

  /// The plane's side of the screen; the panels stay live.
  init(_ layout: Layout) {
    if layout.form >= .medium, let side = layout.marginalY {
      let margin = layout.height >= 36 ? 4 : 2
      box = Box(
        column: 1, row: margin, width: side.endColumn, height: layout.height - 1 - 2 * margin)
    } else {
      let top = layout.hasBands ? 1 : 0
      box = Box(column: 0, row: top, width: layout.width, height: layout.height - 2 * top)
    }
  }

  /// Room for text.
  var inside: Box {
    let margin = box.width >= 60 ? 3 : 2
    return Box(
      column: box.column + margin, row: box.row + 2, width: box.width - 2 * margin,
      height: box.height - 3)
  }

  func draw(title: String, note: String, hints: [KeyHint], on painter: inout Painter) {
    fade(&painter)
    painter.fill(box, .overlay)
    let (left, right) = (box.column, box.endColumn - 1)
    for row in [box.row, box.endRow - 1] {
      painter.line("─", left, row, count: box.width, .rule)
    }
    for row in box.row + 1..<max(box.row + 1, box.endRow - 1) {
      painter.sign("│", left, row, .rule)
      painter.sign("│", right, row, .rule)
    }
    painter.sign("╭", left, box.row, .rule)
    painter.sign("╮", right, box.row, .rule)
    painter.sign("╰", left, box.endRow - 1, .rule)
    painter.sign("╯", right, box.endRow - 1, .rule)
    let end = painter.put(" " + title + " ", left + 2, box.row, .bright, bold: true)
    if !note.isEmpty, right - 3 - painter.width(note) > end + 2 {
      painter.write([.dim(" " + note + " ")], before: right - 1, box.row)
    }
    KeyBar(keys: hints).write(
      row: box.endRow - 2, from: inside.column, width: inside.width, gap: 3, on: &painter)
  }

  private static func isText(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "−"
      || scalar == "."
  }

  /// Greys out what lies around and behind.
  private func fade(_ painter: inout Painter) {
    let rule = painter.theme.color(.rule)
    let dim = painter.theme.color(.dim)
    for row in 1..<max(1, painter.buffer.height - 1) {
      for column in 0..<min(box.endColumn, painter.buffer.width) {
        let scalar = painter.buffer[column, row].scalar
        let isGround = scalar == "▀" || scalar == "▄" || scalar == "░" || scalar == "▒"
        painter.buffer[column, row] = Cell(
          isGround ? " " : scalar, foreground: Self.isText(scalar) ? dim : rule)
      }
    }
  }
}

/// Text broken at blanks into lines of at most `width` cells; words longer than a line stand alone.
func wrapped(_ text: String, width: Int, _ painter: Painter) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ", omittingEmptySubsequences: true) {
    let longer = line.isEmpty ? String(word) : line + " " + word
    if !line.isEmpty, painter.width(longer) > width {
      lines.append(line)
      line = String(word)
    } else {
      line = longer
    }
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}
