/// A list to choose from, and the card of the chosen entry.
struct MenuPage {
  let menu: MenuPicture

  private enum Line {
    case title(String)
    case entry(MenuPicture.Entry, index: Int)
    case blank
  }

  func draw(in overlay: OverlayBox, on painter: inout Painter) {
    overlay.draw(title: menu.title, note: menu.note, hints: menu.hints, on: &painter)
    let inside = overlay.inside
    guard inside.height > 2, inside.width > 8 else { return }
    drawFilter(inside, on: &painter)
    let hasCard = inside.width >= 68 && menu.card != nil
    // Where entries are marked what they mean is read in the list, not on the card.
    let most = hasMarks ? inside.width * 3 / 5 : min(inside.width / 2 + 1, 40)
    let listWidth = hasCard ? most : inside.width
    let top = inside.row + (inside.height > 12 ? 2 : 1)
    let list = Box(
      column: inside.column, row: top, width: listWidth,
      height: inside.endRow - top - (inside.height > 12 ? 2 : 1))
    drawList(list, on: &painter)
    guard hasCard, let card = menu.card else { return }
    for row in list.row..<list.endRow { painter.sign("│", list.endColumn, row, .rule) }
    let column = list.endColumn + 3
    CardPainter(card: card).draw(
      in: Box(
        column: column, row: list.row, width: inside.endColumn - column, height: list.height),
      on: &painter)
  }

  /// Whether several entries may be on at once: then their names leave room for the marks.
  private var hasMarks: Bool { menu.groups.contains { $0.entries.contains(where: \.isMarked) } }

  private func drawFilter(_ inside: Box, on painter: inout Painter) {
    var column = painter.put("filter  ", inside.column, inside.row, .dim)
    column = painter.put(menu.filter, column, inside.row, .bright, bold: true)
    painter.sign("▏", column, inside.row, .sample)
    if menu.filter.isEmpty { painter.put("type to narrow", column + 1, inside.row, .dim) }
  }

  private var lines: [Line] {
    var lines: [Line] = []
    var index = 0
    for group in menu.groups where !group.entries.isEmpty {
      if !lines.isEmpty { lines.append(.blank) }
      if !group.title.isEmpty { lines.append(.title(group.title)) }
      for entry in group.entries {
        lines.append(.entry(entry, index: index))
        index += 1
      }
    }
    return lines
  }

  private func drawList(_ box: Box, on painter: inout Painter) {
    let lines = lines
    guard box.height > 0 else { return }
    if lines.isEmpty { painter.put("nothing of that name", box.column + 2, box.row, .dim) }
    let window = Self.window(lines, chosen: menu.chosen, height: box.height)
    let nameWidth = menu.groups.reduce(0) { width, group in
      group.entries.reduce(width) { max($0, painter.width($1.name)) }
    }
    for (offset, line) in lines[window].enumerated() {
      let row = box.row + offset
      // The first and last line of a part of the list say how much more there is.
      if offset == 0, window.lowerBound > 0 {
        let count = Self.entries(lines[...window.lowerBound])
        painter.put("▴ \(count) more", box.column + 2, row, .dim)
      } else if row == box.endRow - 1, window.upperBound < lines.count {
        let count = Self.entries(lines[(window.upperBound - 1)...])
        painter.put("▾ \(count) more", box.column + 2, row, .dim)
      } else {
        draw(line, box, row, nameWidth, on: &painter)
      }
    }
  }

  private func draw(
    _ line: Line, _ box: Box, _ row: Int, _ nameWidth: Int, on painter: inout Painter
  ) {
    switch line {
    case .blank: break
    case .title(let title): painter.put(title, box.column, row, .bright, bold: true)
    case .entry(let entry, let index):
      let isChosen = index == menu.chosen
      if isChosen {
        painter.fill(
          Box(column: box.column - 1, row: row, width: box.width + 1, height: 1), .chosen,
          reversedWithoutColor: true)
        painter.sign("▸", box.column, row, isChosen && isDarkOnChosen(painter) ? .bright : .sample)
      }
      let start = box.column + (hasMarks ? 4 : 2)
      if entry.isMarked {
        painter.set(
          painter.glyphs.isASCII ? "*" : "●", start - 2, row,
          isChosen && isDarkOnChosen(painter) ? .bright : .sample, bold: true)
      }
      painter.put(
        entry.name, start, row, isChosen ? .bright : entry.isOpen ? .text : .dim, bold: isChosen)
      let column = start + nameWidth + (hasMarks ? 2 : 1)
      drawSummary(entry.summary, column, box, row, isChosen ? .text : .dim, on: &painter)
    }
  }

