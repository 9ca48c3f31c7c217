internal import DiffusionCore
internal import Simulation

/// The cloud against its law: distance and floor, weights of the parts, the network's score error.
struct TruthPanel: Panel {
  let name = "truth"

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    guard let truth = frame.truth else { return nil }
    let hasWeights = PartBars.hasParts(truth)
    let hasErrors = !truth.scoreErrors.isEmpty
    let hasSpread = truth.dispersion != nil
    let blocks = (hasWeights ? 1 : 0) + (hasErrors ? 1 : 0)
    // With few blocks there is always room for the spread.
    let fixed = 3 + (hasSpread && blocks < 2 ? 1 : 0)
    return PanelHeights(
      least: fixed + 4 * blocks, plain: fixed + 5 * blocks,
      most: fixed + (hasSpread && blocks == 2 ? 1 : 0) + 8 * blocks
        + (blocks < 2 ? Self.historyRows - 1 + 2 * blocks : 0))
  }

  /// The most rows of the distance by step.
  private static let historyRows = 7

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    guard let truth = frame.truth else { return }
    let time = frame.schedule.timeName
    let at =
      time == "σ"
      ? String(NumberField.sigma(frame.level.sigma).drop { $0 == " " })
      : NumberField.fixed(frame.level.time, width: 5, places: 3)
    let place: [Span] = [.dim("law at " + time + " " + at)]
    let notes = truth.approximation.map { [[Span($0 + ", ", .exact)], [Span("≈ ", .exact)]] } ?? []
    heading(
      painter.first(of: notes.map { $0 + place }, fitting: box.width - 8) ?? place, in: box,
      on: &painter)
    let frames = HeldScale.frames(frame)
    let summary = TruthSummary(truth)
    let distances = [summary.distance("sliced W2"), summary.distance("SW2")].map { $0 + summary.z }
    let distance = painter.first(of: distances, fitting: box.width) ?? distances[1]
    painter.write(distance, box.column, box.row + 1)
    let hasWeights = PartBars.hasParts(truth)
    let hasErrors = !truth.scoreErrors.isEmpty
    let blocks = (hasWeights ? 1 : 0) + (hasErrors ? 1 : 0)
    let isRoomy = box.height >= 4 + 5 * blocks
    // With few blocks the course of the distance may take what the bars do not need.
    let spare = blocks < 2 ? box.height - 4 - 6 * blocks : 0
    let rows = 1 + min(Self.historyRows - 1, max(0, spare))
    let history = Box(
      column: box.column, row: box.row + 2, width: box.width, height: rows)
    drawHistory(truth, history, frames: frames, scales: &scales, on: &painter)
    var row = box.row + 2 + rows
    if let spread = summary.spread, blocks < 2 || isRoomy {
      painter.write(spread, box.column, row)
      row += 1
    }
    // What is left over goes to the bars, first to the weights.
    let room = box.endRow - row - 4 * blocks
    let upper = blocks == 2 ? 1 + (room + 1) / 2 : 1 + room
    if hasWeights {
      row += 1
      PartBars(truth: truth).draw(
        in: Box(column: box.column, row: row, width: box.width, height: upper + 2),
        scale: &scales.weights, frames: frames, on: &painter)
      row += upper + 2
    }
    if hasErrors {
      row += 1
      ErrorBars(truth: truth, sigma: frame.level.sigma).draw(
        in: Box(column: box.column, row: row, width: box.width, height: box.endRow - row),
        scale: &scales.errors, frames: frames, on: &painter)
    }
  }

  private func drawHistory(
    _ truth: TruthPicture, _ box: Box, frames: Int, scales: inout HeldScales,
    on painter: inout Painter
  ) {
    let row = box.endRow - 1
    let column = painter.put("by step", box.column, row, .dim) + 2
    let values = Self.resampled(truth.history, count: box.endColumn - column)
    let top = values.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    let scale = scales.history.hold(top, frames: frames)
    if box.height > 1 {
      drawColumns(values, scale, floor: truth.floor, column, box, on: &painter)
      return
    }
    Bar.spark(values, scale: scale, column: column, row: row, role: .sampleBar, on: &painter)
    if let last = values.last {
      Bar.spark(
        [last], scale: scale, column: column + values.count - 1, row: row, role: .sample,
        on: &painter)
    }
  }

  /// One bar a value over several rows, and the floor as a line above the bars that are below it.
  private func drawColumns(
    _ values: [Double], _ scale: Double, floor: Double?, _ column: Int, _ box: Box,
    on painter: inout Painter
  ) {
    guard scale > 0 else { return }
    for (index, value) in values.enumerated() where value.isFinite {
      Bar.vertical(
        share: value / scale, column: column + index, width: 1, baseRow: box.endRow - 1,
        height: box.height, role: index == values.count - 1 ? .sample : .sampleBar, on: &painter)
    }
    guard let floor, floor < scale,
      let up = cellIndex(floor / scale * Double(box.height), below: box.height)
    else { return }
    let row = box.endRow - 1 - up
    for place in column..<box.endColumn where painter.buffer[place, row].scalar == " " {
      painter.sign("┈", place, row, .exact)
    }
  }

  /// Means of neighbours where there are more values than cells.
  static func resampled(_ values: [Double], count: Int) -> [Double] {
    guard count > 0 else { return [] }
    guard values.count > count else { return values }
    return (0..<count).map { index in
      let start = index * values.count / count
      let end = max(start + 1, (index + 1) * values.count / count)
      return values[start..<end].reduce(0, +) / Double(end - start)
    }
  }
}

