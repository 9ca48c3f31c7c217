internal import DiffusionCore
internal import Simulation

/// The numbers of a screen without panels: two lines, or the first of them.
struct FoldedLines {
  let frame: Frame

  func draw(rows: [Int], on painter: inout Painter) {
    let width = painter.buffer.width
    if let row = rows.first {
      let probes = rows.count > 1 ? probeTruths : probes
      let isProbed = frame.probe.map { $0.absence == nil } ?? false
      let right = firstFitting(isProbed ? probes : trainings, width: width - 32, painter)
      painter.write(right, before: width - 1, row)
      drawLevel(
        row, width: width - 2 - painter.width(right) - (right.isEmpty ? 0 : 2), on: &painter)
    }
    if rows.count > 1 { drawTruth(rows[1], on: &painter) }
  }

  /// An alarm, the distance from the law, what room there is for, and the probe.
  private func drawTruth(_ row: Int, on painter: inout Painter) {
    let width = painter.buffer.width
    let gauges = MeterGauge.all(frame)
    let alarm = gauges.first(where: \.isAlarm).map { [Span.strong("! ", .alarm)] + $0.short } ?? []
    let right = firstFitting(probes, width: width - 40, painter)
    painter.write(right, before: width - 1, row)
    let end = width - 1 - painter.width(right) - 2
    var column = painter.write(firstFitting([alarm, []], width: end - 1, painter), 1, row)
    if column > 1 { column += 3 }
    column = painter.write(firstFitting(truths, width: end - column, painter), column, row)
    let numbers = firstFitting(readings, width: end - column - 3, painter)
    if !numbers.isEmpty { column = painter.write(numbers, column + 3, row) - 2 }
    guard alarm.isEmpty else { return }
    let calm = gauges.map(\.short) + [[]]
    painter.write(firstFitting(calm, width: end - column - 3, painter), column + 3, row)
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
    let bare = summary.bareDistance
    return [near + z + weights, near + z + distance, near + z, bare + z, near, bare, []]
  }

  /// The method's own numbers, as many as there is room for.
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

  private static func pair(_ value: Vector) -> Span {
    Span(" " + NumberField.pair(value, width: 5))
  }

  /// What the law says of the probe's point, from much to little.
  private var probeTruths: [[Span]] {
    guard let probe = frame.probe else { return [[]] }
    let density: [Span] = [
      .dim("log p "), Span(NumberField.fixed(probe.logDensity, width: 6, places: 2)),
    ]
    let score = [Span("  s exact", .exact), Self.pair(probe.exactScore)]
    var part: [Span] = []
    let shares = probe.responsibilities
    if shares.count > 1, let likeliest = shares.indices.max(by: { shares[$0] < shares[$1] }) {
      let name = probe.partName.isEmpty ? "part" : probe.partName
      let share = NumberField.fixed(shares[likeliest], width: 4, places: 2)
      part = [.dim("  \(name) "), Span("\(likeliest + 1)"), Span(" " + share, .exact)]
    }
    return [density + score + part, density + score, density, []]
  }

  /// The mean of the datum given the point and the network's score there; the mean is the last to go.
  private var probes: [[Span]] {
    guard let probe = frame.probe else { return [[]] }
    guard probe.absence == nil else { return [[Span("no density here", .probe)], []] }
    let mean = [Span("E[x₀|x]", .probe), Self.pair(probe.denoised)]
    guard let learned = probe.learnedScore else { return [mean, []] }
    return [
      mean + [Span("  s learned", .network), Self.pair(learned)],
      mean + [Span("  s", .network), Self.pair(learned)], mean, [],
    ]
  }
}
