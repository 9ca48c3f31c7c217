internal import DiffusionCore
internal import Simulation

/// σ over the steps: one curve where all runs share it, else one for each, and where on it each is.
struct CompareSchedulePanel: ComparePanel {
  private static let gutter = 5

  /// Whether all take the same levels and are at the same step: then one panel says it for all.
  private func isShared(_ comparison: Comparison) -> Bool {
    let first = comparison.panes[0].frame
    return comparison.panes.allSatisfy {
      $0.frame.schedule.sigmas == first.schedule.sigmas && $0.frame.step == first.step
        && $0.frame.level.sigma == first.level.sigma
    }
  }

  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    isShared(comparison)
      ? SchedulePanel().heights(comparison.focused.frame, width: width)
      : PanelHeights(least: 7, plain: 10, most: 18)
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    if isShared(comparison) {
      SchedulePanel().draw(comparison.focused.frame, in: box, scales: &scales, on: &painter)
      return
    }
    painter.heading("schedule", note(comparison, box.width - 10, painter), in: box)
    let chart = Box(
      column: box.column + Self.gutter, row: box.row + 1, width: box.width - Self.gutter,
      height: box.height - 3)
    SchedulePanel.drawAxes(chart, on: &painter)
    let steps = comparison.panes.reduce(1) {
      max($0, $1.frame.steps, $1.frame.schedule.sigmas.count - 1)
    }
    painter.put("step", box.column, chart.endRow + 1, .dim)
    painter.put("0", chart.column, chart.endRow + 1, .dim)
    painter.write([.dim(String(steps))], before: box.endColumn, chart.endRow + 1)
    let all = comparison.panes.flatMap { $0.frame.schedule.sigmas }
    guard
      let scale = LogScale(all, also: comparison.focused.frame.level.sigma, rows: chart.height)
    else { return }
    scale.drawLabels(chart, on: &painter)
    // The run in front lies in front.
    let order = comparison.panes.filter { $0.index != comparison.focus } + [comparison.focused]
    for pane in order { drawCurve(pane, scale, chart, steps: steps, on: &painter) }
    for pane in order { drawMarker(pane, comparison, scale, chart, steps: steps, on: &painter) }
  }

  private func note(_ comparison: Comparison, _ width: Int, _ painter: Painter) -> [Span] {
    let names = comparison.panes.map(\.frame.schedule.name)
    if names.allSatisfy({ $0 == names[0] }) { return [.dim(names[0])] }
    let spans = comparison.panes.enumerated().flatMap { index, pane -> [Span] in
      [.dim(index > 0 ? " | " : ""), Span(names[index], comparison.role(pane))]
    }
    return painter.first(of: [spans, [.dim("unlike")]], fitting: width) ?? []
  }

  private func drawCurve(
    _ pane: Comparison.Pane, _ scale: LogScale, _ chart: Box, steps: Int,
    on painter: inout Painter
  ) {
    let sigmas = SchedulePanel.sigmas(pane.frame)
    var curve = DotGrid(columns: chart.width, rows: chart.height)
    let unit = Double(2 * chart.width - 1) / Double(steps)
    var previous: (x: Double, y: Double)?
    // More levels than dots would only draw the same dots again.
    let stride = max(1, sigmas.count / (2 * max(1, chart.width)))
    for step in Swift.stride(from: 0, to: sigmas.count, by: stride) {
      let next = (x: 0.5 + Double(step) * unit, y: scale.dot(sigmas[step]))
      let start = previous ?? next
      curve.line(start.x, start.y, next.x, next.y)
      previous = next
    }
    painter.dots(curve, chart, pane.style.bar)
  }

  /// The run's number where it is.
  private func drawMarker(
    _ pane: Comparison.Pane, _ comparison: Comparison, _ scale: LogScale, _ chart: Box,
    steps: Int, on painter: inout Painter
  ) {
    let share = min(1, max(0, Double(pane.frame.step) / Double(steps)))
    let column =
      chart.column + (cellIndex(share * (Double(chart.width) - 0.5), below: chart.width) ?? 0)
    let row = cellIndex(scale.dot(pane.frame.level.sigma) / 4, below: chart.height) ?? 0
    painter.set(
      pane.style.digit, column, chart.row + row, comparison.role(pane), bold: true)
    painter.sign("┴", column, chart.endRow, comparison.role(pane))
  }
}
