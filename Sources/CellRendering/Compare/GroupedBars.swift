internal import Simulation

/// Groups of bars, one bar for each run, and a line across a group where the law is.
struct GroupedBars {
  struct Group {
    var label: String
    /// One for each run; NaN where it has none.
    var values: [Double]
    var law: Double?
    var isFront = false
  }

  let groups: [Group]
  let styles: [PaneStyle]

  /// The most groups that a width has room for.
  static func most(width: Int, runs: Int) -> Int { max(1, (width + 1) / (runs + 1)) }

  /// The highest bar or line.
  var top: Double {
    groups.flatMap { $0.values + [$0.law ?? 0] }.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
  }

  /// Draws bars, and labels on the last row.
  func draw(in box: Box, scale: Double, on painter: inout Painter) {
    guard !groups.isEmpty, box.height > 1, scale > 0 else { return }
    let runs = max(1, styles.count)
    let pitch = max(1, (box.width + 1) / groups.count)
    let width = max(1, min(3, (pitch - 1) / runs))
    var free = box.column
    for (index, group) in groups.enumerated() {
      let column = box.column + index * pitch
      for (run, value) in group.values.enumerated() where value.isFinite {
        Bar.vertical(
          share: value / scale, column: column + run * width, width: width,
          baseRow: box.endRow - 2, height: box.height - 1, style: styles[run], on: &painter)
      }
      if let law = group.law {
        let end = min(column + pitch, column + runs * width + 1, box.endColumn)
        drawLaw(law / scale, column..<max(column, end), box, on: &painter)
      }
      let label = group.label
      guard column >= free, column + painter.width(label) <= box.endColumn else { continue }
      painter.put(
        label, column, box.endRow - 1, group.isFront ? .bright : .dim, bold: group.isFront)
      free = column + painter.width(label) + 1
    }
  }

  /// A line at a height, where no bar is in front of it.
  private func drawLaw(
    _ share: Double, _ columns: Range<Int>, _ box: Box, on painter: inout Painter
  ) {
    let rows = box.height - 1
    guard let third = cellIndex(share * Double(3 * rows), below: 3 * rows) else { return }
    let signs: [Unicode.Scalar] = ["▁", "─", "▔"]
    let row = box.endRow - 2 - third / 3
    for column in columns where painter.buffer[column, row].scalar == " " {
      painter.set(
        painter.glyphs.isASCII ? "-" : signs[third % 3], column, row, .exact)
    }
  }
}

/// The weight of each part in each run's cloud, and the law's own as a line.
struct CompareWeightsPanel: ComparePanel {
  /// Runs with the same parts as the one in front, which a chart can hold together.
  private func truth(_ comparison: Comparison) -> TruthPicture? {
    ([comparison.focused] + comparison.panes).compactMap(\.frame.truth).first(
      where: PartBars.hasParts)
  }

  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    truth(comparison) == nil ? nil : PanelHeights(least: 5, plain: 7, most: 9)
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    guard let law = truth(comparison)?.lawWeights, let name = truth(comparison)?.partName else {
      return
    }
    let most = GroupedBars.most(width: box.width, runs: comparison.panes.count)
    let size = (law.count + most - 1) / most
    let bars = GroupedBars(
      groups: stride(from: 0, to: law.count, by: size).map { start in
        let range = start..<min(law.count, start + size)
        return GroupedBars.Group(
          label: String(start + 1),
          values: comparison.panes.map { pane in
            guard let weights = pane.frame.truth?.weights, weights.count == law.count else {
              return .nan
            }
            return weights[range].reduce(0, +)
          }, law: law[range].reduce(0, +))
      }, styles: comparison.panes.map(\.style))
    let title = (name.isEmpty ? "part" : name) + " weights" + (size > 1 ? ", \(size) a bar" : "")
    let sign: [Span] = [Span("  ─ ", .exact), .dim("law")]
    let room = box.width - painter.width(title) - 2 - painter.width(sign)
    painter.heading(title, comparison.key(fitting: room, painter) + sign, in: box)
    let frames = HeldScale.frames(comparison.frame)
    bars.draw(
      in: Box(column: box.column, row: box.row + 1, width: box.width, height: box.height - 1),
      scale: 1.1 * scales.weights.hold(bars.top, frames: frames), on: &painter)
  }
}
