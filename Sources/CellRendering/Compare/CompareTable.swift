internal import DiffusionCore
internal import Simulation

/// The numbers of all runs, a row each, beside what an exact cloud has.
struct CompareTable {
  struct Row {
    var name: String
    /// One for each run; nil where it has none.
    var values: [Value?]
    /// What an exact cloud of this size has.
    var floor: String?
    /// Whether its numbers may be beyond a limit.
    var canAlarm = false
  }

  struct Value {
    var text: String
    /// For a column that is too narrow for it.
    var short: String?
    /// Beyond its limit: red, with a sign.
    var isAlarm = false
  }

  let comparison: Comparison

  /// The rows in which any run has a number, the most telling first.
  var rows: [Row] {
    (truths + efforts + readings).filter { row in row.values.contains { $0 != nil } }
  }

  private func row(
    _ name: String, floor: String? = nil, canAlarm: Bool = false,
    _ value: (Comparison.Pane) -> Value?
  ) -> Row {
    Row(
      name: name, values: comparison.panes.map(value), floor: floor, canAlarm: canAlarm)
  }

  /// A number that one of the meters judges.
  private func meter(
    _ name: String, gauge: String, isShare: Bool, _ value: (Frame) -> Double?
  ) -> Row {
    row(name, canAlarm: true) { pane in
      value(pane.frame).map { value in
        let text =
          isShare
          ? NumberField.fixed(100 * value, width: 3, places: 0) + " %"
          : NumberField.fixed(value, width: 5, places: 3)
        let gauges = MeterGauge.all(pane.frame)
        return Value(
          text: text, isAlarm: gauges.contains { $0.name == gauge && $0.isAlarm })
      }
    }
  }

  /// Five characters, decimals as there is room for.
  private static func number(_ value: Double?) -> Value? {
    value.map { value in
      let size = abs(value)
      let places = size < 9.9995 ? 3 : size < 99.995 ? 2 : size < 999.95 ? 1 : 0
      return Value(text: NumberField.fixed(value, width: 5, places: places))
    }
  }

  private var truths: [Row] {
    let floor = ([comparison.focused] + comparison.panes).compactMap { $0.frame.truth?.floor }.first
    return [
      row("sliced W2", floor: Self.number(floor)?.text) { Self.number($0.frame.truth?.slicedW2) },
      row("z above floor", canAlarm: true) { pane in
        pane.frame.truth?.z.map {
          Value(text: Self.deviations($0), isAlarm: $0 > 3)
        }
      },
      row("apart from 1") { Self.number($0.apart) },
      row("weights off") {
        Self.number($0.frame.truth.flatMap { TruthSummary($0).weightError })
      },
      partedRow,
      row("spread", floor: "1.000") { Self.number($0.frame.truth?.dispersion) },
    ]
  }

  /// How many particles are in another part than the same ones of the first run.
  private var partedRow: Row {
    let first = comparison.panes[0].frame.truth
    return row("other \(first?.partName ?? "part")") { pane in
      guard pane.index > 0, let parts = pane.frame.truth?.likeliestParts, !parts.isEmpty,
        let wanted = first?.likeliestParts, wanted.count == parts.count
      else { return nil }
      let parted = zip(parts, wanted).count { $0 != $1 }
      let share = 100 * Double(parted) / Double(parts.count)
      return Value(text: NumberField.fixed(share, width: 3, places: share < 9.95 ? 1 : 0) + " %")
    }
  }

  private static func deviations(_ z: Double) -> String {
    NumberField.fixed(z, width: 5, places: abs(z) < 99.95 ? 1 : 0, isSigned: true)
  }

  private var efforts: [Row] {
    [
      row("score calls") {
        $0.frame.scoreEvaluations > 0
          ? Value(text: NumberField.grouped($0.frame.scoreEvaluations)) : nil
      },
      meter("accepted", gauge: "accepted", isShare: true) { $0.acceptance },
      meter("step / limit", gauge: "step size", isShare: true) { $0.meters?.stepShare },
      meter("prior gap", gauge: "prior gap", isShare: false) { $0.meters?.priorGap },
      row("bound on KL") { pane in
        Self.number(
          pane.frame.meters?.errors.map { $0.initialisation + $0.score + $0.discretisation })
      },
      row("score error") {
        $0.frame.score == .learned
          ? $0.frame.truth?.scoreErrorNow.map {
            Value(
              text: NumberField.fixed($0, width: 6, places: 4),
              short: NumberField.fixed($0, width: 4, places: 2))
          } : nil
      },
    ]
  }