  /// As many words as fit; a name can stand alone where that would be few, but among marks the
  /// summary says what is on.
  private func drawSummary(
    _ text: String, _ column: Int, _ box: Box, _ row: Int, _ role: Role,
    on painter: inout Painter
  ) {
    let room = box.endColumn - 1 - column
    if painter.width(text) <= room {
      painter.put(text, column, row, role)
    } else if hasMarks || room > 20 {
      let words = NoticeLine.fitted(text, role, room, painter).map { Span($0.text, role) }
      painter.write(words, column, row)
    }
  }

  /// With eight colours gold on the chosen row's blue could not be told.
  private func isDarkOnChosen(_ painter: Painter) -> Bool {
    painter.theme.contrast(painter.theme.color(.sample), on: painter.theme.color(.chosen)) < 3
  }

  /// The part of the list that holds the chosen entry, the title above it too where it can.
  private static func window(_ lines: [Line], chosen: Int, height: Int) -> Range<Int> {
    guard lines.count > height else { return 0..<lines.count }
    let place = lines.firstIndex {
      if case .entry(_, let index) = $0 { return index == chosen }
      return false
    }
    let start = min(max(0, (place ?? 0) - height / 2), lines.count - height)
    return start..<start + height
  }

  private static func entries(_ lines: ArraySlice<Line>) -> Int {
    lines.reduce(0) {
      if case .entry = $1 { return $0 + 1 }
      return $0
    }
  }
}

/// The card of an entry: what it does, its rule, parameters, failure and source.
struct CardPainter {
  let card: MenuCard

  func draw(in box: Box, on painter: inout Painter) {
    var lines = lines(width: box.width, painter)
    // Blank lines go before words do.
    while lines.count > box.height, let blank = lines.lastIndex(where: \.isEmpty) {
      lines.remove(at: blank)
    }
    for (offset, line) in lines.prefix(box.height).enumerated() {
      let isCut = offset == box.height - 1 && lines.count > box.height
      painter.write(isCut ? [.dim("…")] : line, box.column, box.row + offset)
    }
  }

  private func lines(width: Int, _ painter: Painter) -> [[Span]] {
    var lines: [[Span]] = [[.strong(card.name)]]
    lines += wrapped(card.summary, width: width, painter).map { [.dim($0)] }
    if !card.rule.isEmpty { lines.append([]) }
    for rule in card.rule {
      lines += TextPagePainter.formula(rule, width: width, painter)
    }
    if !card.parameters.isEmpty { lines += [[], [.strong("parameters")]] }
    lines += TextPagePainter.table(card.parameters, width: width, painter)
    if !card.knownFailure.isEmpty {
      lines += [[], [.strong("known to get wrong")]]
      lines += wrapped(card.knownFailure, width: width, painter).map { [Span($0)] }
    }
    if !card.facts.isEmpty { lines.append([]) }
    lines += Self.facts(card.facts, width: width, painter)
    if !card.source.isEmpty {
      lines.append([])
      lines += wrapped(card.source, width: width, painter).map { [.dim($0)] }
    }
    return lines
  }

  /// Facts side by side as long as they fit.
  private static func facts(_ facts: [MenuFact], width: Int, _ painter: Painter) -> [[Span]] {
    var lines: [[Span]] = []
    for fact in facts {
      let spans: [Span] = [.dim(fact.name + " "), Span(fact.value)]
      if let last = lines.last, painter.width(last) + 3 + painter.width(spans) <= width {
        lines[lines.count - 1] += [Span("   ")] + spans
      } else {
        lines.append(spans)
      }
    }
    return lines
  }
}
