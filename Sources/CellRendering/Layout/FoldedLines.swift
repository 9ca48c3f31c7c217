internal import DiffusionCore
internal import Simulation

/// The numbers of a screen without panels: two lines, or the first of them.
struct FoldedLines {
  let frame: Frame

  func draw(rows: [Int], on painter: inout Painter) {
    let width = painter.buffer.width
    if let row = rows.first {
      let right = firstFitting(trainings, width: width - 34, painter)
      painter.write(right, before: width - 1, row)
      drawLevel(
        row, width: width - 2 - painter.width(right) - (right.isEmpty ? 0 : 2), on: &painter)
    }
    if rows.count > 1 {
      let right = firstFitting([probe], width: width - 40, painter)
      painter.write(right, before: width - 1, rows[1])
      let left = firstFitting(truths, width: width - 4 - painter.width(right), painter)
      let column = painter.write(left, 1, rows[1])
      let room = width - 1 - painter.width(right) - column - 6
      painter.write(firstFitting(readings, width: room, painter), column + 3, rows[1])
    }
  }

  /// σ and the step, for a screen of a few cells.
  func drawTiny(row: Int, on painter: inout Painter) {
    let sigma: [Span] = [.dim("σ "), .strong(NumberField.sigma(frame.level.sigma))]
    let steps: [Span] = [Span("  " + String(frame.step)), .dim("/" + String(frame.steps))]
    let choices = [sigma + steps, sigma, [.strong(String(frame.step))]]
    painter.write(firstFitting(choices, width: painter.buffer.width, painter), 0, row)
  }

  private func firstFitting(_ choices: [[Span]], width: Int, _ painter: Painter) -> [Span] {
    painter.first(of: choices, fitting: width) ?? []
  }

  /// σ, t, and the time axis in what room there is.
  private func drawLevel(_ row: Int, width: Int, on painter: inout Painter) {
    let sigma: [Span] = [.dim("σ "), .strong(NumberField.sigma(frame.level.sigma))]
    let manual: [Span] = frame.isManual ? [Span(" ○", .sample, bold: true), .dim(" manual")] : []
    let time: [Span] = [
      .dim("  \(frame.schedule.timeName) "),
      Span(NumberField.fixed(frame.level.time, width: 5, places: 3)),
    ]
    let hasTime = frame.schedule.timeName != "σ"
    let choices = [sigma + manual + (hasTime ? time : []), sigma + manual, sigma]
    let texts = firstFitting(choices, width: width, painter)
    var column = painter.write(texts, 1, row)
    let axis = TimeAxis(frame: frame)
    let end = " " + axis.end
    let length = min(40, 1 + width - column - 4 - painter.width(end))
    guard length >= 6 else { return }
    column = painter.put("  0 ", column, row, .dim)
    axis.bar(column, row, length: length, on: &painter)
    painter.put(end, column + length, row, .dim)
  }

  private var trainings: [[Span]] {
    guard let training = frame.training else { return [[]] }
    let summary = TrainingSummary(training)
    let loss = summary.loss
    let floor = summary.floor.isEmpty ? [] : [Span(" ")] + summary.floor
    let formula: [Span] =
      training.lossFormula.isEmpty ? [] : [Span(training.lossFormula + " ", .network)]
    let state = summary.state
    let left = summary.timeLeft
    return [
      formula + loss + floor + state + left, formula + loss + floor + state,
      loss + floor + state + left, loss + floor + state, loss + state, loss, [],
    ]
  }

  private var truths: [[Span]] {
    guard let truth = frame.truth else { return [[]] }
    let summary = TruthSummary(truth)
    let weights = summary.foldedWeights.map { [.dim("   w ")] + $0 } ?? []
    let distance: [Span] = weights.isEmpty ? summary.weightDistance : []
    let (near, z) = (summary.foldedDistance, summary.foldedZ)
    return [near + z + weights, near + z + distance, near + z, near, []]
  }

  /// Acceptance and the method's own numbers, as many as there is room for.
  private var readings: [[Span]] {
    let all = MethodPanel.readings(frame)
    return (0...all.count).reversed().map { count in
      all.prefix(count).flatMap { reading -> [Span] in
        let (name, isBound) = MethodPanel.name(reading)
        var spans: [Span] = [
          .dim(name + " "), Span(MethodPanel.number(reading.value), .sample),
        ]
        if let exact = reading.exact {
          spans += [.dim(isBound ? " ≤ " : " / "), Span(MethodPanel.number(exact), .exact)]
        }
        return spans + [Span("  ")]
      }
    }
  }

  private var probe: [Span] {
    guard let probe = frame.probe else { return [] }
    return [
      Span("E[x₀|x]", .probe),
      Span(" " + NumberField.fixed(probe.denoised.x, width: 5, places: 2)),
      Span(" " + NumberField.fixed(probe.denoised.y, width: 5, places: 2)),
    ]
  }
}
