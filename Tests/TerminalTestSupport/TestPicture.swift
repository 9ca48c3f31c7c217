public import CellRendering

/// Moving pictures that the probe shows and tests know: the same count gives the same cells.
public enum TestPicture: String, CaseIterable, Sendable {
  /// Half blocks with a colour above and one below, and braille: every cell changes.
  case ramp
  /// Braille dots in a few colours on a smooth background, of which a third changes.
  case cloud
  /// Words here and there, bold and reversed, of which few change.
  case words

  public func draw(in buffer: inout CellBuffer, rows: Range<Int>, count: Int) {
    for row in rows {
      for column in 0..<buffer.width {
        buffer[column, row] = cell(column, row, count)
      }
    }
  }

  public func cell(_ column: Int, _ row: Int, _ count: Int) -> Cell {
    switch self {
    case .ramp: Self.ramp(column, row, count)
    case .cloud: Self.cloud(column, row, count)
    case .words: Self.words(column, row, count)
    }
  }

  private static func ramp(_ column: Int, _ row: Int, _ count: Int) -> Cell {
    let phase = count * 3 + column * 2 + row * 5
    let above = Color.rgb(UInt8(phase & 255), UInt8(column & 255), 80)
    let below = Color.rgb(UInt8((phase + 7) & 255), UInt8(column & 255), 80)
    if row % 2 == 0 { return Cell("\u{2580}", foreground: above, background: below) }
    return Cell(braille(phase * 7), foreground: above, isBold: column % 7 == 0)
  }

  private static func cloud(_ column: Int, _ row: Int, _ count: Int) -> Cell {
    // A third of the places has a new draw in each picture.
    let place = hash(column, row, 1)
    let draw = hash(column, row, (count + Int(place % 3)) / 3)
    let level = Int(draw >> 8 & 31)
    let background = Color.rgb(0, 0, UInt8((column / 8 + row / 4) * 4 & 127))
    let foreground = Color.rgb(UInt8(level * 8), UInt8(255 - level * 4), 120)
    let dots = draw & 1 == 0 ? 0 : Int(draw >> 16 & 255)
    guard dots > 0 else { return Cell(" ", background: background) }
    return Cell(braille(dots), foreground: foreground, background: background)
  }

  private static func words(_ column: Int, _ row: Int, _ count: Int) -> Cell {
    let place = hash(column / 6, row, 2)
    guard column % 6 < 5, place % 3 != 0 else { return Cell() }
    let draw = hash(column, row, place % 16 == 0 ? count : 0)
    let letter = Unicode.Scalar(UInt8(0x61 + draw % 26))
    return Cell(
      letter, foreground: place % 5 == 0 ? .indexed(UInt8(1 + place % 6)) : .terminal,
      isBold: place % 7 == 0, isReversed: place % 11 == 0)
  }

  private static func braille(_ dots: Int) -> Unicode.Scalar {
    Unicode.Scalar(0x2800 + UInt32(dots & 255)) ?? " "
  }

  /// Numbers without a pattern (the finalizer of SplitMix64).
  private static func hash(_ column: Int, _ row: Int, _ salt: Int) -> UInt64 {
    var value = UInt64(
      truncatingIfNeeded: column &* 73_856_093 ^ row &* 19_349_663 ^ salt &* 83_492_791)
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}

/// The length of a plain cell diff: each run of changed cells reached by the shorter of an
/// absolute and a relative move, only those colours named that differ, nothing written for cells
/// that look the same.
public func minimalDiffLength(from old: CellBuffer, to new: CellBuffer) -> Int {
  var length = 0
  var pen = Cell()
  for row in 0..<new.height {
    var cursor: Int?
    for column in 0..<new.width where !looksSame(old[column, row], new[column, row]) {
      let cell = new[column, row]
      if cursor != column {
        let absolute = "\u{1B}[\(row + 1);\(column + 1)H".utf8.count
        let steps = cursor.map { column - $0 }
        let relative = steps.map { $0 == 1 ? 3 : "\u{1B}[\($0)C".utf8.count }
        length += min(absolute, relative ?? .max)
      }
      let isBlank = cell.scalar == " " && !cell.isReversed && !pen.isReversed
      length += penLength(from: pen, to: cell, onlyBackground: isBlank)
      let ink = isBlank ? pen : cell
      pen = cell
      (pen.foreground, pen.isBold) = (ink.foreground, ink.isBold)
      length += UTF8.width(cell.scalar)
      cursor = column + 1
    }
  }
  return length
}

/// Whether two cells cannot be told apart: the ink of a blank is not seen.
public func looksSame(_ one: Cell, _ other: Cell) -> Bool {
  if one == other { return true }
  return one.scalar == " " && other.scalar == " " && !one.isReversed && !other.isReversed
    && one.background == other.background
}

private func penLength(from pen: Cell, to cell: Cell, onlyBackground: Bool) -> Int {
  var codes: [String] = []
  if !onlyBackground {
    if pen.isBold != cell.isBold { codes.append(cell.isBold ? "1" : "22") }
    if pen.isReversed != cell.isReversed { codes.append(cell.isReversed ? "7" : "27") }
    if pen.foreground != cell.foreground { codes.append(code(cell.foreground, "3")) }
  }
  if pen.background != cell.background { codes.append(code(cell.background, "4")) }
  return codes.isEmpty ? 0 : codes.joined(separator: ";").utf8.count + 3
}

private func code(_ color: Color, _ digit: String) -> String {
  switch color {
  case .terminal: digit + "9"
  case .indexed(let index): index < 8 ? digit + "\(index)" : digit + "8;5;\(index)"
  case .rgb(let red, let green, let blue): digit + "8;2;\(red);\(green);\(blue)"
  }
}
