internal import DiffusionCore
internal import Simulation

/// One meter: a number, where it stands on its scale, and what that means.
struct MeterGauge {
  var name: String
  /// The number in the words of a row.
  var value: [Span]
  /// Where on the line the number stands, 0 … 1.
  var position: Double
  /// The part of the line that is well; the rest is drawn bold.
  var good: ClosedRange<Double>
  var isAlarm: Bool
  /// What the number means, from long to short.
  var meaning: [String]
  /// Number and name for a line with others.
  var short: [Span]

  /// The gauges that have a meaning now: alarms first, then by how near they are to one.
  static func all(_ frame: Frame) -> [MeterGauge] {
    guard let meters = frame.meters else { return [] }
    let gauges = [
      meters.stepShare.flatMap(step), acceptance(frame, meters), meters.priorGap.flatMap(gap),
    ].compactMap { $0 }
    return gauges.filter(\.isAlarm) + gauges.filter { !$0.isAlarm }
  }

  // MARK: The step

  /// From here on a step is called too large, before it diverges at 1.
  static let stepLimit = 0.9

  private static func step(_ share: Double) -> MeterGauge? {
    guard share.isFinite, share >= 0 else { return nil }
    let isAlarm = share >= stepLimit
    let percent = percent(share)
    let meaning: [String]
    switch share {
    case ..<0.5: meaning = ["no step overshoots", "no overshoot"]
    case ..<stepLimit: meaning = ["steps overshoot, and settle", "overshoots, settles"]
    case ..<1: meaning = ["steps barely settle; make them smaller", "barely settles"]
    default: meaning = ["each step overshoots the last more", "each step overshoots more"]
    }
    return MeterGauge(
      name: "step size",
      value: [.strong(percent, isAlarm ? .alarm : .bright), .dim(" % of limit")],
      position: min(1, share / 1.25), good: 0...stepLimit / 1.25, isAlarm: isAlarm,
      meaning: meaning,
      short: [
        .dim("step "), .strong(percent, isAlarm ? .alarm : .bright), .dim(" % of limit"),
      ])
  }

  /// A share in whole per cents.
  private static func percent(_ share: Double) -> String {
    guard share < 1000 else { return ">99999" }
    return NumberField.decimal(100 * max(0, share), places: 0) ?? "–"
  }

  // MARK: Acceptance

  private static func acceptance(_ frame: Frame, _ meters: MeterPicture) -> MeterGauge? {
    guard let share = frame.acceptance, share.isFinite else { return nil }
    let advised = meters.advisedAcceptance
    let band = advised?.band ?? 0...1
    let isAlarm = !band.contains(share)
    var meaning = ["the share of steps that are taken"]
    if let advised {
      let range = "advised \(percent(band.lowerBound))–\(percent(band.upperBound)) %"
      let best = ", best \(percent(advised.best))"
      let remedy =
        share < band.lowerBound
        ? ": smaller steps" : share > band.upperBound ? ": larger steps" : ""
      meaning = [range + (isAlarm ? remedy : best + " in many dimensions"), range + best]
    }
    let number = Span.strong(percent(share), isAlarm ? .alarm : .bright)
    return MeterGauge(
      name: "accepted", value: [number, .dim(" % of steps")], position: share, good: band,
      isAlarm: isAlarm,
      meaning: meaning, short: [.dim("accepted "), number, .dim(" %")])
  }

  // MARK: The prior

  /// KL above which a start is called wrong.
  ///
  /// By Pinsker's inequality a tenth of the mass may then be misplaced.
  static let gapLimit = 0.02
  /// The decades of the line.
  private static let gapDecades = (least: -6.0, most: 1.0)

  private static func gap(_ nats: Double) -> MeterGauge? {
    guard nats.isFinite else { return nil }
    // Quadrature leaves some 1e-12 of either sign.
    let nats = max(nats, 1e-12)
    func position(_ value: Double) -> Double {
      let (least, most) = gapDecades
      return min(1, max(0, (decimalLogarithm(value) - least) / (most - least)))
    }
    let isAlarm = nats > gapLimit
    let mass = min(1, (nats / 2).squareRoot())
    let percent = NumberField.compact((1000 * mass).rounded(.up) / 10)
    let text = nats < 1e-9 ? "<1e−9" : NumberField.compact(nats)
    let number = Span.strong(text, isAlarm ? .alarm : .bright)
    return MeterGauge(
      name: "prior gap", value: [number, .dim(" nats")], position: position(nats),
      good: 0...position(gapLimit), isAlarm: isAlarm,
      meaning: ["the start misplaces ≤ \(percent) % of the mass", "≤ \(percent) % of the mass"],
      short: [.dim("prior gap "), number, .dim(" nats")])
  }
}

extension MeterGauge {
  /// Columns of the name, and of it and the value together.
  static let columns = (name: 10, value: 24)

  /// Draws `step size  62 % of limit  ─────●──━━`.
  func draw(in box: Box, row: Int, on painter: inout Painter) {
    painter.put(name, box.column, row, isAlarm ? .alarm : .text)
    let room = Self.columns.value - Self.columns.name
    let start = box.column + max(Self.columns.name, Self.columns.value - painter.width(value))
    let end = painter.write(value, start, row)
    let line = max(end, box.column + Self.columns.name + room) + 1
    drawLine(line, row, length: box.endColumn - line - (isAlarm ? 2 : 0), on: &painter)
    if isAlarm { painter.put("!", box.endColumn - 1, row, .alarm, bold: true) }
  }

  /// A thin line where all is well, a thick one beyond; red only once the number is there.
  private func drawLine(_ column: Int, _ row: Int, length: Int, on painter: inout Painter) {
    guard length >= 4 else { return }
    let marker = cellIndex(position * Double(length), below: length) ?? length - 1
    for step in 0..<length {
      let middle = (Double(step) + 0.5) / Double(length)
      let isGood = good.contains(middle)
      painter.sign(
        isGood ? "─" : "━", column + step, row, isGood ? .rule : isAlarm ? .alarm : .dim)
    }
    painter.sign("●", column + marker, row, isAlarm ? .alarm : .bright, bold: true)
  }
}
