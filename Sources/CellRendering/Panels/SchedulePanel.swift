internal import DiffusionCore
internal import Simulation

/// σ over the steps of the stage, on a logarithmic scale, and where on it the run is.
struct SchedulePanel: Panel {
  let name = "schedule"

  /// Columns left of the chart: labels of four characters and the axis.
  private static let gutter = 5

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    let extra = frame.schedule.stepSize == nil ? 0 : 1
    if Self.isFlat(frame) {
      return PanelHeights(least: 4 + extra, plain: 4 + extra, most: 4 + extra)
    }
    return PanelHeights(least: 8 + extra, plain: 11 + extra, most: 20 + extra)
  }

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    let note: Span =
      frame.isManual ? .strong("manual", .sample) : .dim(frame.schedule.name)
    heading([note], in: box, on: &painter)
    let stepSize = frame.schedule.stepSize
    if Self.isFlat(frame) {
      drawProgress(frame, box, on: &painter)
      drawLevel(frame, box, row: box.row + 3, on: &painter)
      if let stepSize { drawStepSize(stepSize, box, on: &painter) }
      return
    }
    let chart = Box(
      column: box.column + Self.gutter, row: box.row + 1, width: box.width - Self.gutter,
      height: box.height - 4 - (stepSize == nil ? 0 : 1))
    Self.drawAxes(chart, on: &painter)
    if let scale = LogScale(frame.schedule.sigmas, also: frame.level.sigma, rows: chart.height) {
      scale.drawLabels(chart, on: &painter)
      drawCurve(frame, scale, chart, on: &painter)
    }
    drawSteps(frame, box, chart, on: &painter)
    drawLevel(frame, box, row: chart.endRow + 2, on: &painter)
    if let stepSize { drawStepSize(stepSize, box, on: &painter) }
  }

  /// Whether every step has the same σ: then there is no curve to show.
  private static func isFlat(_ frame: Frame) -> Bool {
    guard let first = frame.schedule.sigmas.first else { return true }
    return frame.schedule.sigmas.allSatisfy { $0 == first }
  }

  /// The levels in the order in which the run comes to them; the data are followed by their noising.
  static func sigmas(_ frame: Frame) -> [Double] {
    let isTurned = frame.stage == .data && frame.direction == .reverse
    return isTurned ? frame.schedule.sigmas.reversed() : frame.schedule.sigmas
  }

  /// The steps done as a line, where a chart would say nothing.
  private func drawProgress(_ frame: Frame, _ box: Box, on painter: inout Painter) {
    let line = Box(column: box.column, row: box.row + 1, width: box.width, height: 0)
    let marker = marker(frame, line)
    painter.line("━", line.column, line.row, count: marker - line.column, .sample)
    painter.line("─", marker, line.row, count: line.endColumn - marker, .rule)
    painter.sign(frame.isManual ? "○" : "●", marker, line.row, .sample, bold: true)
    let (last, now) = (String(frame.steps), String(frame.step))
    let first = box.column + 5
    painter.put("step", box.column, line.row + 1, .dim)
    let column = min(max(first, marker - now.count / 2), max(first, box.endColumn - now.count))
    painter.put(now, column, line.row + 1, .sample)
    if column + now.count < box.endColumn - last.count {
      painter.write([.dim(last)], before: box.endColumn, line.row + 1)
    }
  }

  static func drawAxes(_ chart: Box, on painter: inout Painter) {
    for row in 0..<chart.height { painter.sign("│", chart.column - 1, chart.row + row, .rule) }
    painter.sign("└", chart.column - 1, chart.endRow, .rule)
    painter.line("─", chart.column, chart.endRow, count: chart.width, .rule)
  }

  private func drawCurve(
    _ frame: Frame, _ scale: LogScale, _ chart: Box, on painter: inout Painter
  ) {
    let sigmas = Self.sigmas(frame)
    let steps = max(1, sigmas.count - 1)
    let last = 2 * chart.width - 1
    var done = DotGrid(columns: chart.width, rows: chart.height)
    var ahead = done
    let now = Double(frame.step) / Double(steps) * Double(last)
    var previous: Double?
    for dot in 0...max(0, last) where !sigmas.isEmpty {
      let step = (Double(dot) / Double(max(1, last)) * Double(steps)).rounded()
      let sigma = sigmas[cellIndex(step, below: sigmas.count) ?? sigmas.count - 1]
      let y = scale.dot(sigma)
      let x = Double(dot) + 0.5
      if let previous {
        if Double(dot) <= now {
          done.line(x - 1, previous, x, y)
        } else {
          ahead.line(x - 1, previous, x, y)
        }
      }
      previous = y
    }
    painter.dots(ahead, chart, .rule)
    painter.dots(done, chart, .sample)
    let column = marker(frame, chart)
    let row = markerRow(frame, scale, chart)
    painter.sign(
      frame.isManual ? "○" : "●", column, chart.row + row, .sample, bold: true)
    painter.sign("┴", column, chart.endRow, .sample)
  }

  /// The row of the present σ; one that was chosen by hand stands beside the curve, never on it.
  private func markerRow(_ frame: Frame, _ scale: LogScale, _ chart: Box) -> Int {
    let row = cellIndex(scale.dot(frame.level.sigma) / 4, below: chart.height) ?? 0
    let sigmas = Self.sigmas(frame)
    guard frame.isManual, sigmas.indices.contains(frame.step) else { return row }
    let scheduled = sigmas[frame.step]
    let curve = cellIndex(scale.dot(scheduled) / 4, below: chart.height) ?? 0
    guard row == curve, scheduled != frame.level.sigma else { return row }
    return frame.level.sigma > scheduled ? max(0, row - 1) : min(chart.height - 1, row + 1)
  }

  /// The column of the present step.
  private func marker(_ frame: Frame, _ chart: Box) -> Int {
    let steps = max(1, frame.schedule.sigmas.count - 1, frame.steps)
    let share = min(1, max(0, Double(frame.step) / Double(steps)))
    return chart.column
      + (cellIndex(share * Double(2 * chart.width - 1) / 2, below: chart.width) ?? 0)
  }

  private func drawSteps(
    _ frame: Frame, _ box: Box, _ chart: Box, on painter: inout Painter
  ) {
    let row = chart.endRow + 1
    let (first, last, now) = ("0", String(frame.steps), String(frame.step))
    painter.put("step", box.column, row, .dim)
    let column = min(
      max(chart.column, marker(frame, chart) - now.count / 2), box.endColumn - now.count)
    if column > chart.column + first.count { painter.put(first, chart.column, row, .dim) }
    if frame.steps > 0, column + now.count < box.endColumn - last.count {
      painter.write([.dim(last)], before: box.endColumn, row)
    }
    painter.put(now, column, row, .sample)
  }

  private func drawLevel(_ frame: Frame, _ box: Box, row: Int, on painter: inout Painter) {
    let level = frame.level
    let number = { NumberField.fixed($0, width: 5, places: 3) }
    let sigma: [Span] = [.dim("σ "), .strong(NumberField.sigma(level.sigma))]
    let timeName = frame.schedule.timeName
    let time: [Span] = [.dim(timeName + " "), Span(number(level.time))]
    // Where α is the share of noise, the data's factor goes by its other name.
    let signal: [Span] = [.dim(timeName == "α" ? "a " : "α "), Span(number(level.signal))]
    let hasTime = timeName != "σ"
    painter.write(sigma, box.column, row)
    painter.write(signal, before: box.endColumn, row)
    guard hasTime else { return }
    let middle = (painter.width(sigma) + box.width - painter.width(signal)) / 2
    painter.write(time, box.column + middle - painter.width(time) / 2, row)
  }

  private func drawStepSize(_ text: String, _ box: Box, on painter: inout Painter) {
    let choices: [[Span]] = [[.dim("step size "), Span(text)], [Span(text)]]
    let words = text.split(separator: " ")
    let shorter = stride(from: words.count - 1, to: 0, by: -1).map {
      [Span(words.prefix($0).joined(separator: " ") + " …")]
    }
    guard let spans = painter.first(of: choices + shorter, fitting: box.width) else { return }
    painter.write(spans, box.column, box.endRow - 1)
  }
}

