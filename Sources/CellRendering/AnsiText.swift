extension CellBuffer {
  /// The screen as text with colour sequences (SGR), a line a row, without trailing line feed.
  ///
  /// Where `positioned`, each row starts with a cursor address instead of following a carriage return
  /// and line feed.
  public func ansi(positioned: Bool = false) -> String {
    var text = ""
    for row in 0..<height {
      if positioned {
        text += "\u{1B}[\(row + 1);1H"
      } else if row > 0 {
        text += "\r\n"
      }
      var style: Cell?
      for column in 0..<width {
        let cell = self[column, row]
        if style.map({ !$0.hasStyle(of: cell) }) ?? true { text += cell.styleSequence }
        style = cell
        text.unicodeScalars.append(cell.scalar)
      }
      text += "\u{1B}[0m"
    }
    return text
  }

  /// The sequences that turn another screen of the same size into this one; all of it for another
  /// size.
  public func ansi(changesFrom previous: CellBuffer) -> String {
    guard previous.width == width, previous.height == height else {
      return "\u{1B}[0m\u{1B}[2J" + ansi(positioned: true)
    }
    var text = ""
    var style: Cell?
    var cursor = -1
    for index in cells.indices where cells[index] != previous.cells[index] {
      if index != cursor || index % width == 0 {
        text += "\u{1B}[\(index / width + 1);\(index % width + 1)H"
      }
      if style.map({ !$0.hasStyle(of: cells[index]) }) ?? true {
        text += cells[index].styleSequence
      }
      style = cells[index]
      text.unicodeScalars.append(cells[index].scalar)
      cursor = index + 1
    }
    return style == nil ? "" : text + "\u{1B}[0m"
  }
}

extension Cell {
  /// Whether the same sequence sets both cells' colours and attributes.
  func hasStyle(of other: Cell) -> Bool {
    foreground == other.foreground && background == other.background && isBold == other.isBold
      && isReversed == other.isReversed
  }

  var styleSequence: String {
    var codes = "0"
    if isBold { codes += ";1" }
    if isReversed { codes += ";7" }
    codes += foreground.code(base: 30) + background.code(base: 40)
    return "\u{1B}[" + codes + "m"
  }
}

extension Color {
  /// Parameters of SGR for a foreground (base 30) or background (base 40).
  func code(base: Int) -> String {
    switch self {
    case .terminal: ""
    case .indexed(let code): code < 8 ? ";\(base + Int(code))" : ";\(base + 8);5;\(code)"
    case .rgb(let red, let green, let blue): ";\(base + 8);2;\(red);\(green);\(blue)"
    }
  }
}
