internal import Simulation

/// The one time axis: data on the left, noise on the right, the run between them.
///
/// A chain stays at its level: its axis are the steps.
struct TimeAxis {
  let frame: Frame

  /// The whole axis with its words.
  ///
  /// - Parameter others: runs beside this one, each marked by its sign where it is.
  func draw(
    in box: Box, others: [(frame: Frame, sign: Unicode.Scalar, role: Role)] = [],
    on painter: inout Painter
  ) {
    let schedule = frame.schedule
    let name = schedule.timeName
    let left: [Span] =
      isChain ? [Span("start "), .dim("step 0 ")] : [Span("data "), .dim(name + " 0 ")]
    let right: [Span] =
      isChain
      ? [.dim(" step \(frame.steps)"), Span(" end")]
      : [.dim(" " + name + " " + NumberField.compact(schedule.duration)), Span(" noise")]
    let length = box.width - painter.width(left) - painter.width(right)
    let column = painter.write(left, box.column, box.row)
    bar(column, box.row, length: length, on: &painter)
    let marker = marker(length: length)
    for other in others {
      let place = TimeAxis(frame: other.frame).marker(length: length)
      guard place != marker, length > 0 else { continue }
      painter.set(other.sign, column + place, box.row, other.role, bold: true)
    }
    painter.write(right, column + max(0, length), box.row)
  }

  /// Whether the particles are at one level for good.
  var isChain: Bool { frame.direction == .chain && frame.stage != .data && frame.steps > 0 }

  /// What stands at the right end of the axis.
  var end: String {
    isChain ? String(frame.steps) : NumberField.compact(frame.schedule.duration)
  }

  /// The cell of the present on an axis of `length` cells.
  func marker(length: Int) -> Int {
    let position = min(
      1, max(0, isChain ? Double(frame.step) / Double(frame.steps) : frame.schedule.position))
    return cellIndex(position * Double(length - 1) + 0.5, below: length) ?? 0
  }

  /// `━` done, `─` to come, the direction between them.
  func bar(_ column: Int, _ row: Int, length: Int, on painter: inout Painter) {
    guard length > 0 else { return }
    let marker = marker(length: length)
    for step in 0..<length where step != marker {
      let isDone: Bool
      switch frame.direction {
      case _ where frame.stage == .data: isDone = false
      case .forward: isDone = step < marker
      case .reverse: isDone = step > marker
      case .chain: isDone = isChain && step < marker
      }
      painter.sign(isDone ? "━" : "─", column + step, row, isDone ? .sample : .rule)
    }
    let sign: Unicode.Scalar
    switch frame.direction {
    case _ where frame.stage == .data: sign = "●"
    case .forward: sign = "▶"
    case .reverse: sign = "◀"
    case .chain: sign = frame.isManual ? "○" : "●"
    }
    painter.sign(sign, column + marker, row, .sample, bold: true)
  }
}
