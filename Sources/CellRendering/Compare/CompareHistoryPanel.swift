internal import Simulation

/// The distance from the law by step, a row of bars for each run on one scale.
struct CompareHistoryPanel: ComparePanel {
  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    let count = comparison.panes.count
    guard comparison.panes.contains(where: { !($0.frame.truth?.history ?? []).isEmpty }) else {
      return nil
    }
    return PanelHeights(least: 1 + count, plain: 1 + count, most: 1 + 3 * count)
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    painter.heading("sliced W2 by step", [], in: box)
    let names = comparison.names(fitting: min(16, box.width / 3), painter)
    let column = box.column + 2 + names.reduce(0) { max($0, painter.width($1)) }
    let room = max(0, box.endColumn - column)
    let values = comparison.panes.map { pane in
      TruthPanel.resampled(pane.frame.truth?.history ?? [], count: room)
    }
    let top = values.joined().reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    let scale = scales.history.hold(top, frames: HeldScale.frames(comparison.frame))
    let rows = max(1, (box.height - 1) / max(1, comparison.panes.count))
    for (index, pane) in comparison.panes.enumerated() {
      let base = box.row + (index + 1) * rows
      guard base < box.endRow else { break }
      painter.put(names[index], box.column, base, comparison.role(pane))
      for (offset, value) in values[index].enumerated() where value.isFinite {
        // One row of eighths says more than a pattern; the name beside it tells whose it is.
        if rows == 1 {
          Bar.spark(
            [value], scale: scale, column: column + offset, row: base, role: pane.style.bar,
            on: &painter)
        } else {
          Bar.vertical(
            share: value / scale, column: column + offset, width: 1, baseRow: base, height: rows,
            role: pane.style.bar, on: &painter)
        }
      }
    }
  }
}
