/// A text to read in the rounded frame.
struct TextPagePainter {
  let page: TextPage

  func draw(in overlay: OverlayBox, on painter: inout Painter) {
    let inside = overlay.inside
    guard inside.height > 1, inside.width > 8 else { return }
    let lines = Self.lines(page, width: min(inside.width, 84), painter)
    let rows = inside.height - 1
    let scroll = min(max(0, page.scroll), max(0, lines.count - rows))
    var note = page.note
    if lines.count > rows {
      note = "\(scroll + 1)–\(min(lines.count, scroll + rows)) of \(lines.count)"
    }
    overlay.draw(title: page.title, note: note, hints: page.hints, on: &painter)
    for (offset, line) in lines.dropFirst(scroll).prefix(rows).enumerated() {
      painter.write(line, inside.column, inside.row + offset)
    }
    if scroll > 0 { painter.sign("▴", inside.endColumn, inside.row, .dim) }
    if scroll + rows < lines.count {
      painter.sign("▾", inside.endColumn, inside.row + rows - 1, .dim)
    }
  }

  /// The most rows that a page can be scrolled down on a screen.
  static func scrollLimit(_ page: TextPage, in overlay: OverlayBox, _ painter: Painter) -> Int {
    let inside = overlay.inside
    let lines = lines(page, width: min(inside.width, 84), painter)
    return max(0, lines.count - (inside.height - 1))
  }

  static func lines(_ page: TextPage, width: Int, _ painter: Painter) -> [[Span]] {
    var lines: [[Span]] = []
    var index = 0
    while index < page.blocks.count {
      switch page.blocks[index] {
      case .heading(let text):
        if !lines.isEmpty, lines.last?.isEmpty == false { lines.append([]) }
        lines.append([.strong(text)])
      case .paragraph(let text): lines += wrapped(text, width: width, painter).map { [Span($0)] }
      case .formula(let text): lines += formula(text, width: width, painter)
      case .parameter:
        // Neighbouring parameters are one table.
        var parameters: [MenuParameter] = []
        while index < page.blocks.count, case .parameter(let parameter) = page.blocks[index] {
          parameters.append(parameter)
          index += 1
        }
        index -= 1
        lines += definitions(parameters, width: width, painter)
      case .fact(let fact):
        let name = fact.name + "  "
        let indent = painter.width(name)
        for (row, text) in wrapped(fact.value, width: max(8, width - indent), painter).enumerated()
        {
          let first: Span = .dim(row == 0 ? name : String(repeating: " ", count: indent))
          lines.append([first, Span(text)])
        }
      case .blank: lines.append([])
      }
      index += 1
    }
    return lines
  }

  /// A line of mathematics in the exact law's blue; what does not fit goes on, indented.
  static func formula(_ text: String, width: Int, _ painter: Painter) -> [[Span]] {
    if painter.width(text) <= width { return [[Span(text, .exact)]] }
    return wrapped(text, width: width - 2, painter).enumerated().map {
      [Span(($0.offset == 0 ? "" : "  ") + $0.element, .exact)]
    }
  }

  /// Names, values where there are any, and what they mean, folded beside them.
  private static func definitions(
    _ parameters: [MenuParameter], width: Int, _ painter: Painter
  ) -> [[Span]] {
    let nameWidth = parameters.reduce(0) { max($0, painter.width($1.name)) }
    let valueWidth = parameters.reduce(0) { max($0, painter.width($1.value)) }
    let indent = nameWidth + (valueWidth > 0 ? valueWidth + 2 : 0) + 2
    return parameters.flatMap { parameter in
      let blank = String(repeating: " ", count: valueWidth - painter.width(parameter.value))
      let head: [Span] = [
        Span(painter.padded(parameter.name, nameWidth), .exact),
        .strong(valueWidth > 0 ? "  " + blank + parameter.value : ""),
      ]
      let folded = wrapped(parameter.range, width: max(12, width - indent), painter)
      return (folded.isEmpty ? [""] : folded).enumerated().map { row, text in
        row == 0
          ? head + [.dim("  " + text)]
          : [.dim(String(repeating: " ", count: indent) + text)]
      }
    }
  }

  /// Name, value and range in columns.
  static func table(
    _ parameters: [MenuParameter], width: Int, _ painter: Painter
  ) -> [[Span]] {
    let nameWidth = parameters.reduce(0) { max($0, painter.width($1.name)) }
    let valueWidth = parameters.reduce(7) { max($0, painter.width($1.value)) }
    return parameters.map { parameter in
      let name = painter.padded(parameter.name, nameWidth)
      let mark = parameters.contains(where: \.isChosen) ? (parameter.isChosen ? "▸ " : "  ") : ""
      let value = String(repeating: " ", count: valueWidth - painter.width(parameter.value))
      let line: [Span] = [
        Span(mark, .sample), Span(name, parameter.isChosen ? .bright : .text),
        .strong(" " + value + parameter.value),
      ]
      let range: [Span] = [.dim("  " + parameter.range)]
      return painter.width(line + range) <= width ? line + range : line
    }
  }
}

extension Painter {
  /// A text with blanks behind it up to a width.
  func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - self.width(text)))
  }
}
