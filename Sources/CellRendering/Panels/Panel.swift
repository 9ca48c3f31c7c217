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

  /// The rows of each panel of a column, one blank row between them: the least first, then towards the
  /// plain ones, then what each can use.
  static func shared(_ ranges: [PanelHeights], height: Int) -> [Int] {
    var heights = ranges.map(\.least)
    func used() -> Int { heights.reduce(heights.count - 1, +) }
    for target in [\PanelHeights.plain, \PanelHeights.most] {
      while used() < height {
        var neediest: Int?
        var greatest = 0.0
        for (index, range) in ranges.enumerated() {
          let goal = range[keyPath: target]
          let need = Double(goal - heights[index]) / Double(max(1, goal))
          if need > greatest { (neediest, greatest) = (index, need) }
        }
        guard let neediest else { break }
        heights[neediest] += 1
      }
    }
    return heights
  }
}

extension Panel {
  var isFoldedFirst: Bool { false }
  var isForSpareRows: Bool { false }

  /// Draws `name ─────── note`.
  func heading(_ note: [Span], in box: Box, on painter: inout Painter) {
    painter.heading(name, note, in: box)
  }
}

extension Painter {
  /// Writes `name ─────── note` on the first row of a box.
  mutating func heading(_ name: String, _ note: [Span], in box: Box) {
    let column = put(name, box.column, box.row, .bright, bold: true) + 1
    let noteWidth = width(note)
    let end = box.endColumn - noteWidth - (noteWidth > 0 ? 1 : 0)
    line("─", column, box.row, count: end - column, .rule)
    write(note, before: box.endColumn, box.row)
  }
}
