internal import Simulation

/// A block of numbers and charts beside the plane.
protocol Panel: Sendable {
  /// The word of its heading.
  var name: String { get }
  /// Whether it goes first when the screen gets smaller.
  var isFoldedFirst: Bool { get }
  /// Whether it only takes rows that are left when the others have their plain heights.
  var isForSpareRows: Bool { get }
  /// The rows it can use; nil where the frame has nothing for it.
  func heights(_ frame: Frame, width: Int) -> PanelHeights?
  /// Draws into a box whose height lies within `heights`.
  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter)
}

/// Rows of a panel, its heading included.
struct PanelHeights: Equatable, Sendable {
  var least: Int
  var plain: Int
  var most: Int
}

extension Panel {
  var isFoldedFirst: Bool { false }
  var isForSpareRows: Bool { false }

  /// Draws `name ─────── note`.
  func heading(_ note: [Span], in box: Box, on painter: inout Painter) {
    var column = painter.put(name, box.column, box.row, .bright, bold: true) + 1
    let noteWidth = painter.width(note)
    let end = box.endColumn - noteWidth - (noteWidth > 0 ? 1 : 0)
    painter.line("─", column, box.row, count: end - column, .rule)
    column = max(column, end)
    painter.write(note, before: box.endColumn, box.row)
  }
}