  /// The mean of the datum given the probe's point under each run's law, and the score in use there;
  /// none while there is no probe.
  var probes: [Row] {
    func row(_ name: String, _ value: (ProbePicture, Frame) -> Vector?) -> Row {
      self.row(name) { pane in
        guard let probe = pane.frame.probe, probe.absence == nil else { return nil }
        return value(probe, pane.frame).map { Value(text: NumberField.pair($0, width: 5)) }
      }
    }
    let rows = [
      row("E[x₀|x]") { probe, _ in probe.denoised },
      row("s") { probe, frame in
        (frame.score == .learned ? probe.learnedScore : nil) ?? probe.exactScore
      },
    ]
    return rows.filter { row in row.values.contains { $0 != nil } }
  }

  /// The methods' own numbers, by name.
  private var readings: [Row] {
    var names: [String] = []
    for reading in comparison.panes.flatMap({ $0.frame.truth?.readings ?? [] })
    where !names.contains(reading.name) {
      names.append(reading.name)
    }
    return names.map { name in
      let found = comparison.panes.map { pane in
        pane.frame.truth?.readings.first { $0.name == name }
      }
      let exact = found.compactMap { $0?.exact }.first
      return Row(
        name: name,
        values: found.map { reading in
          reading.map { Value(text: MethodPanel.number($0.value)) }
        }, floor: exact.map(MethodPanel.number))
    }
  }
}

/// The table as a panel: names over the columns, the run in front in bold.
struct CompareTablePanel: ComparePanel {
  private static let nameWidth = 14

  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    let rows = CompareTable(comparison: comparison).rows.count
    guard rows > 0 else { return nil }
    return PanelHeights(least: 2 + min(rows, 5), plain: 2 + min(rows, 9), most: 2 + rows)
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    let rough = comparison.panes.compactMap { $0.frame.truth?.approximation }.first
    let notes = (rough.map { [[Span($0 + ", ", .exact)], [Span("≈ ", .exact)]] } ?? [[]]).map {
      $0 + [.dim("each under its own law")]
    }
    painter.heading(
      "truth", painter.first(of: notes, fitting: box.width - 8) ?? [], in: box)
    let rows = CompareTable(comparison: comparison).rows.prefix(box.height - 2)
    let hasFloor = rows.contains { $0.floor != nil }
    let columns = Columns(
      box, names: min(Self.nameWidth, box.width / 3), count: comparison.panes.count,
      hasFloor: hasFloor)
    let names = comparison.names(fitting: columns.pitch - 3, painter)
    for (pane, name) in zip(comparison.panes, names) {
      let span = Span(name, comparison.role(pane), bold: pane.index == comparison.focus)
      painter.write([span], before: columns.end(pane.index), box.row + 1)
    }
    if columns.hasFloor { painter.write([.dim("floor")], before: box.endColumn, box.row + 1) }
    for (offset, row) in rows.enumerated() {
      draw(row, comparison, columns, box, box.row + 2 + offset, on: &painter)
    }
  }

  /// Where the columns of numbers end.
  private struct Columns {
    var first: Int
    var pitch: Int
    var hasFloor: Bool

    /// The floor's column goes first where room is short.
    init(_ box: Box, names: Int, count: Int, hasFloor: Bool) {
      first = box.column + names
      let room = box.width - names
      self.hasFloor = hasFloor && (room - 7) / count >= 9
      pitch = min(14, (room - (self.hasFloor ? 7 : 0)) / count)
    }

    /// Behind the last digit; one cell is kept for the sign of an alarm.
    func end(_ index: Int) -> Int { first + (index + 1) * pitch - 2 }
  }

  private func draw(
    _ row: CompareTable.Row, _ comparison: Comparison, _ columns: Columns, _ box: Box,
    _ place: Int, on painter: inout Painter
  ) {
    painter.write(
      NoticeLine.fitted(row.name, .dim, columns.first - box.column - 1, painter).map {
        Span($0.text, .dim)
      }, box.column, place)
    for (index, value) in row.values.enumerated() {
      let end = columns.end(index)
      guard let value else {
        painter.write([.dim("–")], before: end, place)
        continue
      }
      let isFront = index == comparison.focus
      let role: Role = value.isAlarm ? .alarm : isFront ? .bright : .text
      let texts = [value.text, value.short ?? "#"]
      let text = texts.first { painter.width($0) < columns.pitch } ?? "#"
      painter.write([Span(text, role, bold: isFront || value.isAlarm)], before: end, place)
      if value.isAlarm { painter.put("!", end + 1, place, .alarm, bold: true) }
    }
    if columns.hasFloor, let floor = row.floor {
      painter.write([Span(floor, .exact)], before: box.endColumn, place)
    }
  }
}
