internal import Simulation

/// What one step does, in mathematics, on rows that no other panel wants.
struct RulePanel: Panel {
  let name = "each step"
  var isForSpareRows: Bool { true }

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    guard frame.stage != .data, frame.stage != .learning, !frame.rule.isEmpty else { return nil }
    let rows = 1 + Self.lines(frame.rule, width: width).count
    return PanelHeights(least: rows, plain: rows, most: rows)
  }

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    heading([.dim("i about")], in: box, on: &painter)
    for (index, line) in Self.lines(frame.rule, width: box.width).prefix(box.height - 1)
      .enumerated()
    {
      painter.put(line, box.column, box.row + 1 + index)
    }
  }

  /// The lines of a rule, those too long broken at wide gaps, then between words; what is carried
  /// over is indented.
  static func lines(_ rule: [String], width: Int) -> [String] {
    rule.flatMap { text -> [String] in
      guard text.unicodeScalars.count > width else { return [text] }
      var lines: [String] = []
      var line = ""
      var gap = 0
      for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        guard !word.isEmpty else {
          gap += 1
          continue
        }
        let longer = line + String(repeating: " ", count: line.isEmpty ? 0 : 1 + gap) + word
        if line.isEmpty || gap == 0 && longer.unicodeScalars.count <= width {
          line = longer
        } else {
          lines.append(line)
          line = "  " + word
        }
        gap = 0
      }
      return lines + [line]
    }
  }
}
