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
    // With the legend of the bound, or two of the gauges.
    return PanelHeights(
      least: min(rows, bound > 0 ? 4 : 3), plain: rows, most: rows + gauges + (bound > 0 ? 1 : 0))
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
  private var parts: [Part] {
    [
      Part(name: "start", value: errors.initialisation, sign: "█", role: .sampleBar),
      Part(name: "score", value: errors.score, sign: "▓", role: .networkBar),
      Part(name: "steps", value: errors.discretisation, sign: "░", role: .text),
    ].filter { $0.value > 0 }
  }

  private struct Part {
    var name: String
    var value: Double
    var sign: Unicode.Scalar
    var role: Role
  }

  func draw(in box: Box, on painter: inout Painter) {
    let number = [Span.strong(NumberField.compact(errors.total)), .dim(" nats")]
    painter.put("error ≤", box.column, box.row)
    let columns = MeterGauge.columns
    let start = box.column + max(columns.name, columns.value - painter.width(number))
    let bar = max(painter.write(number, start, box.row), box.column + columns.value) + 1
    drawBar(bar, box.row, length: box.endColumn - bar, errors.total, on: &painter)
    let legend = painter.first(of: legends, fitting: box.width) ?? []
    painter.write(legend, box.column, box.row + 1)
    guard box.height > Self.rows else { return }
    let meanings = ["  KL from the data to the result at most", "  KL(data ‖ result) at most"]
    painter.write(
      painter.first(of: meanings.map { [.dim($0)] }, fitting: box.width) ?? [], box.column,
      box.row + 2)
  }

  /// What the signs mean: with all numbers, with those of parts that can be seen, with none.
  private var legends: [[Span]] {
    func legend(_ parts: some Sequence<Part>, gap: Int, hasNumbers: Bool) -> [Span] {
      var spans: [Span] = []
      for part in parts {
        if !spans.isEmpty { spans.append(Span(String(repeating: " ", count: gap))) }
        spans += [Span(String(part.sign) + " ", part.role), .dim(part.name)]
        if hasNumbers { spans.append(Span(" " + NumberField.compact(part.value))) }
      }
      return spans
    }
    let seen = parts.filter { $0.value > 0.01 * errors.total }
    return [
      legend(parts, gap: 3, hasNumbers: true), legend(parts, gap: 2, hasNumbers: true),
      legend(seen, gap: 2, hasNumbers: true), legend(seen, gap: 1, hasNumbers: true),
      legend(parts, gap: 2, hasNumbers: false),
    ]
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
}