/// The cloud's distance from its law in a few words.
struct TruthSummary {
  let truth: TruthPicture

  init(_ truth: TruthPicture) { self.truth = truth }

  func distance(_ name: String) -> [Span] {
    var spans: [Span] = [
      .dim(name + " "), .strong(NumberField.fixed(truth.slicedW2, width: 5, places: 3)),
    ]
    if let floor = truth.floor {
      spans += [.dim("  floor "), Span(NumberField.fixed(floor, width: 5, places: 3), .exact)]
    }
    return spans
  }

  /// How far above the floor, in standard deviations; red with a sign of its own beyond 3.
  var z: [Span] {
    guard let z = truth.z else { return [] }
    let text = Self.deviations(z, decimalBelow: 100)
    guard z > 3 else { return [.dim("  z"), Span(" " + text)] }
    return [.dim("  z"), .strong(" " + text + " !", .alarm)]
  }

  /// The distance alone.
  var bareDistance: [Span] {
    [.dim("SW2 "), .strong(NumberField.fixed(truth.slicedW2, width: 5, places: 3))]
  }

  /// Distance and floor for one line with others.
  var foldedDistance: [Span] {
    guard let floor = truth.floor else { return bareDistance }
    let number = NumberField.fixed(floor, width: 5, places: 3)
    return bareDistance + [.dim(" floor "), Span(number, .exact)]
  }

  /// One decimal below a number of this size.
  private static func deviations(_ z: Double, decimalBelow limit: Double) -> String {
    NumberField.fixed(z, width: 5, places: abs(z) < limit - 0.05 ? 1 : 0, isSigned: true)
  }

  var foldedZ: [Span] {
    guard let z = truth.z else { return [] }
    let text = Self.deviations(z, decimalBelow: 10)
    return z > 3 ? [.dim(" z"), .strong(text + " !", .alarm)] : [.dim(" z"), Span(text)]
  }

  /// Mean Mahalanobis² / 2, which is 1 under the law.
  var spread: [Span]? {
    guard let dispersion = truth.dispersion else { return nil }
    let places = dispersion < 9.9995 ? 3 : dispersion < 99.995 ? 2 : 1
    return [
      .dim("spread "), Span(NumberField.fixed(dispersion, width: 5, places: places)),
      .dim("  law "),
      Span("1.000", .exact),
    ]
  }

  /// Half the sum of the differences of the weights, 0 … 1.
  var weightError: Double? {
    guard truth.weights.count == truth.lawWeights.count, truth.weights.count > 1 else { return nil }
    return zip(truth.weights, truth.lawWeights).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }

  /// "0.21 0.79 / 0.20 0.80" for a few parts.
  var foldedWeights: [Span]? {
    guard weightError != nil, truth.weights.count <= 3 else { return nil }
    func text(_ weights: [Double]) -> String {
      weights.map { NumberField.fixed($0, width: 4, places: 2) }.joined(separator: " ")
    }
    return [Span(text(truth.weights), .sample), .dim(" / "), Span(text(truth.lawWeights), .exact)]
  }

  var weightDistance: [Span] {
    guard let weightError else { return [] }
    return [
      .dim("   " + truth.partName + " weights off "),
      Span(NumberField.fixed(weightError, width: 5, places: 3), .sample),
    ]
  }
}
