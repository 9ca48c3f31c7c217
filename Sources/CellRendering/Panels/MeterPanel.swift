internal import DiffusionCore
internal import Simulation

/// What warns of a run's errors before they show: a line each, with what it means where there is room.
struct MeterPanel: Panel {
  let name = "meters"

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    let gauges = MeterGauge.all(frame).count
    let bound = frame.meters?.errors == nil ? 0 : ErrorBar.rows
    guard gauges + bound > 0 else { return nil }
    let rows = 1 + gauges + bound
    return PanelHeights(
      least: min(rows, 3), plain: rows, most: rows + gauges + (bound > 0 ? 1 : 0))
  }

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    let gauges = MeterGauge.all(frame)
    heading(evaluations(frame, width: box.width - 8, painter), in: box, on: &painter)
    let errors = frame.meters?.errors
    // The bound takes its rows where they are left over, the gauges come first.
    var row = box.row + 1
    let showsErrors = errors != nil && box.height - 1 >= min(gauges.count, 1) + ErrorBar.rows
    let shown = gauges.prefix(box.height - 1 - (showsErrors ? ErrorBar.rows : 0))
    var spare =
      box.height - 1 - shown.count - (showsErrors ? ErrorBar.rows : 0)
    for gauge in shown {
      gauge.draw(in: box, row: row, on: &painter)
      row += 1
      guard spare > 0 else { continue }
      spare -= 1
      let texts = gauge.meaning.map { [Span.dim("  " + $0)] }
      painter.write(painter.first(of: texts, fitting: box.width) ?? [], box.column, row)
      row += 1
    }
    if showsErrors, let errors {
      ErrorBar(errors: errors).draw(
        in: Box(column: box.column, row: row, width: box.width, height: box.endRow - row),
        on: &painter)
    }
  }

  /// How often the score was asked for.
  private func evaluations(_ frame: Frame, width: Int, _ painter: Painter) -> [Span] {
    let count = frame.scoreEvaluations
    guard count > 0 else { return [] }
    let number = NumberField.grouped(count)
    return painter.first(
      of: [
        [Span(number), .dim(" score evaluations a particle")],
        [Span(number), .dim(" score evaluations")], [Span(number), .dim(" scores")],
      ], fitting: width) ?? []
  }
}

/// The bound on the divergence of a result, as one bar of three parts.
struct ErrorBar {
  static let rows = 2

  let errors: MeterPicture.ErrorShares

  /// Each part with the sign and the colour that it has in the bar: gold starts the particles, rose is
  /// the network's.
  private var parts: [(name: String, value: Double, sign: Unicode.Scalar, role: Role)] {
    [
      ("start", errors.initialisation, "█", .sampleBar), ("score", errors.score, "▓", .networkBar),
      ("steps", errors.discretisation, "░", .text),
    ].filter { $0.1 > 0 }
  }

  func draw(in box: Box, on painter: inout Painter) {
    let total = errors.total
    var row = box.row
    painter.put("error ≤", box.column, row)
    let number = [Span.strong(Self.number(total)), .dim(" nats")]
    let end = painter.write(number, box.column + 10, row)
    let start = max(end + 1, box.column + 24)
    drawBar(start, row, length: box.endColumn - start, total, on: &painter)
    row += 1
    let words = parts.map { [Span(String($0.sign) + " ", $0.role), .dim($0.name + " ")] }
    let numbers = parts.map { Span(Self.number($0.value)) }
    for gap in [3, 2, 1] {
      var spans: [Span] = []
      for (index, word) in words.enumerated() {
        spans += (index > 0 ? [Span(String(repeating: " ", count: gap))] : []) + word
        spans.append(numbers[index])
      }
      guard painter.width(spans) <= box.width || gap == 1 else { continue }
      if painter.width(spans) <= box.width { painter.write(spans, box.column, row) }
      break
    }
    guard box.height > Self.rows else { return }
    let meanings = ["  KL from the data to the result at most", "  KL(data ‖ result) at most"]
    painter.write(
      painter.first(of: meanings.map { [.dim($0)] }, fitting: box.width) ?? [], box.column,
      row + 1)
  }

  private func drawBar(
    _ column: Int, _ row: Int, length: Int, _ total: Double, on painter: inout Painter
  ) {
    guard length >= 4, total > 0, total.isFinite else { return }
    var sum = 0.0
    var place = 0
    for part in parts {
      sum += part.value
      let end = cellIndex(sum / total * Double(length) + 0.5, below: length + 1) ?? length
      for step in place..<max(place, end) {
        painter.sign(part.sign, column + step, row, part.role)
      }
      place = max(place, end)
    }
  }

  private static func number(_ value: Double) -> String { NumberField.compact(value) }
}