/// A logarithmic scale of σ on the rows of a chart.
struct LogScale {
  let lower: Double
  let upper: Double
  let rows: Int

  /// Nil where no value is positive.
  init?(_ values: [Double], also extra: Double, rows: Int) {
    var least = Double.infinity
    var greatest = 0.0
    for value in values where value > 0 && value.isFinite {
      least = min(least, value)
      greatest = max(greatest, value)
    }
    if greatest == 0, extra > 0, extra.isFinite { (least, greatest) = (extra, extra) }
    guard greatest > 0, rows > 0 else { return nil }
    var lower = decimalLogarithm(least)
    var upper = decimalLogarithm(greatest)
    if upper - lower < 0.5 { (lower, upper) = (lower - 0.5, upper + 0.5) }
    self.lower = lower
    self.upper = upper
    self.rows = rows
  }

  /// The position in dots from the top, within the chart; zero and NaN lie at the bottom.
  func dot(_ value: Double) -> Double {
    let bottom = Double(4 * rows) - 0.5
    guard value > 0 else { return bottom }
    guard value.isFinite else { return 0.5 }
    let share = (upper - decimalLogarithm(value)) / (upper - lower)
    return min(bottom, max(0.5, 0.5 + share * (bottom - 0.5)))
  }

  /// Powers of ten at least two rows apart.
  func drawLabels(_ chart: Box, on painter: inout Painter) {
    let decades = (upper - lower) / Double(max(1, rows))
    let step = max(1, (1.9 * decades).rounded(.up))
    var exponent = (lower / step - 1e-3).rounded(.up) * step
    while exponent <= upper + 1e-3 {
      let value = power(10, exponent)
      if let row = cellIndex(dot(value) / 4, below: rows) {
        let label = Self.label(exponent)
        painter.put(label, chart.column - 1 - label.count, chart.row + row, .dim)
        // In ASCII the dots of a grid could not be told from the curve's.
        if !painter.glyphs.isASCII {
          painter.line("┈", chart.column, chart.row + row, count: chart.width, .grid)
        }
      }
      exponent += step
    }
  }

  private static func label(_ exponent: Double) -> String {
    guard exponent < 4, exponent > -3 else {
      return "1e" + (exponent < 0 ? "−" : "")
        + (NumberField.decimal(abs(exponent), places: 0) ?? "")
    }
    return NumberField.compact(power(10, exponent))
  }
}

extension Painter {
  /// Puts the cells of a dot grid that have dots.
  mutating func dots(_ grid: DotGrid, _ box: Box, _ role: Role) {
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        let mask = grid.masks[row * grid.columns + column]
        guard mask != 0 else { continue }
        let scalar = glyphs.isASCII ? Glyphs.asciiDots(mask) : braille(mask)
        set(scalar, box.column + column, box.row + row, role)
      }
    }
  }
}
