internal import Simulation

/// The loss of the network over its training, against the loss of the exact score.
struct TrainingPanel: Panel {
  let name = "training"
  private static let gutter = 5

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    frame.training == nil ? nil : PanelHeights(least: 4, plain: 5, most: 14)
  }

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    guard let training = frame.training else { return }
    let steps = NumberField.grouped(training.step) + "/" + NumberField.grouped(training.steps)
    let hasFormula = !training.lossFormula.isEmpty
    let formula: [Span] = hasFormula ? [Span(training.lossFormula + "  ", .network)] : []
    heading(
      painter.first(of: [formula + [.dim(steps)], formula], fitting: box.width - 11)
        ?? [.dim(steps)], in: box, on: &painter)
    let chart = Box(
      column: box.column + Self.gutter, row: box.row + 1, width: box.width - Self.gutter,
      height: box.height - 2)
    for row in 0..<chart.height { painter.sign("│", chart.column - 1, chart.row + row, .rule) }
    drawCurve(training, chart, on: &painter)
    drawNumbers(training, curl: frame.truth?.scoreCurlNow, box, on: &painter)
    drawProgress(training, box, on: &painter)
  }

  private func drawCurve(_ training: TrainingPicture, _ chart: Box, on painter: inout Painter) {
    let losses = training.history.map(\.loss).filter(\.isFinite)
    guard let scale = LossScale(losses, floor: training.floor) else { return }
    let bottom = Double(4 * chart.height)
    func y(_ loss: Double) -> Double {
      min(bottom - 0.5, max(0.5, (scale.upper - loss) / (scale.upper - scale.lower) * bottom))
    }
    if let floor = training.floor, floor.isFinite {
      var dots = DotGrid(columns: chart.width, rows: chart.height)
      let row = cellIndex(y(floor), below: 4 * chart.height) ?? 0
      for dot in stride(from: 0, to: 2 * chart.width, by: 3) { dots.set(dot, row) }
      painter.dots(dots, chart, .exact)
      label(floor, chart, row: chart.row + row / 4, .exact, on: &painter)
    }
    var curve = DotGrid(columns: chart.width, rows: chart.height)
    let length = Double(max(1, training.steps, training.history.last?.step ?? 0))
    var previous: (Double, Double)?
    for point in training.history where point.loss.isFinite {
      let x = 0.5 + Double(point.step) / length * Double(2 * chart.width - 1)
      let next = (x, y(point.loss))
      let start = previous ?? next
      curve.line(start.0, start.1, next.0, next.1)
      previous = next
    }
    painter.dots(curve, chart, .network)
    if painter.buffer[chart.column - 2, chart.row].scalar == " " {
      label(scale.upper, chart, row: chart.row, .dim, on: &painter)
    }
  }

  private func label(
    _ value: Double, _ chart: Box, row: Int, _ role: Role, on painter: inout Painter
  ) {
    // A sign takes the place of a decimal.
    let places = value < -9.95 || value >= 9.995 ? 0 : value < 0 ? 1 : 2
    painter.put(
      NumberField.fixed(value, width: 4, places: places), chart.column - 5, row, role)
  }

  private func drawNumbers(
    _ training: TrainingPicture, curl: Double?, _ box: Box, on painter: inout Painter
  ) {
    let summary = TrainingSummary(training)
    var lines = [summary.loss, summary.floor].filter { !$0.isEmpty }
    if box.height >= 6, !summary.excess.isEmpty { lines.append(summary.excess) }
    // Under them runs the curve.
    if let curl, box.height >= 7 {
      lines.append([.dim("curl² "), Span(TrainingSummary.number(curl), .network)])
    }
    for (row, line) in lines.prefix(box.height - 2).enumerated() {
      painter.write([Span(" ")] + line, before: box.endColumn, box.row + 1 + row)
    }
  }

  private func drawProgress(_ training: TrainingPicture, _ box: Box, on painter: inout Painter) {
    let summary = TrainingSummary(training)
    let text = painter.first(
      of: [
        [Span(" ")] + summary.percent + summary.rate + summary.timeLeft + summary.note,
        [Span(" ")] + summary.percent + summary.note, summary.note,
      ], fitting: box.width - 4)
    let spans = text ?? []
    let row = box.endRow - 1
    painter.write(spans, before: box.endColumn, row)
    let length = box.width - painter.width(spans)
    let done = cellIndex(summary.share * Double(length) + 0.5, below: length + 1) ?? 0
    painter.line("━", box.column, row, count: done, .network)
    painter.line("─", box.column + done, row, count: length - done, .rule)
  }
}

/// The range of losses on a chart.
struct LossScale {
  let lower: Double
  let upper: Double

  /// From a little below the floor to the first losses, a few outliers apart; nil without a number.
  init?(_ losses: [Double], floor: Double?) {
    let finiteFloor = floor.flatMap { $0.isFinite ? $0 : nil }
    let sorted = losses.sorted()
    guard let least = finiteFloor.map({ min($0, sorted.first ?? $0) }) ?? sorted.first else {
      return nil
    }
    let high = sorted.isEmpty ? least : FieldArrows.quantile(sorted, 0.98)
    let span = max(high - least, abs(least) * 0.05, 1e-9)
    lower = least - span / 8
    upper = least + span
  }
}

/// Training in a few words.
struct TrainingSummary {
  let training: TrainingPicture

  init(_ training: TrainingPicture) { self.training = training }

  /// Steps done, 0 … 1.
  var share: Double {
    training.steps > 0 ? min(1, max(0, Double(training.step) / Double(training.steps))) : 0
  }

  /// The loss now, red where it is none.
  var loss: [Span] {
    guard let loss = training.loss else { return [] }
    return [.dim("loss "), .strong(Self.number(loss), loss.isFinite ? .network : .alarm)]
  }

  /// The least that the loss can be.
  var floor: [Span] {
    guard let floor = training.floor else { return [] }
    return [.dim("floor "), Span(Self.number(floor), .exact)]
  }

  /// What the loss is above it: the weighted error of the score.
  var excess: [Span] {
    guard let loss = training.loss, let floor = training.floor else { return [] }
    return [.dim("excess "), Span(Self.number(loss - floor), .network)]
  }

  /// Three decimals, and room for a sign where there is one.
  static func number(_ value: Double) -> String {
    NumberField.fixed(value, width: value < 0 ? 6 : 5, places: 3)
  }

  var percent: [Span] {
    [.strong(NumberField.fixed(100 * share, width: 3, places: 0) + " %")]
  }

  var rate: [Span] {
    guard training.state == .running, let rate = training.rate else { return [] }
    return [Span(" " + NumberField.right(NumberField.short(rate), 5)), .dim("/s")]
  }

  var timeLeft: [Span] {
    guard training.state == .running, let seconds = training.secondsLeft else { return [] }
    return [.dim("  ETA"), Span(" " + NumberField.duration(seconds))]
  }

  /// What the state is where it is not plainly running.
  var note: [Span] {
    switch training.state {
    case .idle: [.dim("  not started")]
    case .running: []
    case .paused: [Span("  paused")]
    case .done: [Span("  done")]
    case .cached: [Span("  from cache")]
    case .diverged(let step):
      [.strong("  ! diverged at " + NumberField.grouped(step), .alarm)]
    }
  }

  /// The state for one line.
  var state: [Span] {
    switch training.state {
    case .running: [Span("  " + NumberField.fixed(100 * share, width: 3, places: 0) + " %")]
    default: note
    }
  }
}
