/// Drops from an update of ncurses what changes nothing on the screen.
///
/// ncurses names both colours of a pair whenever the pair changes, gives blanks an ink, resets
/// the pen at the end, and writes short runs of unchanged cells again rather than move across
/// them, which with 24-bit colours costs ten times the move. Here cursor and pen are followed
/// through its output, and written, in the shortest form, only where something is drawn that the
/// screen does not show yet.
///
/// It understands what `TerminalDescription` lets ncurses write (colours as `38;5;N`, where N is a
/// number of `ColorMapping`), for terminals that follow ECMA-48, wrap late (xenl) and show each
/// character in one cell.
package struct DrawingFilter {
  private struct Position: Equatable {
    /// Equal to the width after the last cell of a row was drawn.
    var column: Int
    var row: Int
  }

  private var width: Int
  private var height: Int
  /// What the terminal has; nil where that is not known.
  private var pen: Pen?
  private var cursor: Position?
  /// What ncurses believes that it has.
  private var wantedPen = Pen()
  private var wantedCursor = Position(column: 0, row: 0)
  private var isChanged: [Bool] = []
  private var out: [UInt8] = []
  private let depth: ColorDepth

  package init(width: Int, height: Int, depth: ColorDepth) {
    self.width = width
    self.height = height
    self.depth = depth
  }

  /// The screen has a new size.
  package mutating func resize(width: Int, height: Int) {
    self.width = width
    self.height = height
    forget()
  }

  /// Pen and cursor may have been changed by others.
  package mutating func forget() {
    pen = nil
    cursor = nil
  }

  /// The shortest bytes that draw the same as `bytes`, one whole update.
  ///
  /// - Parameter isChanged: for each cell, row by row, whether it differs from what is shown.
  package mutating func filter(_ bytes: [UInt8], isChanged: [Bool]) -> [UInt8] {
    self.isChanged = isChanged
    out = []
    out.reserveCapacity(bytes.count)
    bytes.withUnsafeBufferPointer { filter($0) }
    return out
  }

  private mutating func filter(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < bytes.count {
      let end = Self.tokenEnd(bytes, index)
      let token = UnsafeBufferPointer(rebasing: bytes[index..<end])
      switch bytes[index] {
      case 0x1B where token.count > 2: sequence(token)
      case 0x0D: wantedCursor.column = 0
      case 0x0A: wantedCursor.row = min(wantedCursor.row + 1, height - 1)
      case 0x08: wantedCursor.column = max(0, min(wantedCursor.column, width - 1) - 1)
      case 0x00..<0x20: pass(token)
      default: draw(token)
      }
      index = end
    }
  }

  /// The end of the sequence, control or character that starts at an index.
  private static func tokenEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
    var end = index + 1
    switch bytes[index] {
    case 0x1B where end < bytes.count && bytes[end] == UInt8(ascii: "["):
      end += 1
      while end < bytes.count, !(0x40..<0x7F).contains(bytes[end]) { end += 1 }
      return min(end + 1, bytes.count)
    case 0x1B: return min(end + 1, bytes.count)
    case 0xC0...:
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      return end
    default: return end
    }
  }

  // MARK: Drawing

  private mutating func draw(_ character: UnsafeBufferPointer<UInt8>) {
    let place = wantedCursor
    guard place.column < width else { return pass(character) }
    wantedCursor.column += 1
    guard isChanged[place.row * width + place.column] else { return }
    moveCursor(to: place)
    if character.count == 1, character[0] == 0x20 { selectForBlank() } else { select(wantedPen) }
    out.append(contentsOf: character)
    cursor = wantedCursor
  }

  private mutating func select(_ next: Pen) {
    if pen == next { return }
    next.select(after: pen, depth: depth, hasSingleResets: depth != .none, into: &out)
    pen = next
  }

  /// A blank, or an erased place, shows no ink unless colours are swapped.
  private mutating func selectForBlank() {
    guard var next = pen, !next.isReversed, !wantedPen.isReversed else { return select(wantedPen) }
    next.background = wantedPen.background
    select(next)
  }

  private mutating func moveCursor(to place: Position) {
    if cursor == place { return }
    let start = out.count
    defer { cursor = place }
    // The last cell of a row was drawn: the cursor is on it, but only absolute moves are sure.
    if let cursor, cursor.column < width || place.column == 0 {
      if cursor.row == place.row, place.column > cursor.column {
        return appendMove(place.column - cursor.column, "C")
      }
      if place.column == 0, cursor.row == place.row { return out.append(0x0D) }
      if place.column == 0, cursor.row + 1 == place.row {
        return out.append(contentsOf: [0x0D, 0x0A])
      }
      if cursor == Position(column: place.column, row: place.row - 1) { return out.append(0x0A) }
    }
    out.append(contentsOf: [0x1B, UInt8(ascii: "[")])
    if place != Position(column: 0, row: 0) { appendDecimal(place.row + 1, to: &out) }
    if place.column > 0 {
      out.append(UInt8(ascii: ";"))
      appendDecimal(place.column + 1, to: &out)
    }
    out.append(UInt8(ascii: "H"))
    assert(out.count > start)
  }

  private mutating func appendMove(_ count: Int, _ final: Unicode.Scalar) {
    out.append(contentsOf: [0x1B, UInt8(ascii: "[")])
    if count > 1 { appendDecimal(count, to: &out) }
    out.append(UInt8(ascii: final))
  }

  // MARK: Sequences

  private mutating func sequence(_ bytes: UnsafeBufferPointer<UInt8>) {
    let final = bytes[bytes.count - 1]
    let body = bytes[2..<(bytes.count - 1)]
    guard let numbers = SequenceNumbers(body) else { return pass(bytes) }
    if final == UInt8(ascii: "m"), let next = wantedPen.selecting(numbers) {
      wantedPen = next
      return
    }
    let count = max(1, numbers.first)
    var next = wantedCursor
    switch Unicode.Scalar(final) {
    case "H":
      next = Position(column: max(1, numbers.second) - 1, row: count - 1)
    case "G": next.column = count - 1
    case "d": next.row = count - 1
    case "A": next.row -= count
    case "B": next.row += count
    case "C": next.column += count
    case "D": next.column = min(next.column, width - 1) - count
    case "J", "K", "X": return erase(bytes, numbers.first, final)
    default: return pass(bytes)
    }
    wantedCursor = Position(
      column: min(max(0, next.column), width - 1), row: min(max(0, next.row), height - 1))
  }

  /// What was erased has to be drawn again, whatever it showed.
  private mutating func erase(_ bytes: UnsafeBufferPointer<UInt8>, _ number: Int, _ final: UInt8) {
    let place = Position(column: min(wantedCursor.column, width - 1), row: wantedCursor.row)
    let index = place.row * width + place.column
    let row = place.row * width..<(place.row + 1) * width
    let area = final == UInt8(ascii: "J") ? 0..<width * height : row
    let erased =
      switch (final, number) {
      case (UInt8(ascii: "X"), _): index..<min(row.upperBound, index + max(1, number))
      case (_, 0): index..<area.upperBound
      case (_, 1): area.lowerBound..<index + 1
      default: area
      }
    moveCursor(to: place)
    selectForBlank()
    out.append(contentsOf: bytes)
    for index in erased { isChanged[index] = true }
  }

  /// For what is not understood: the terminal is brought to where ncurses believes it is.
  private mutating func pass(_ bytes: UnsafeBufferPointer<UInt8>) {
    if wantedCursor.column < width { moveCursor(to: wantedCursor) }
    select(wantedPen)
    out.append(contentsOf: bytes)
    cursor = nil
  }
}
