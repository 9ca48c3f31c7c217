internal import DiffusionCore

/// Histogram of one coordinate against its exact density: shared mass in one colour, what is missing
/// in another, what is in excess in a third, so that the difference is read without a second line.
struct MarginalBars {
  /// Particles in each bin.
  let counts: [Int32]
  /// Width of a bin.
  let binWidth: Double
  /// The exact density of each bin; empty where there is none.
  let exact: [Double]
  let total: Int

  /// Height of the highest bar as a density.
  var top: Double {
    max(exact.max() ?? 0, (counts.max().map(Double.init) ?? 0) * unit)
  }

  /// The density that one particle adds to its bin.
  private var unit: Double { total > 0 ? 1 / (Double(total) * binWidth) : 0 }

  /// Bars that grow upwards from the last row of a box.
  func drawUpwards(in box: Box, scale: Double, on painter: inout Painter) {
    draw(in: box, depth: box.height, scale: scale, on: &painter) { bin, step in
      (box.column + bin, box.endRow - 1 - step)
    }
  }

  /// Bars that grow to the right from the first column of a box.
  func drawRightwards(in box: Box, scale: Double, on painter: inout Painter) {
    draw(in: box, depth: box.width, scale: scale, isHorizontal: true, on: &painter) { bin, step in
      (box.column + step, box.row + bin)
    }
  }

  private func draw(
    in box: Box, depth: Int, scale: Double, isHorizontal: Bool = false, on painter: inout Painter,
    place: (_ bin: Int, _ step: Int) -> (Int, Int)
  ) {
    guard depth > 0, scale > 0 else { return }
    let eighths = 8 * depth
    func height(_ density: Double) -> Int {
      cellIndex(0.94 * Double(eighths) * density / scale + 0.5, below: eighths + 1)
        ?? (density > 0 ? eighths : 0)
    }
    for bin in counts.indices {
      let found = height(Double(counts[bin]) * unit)
      let wanted = bin < exact.count ? height(exact[bin]) : found
      if painter.glyphs.isASCII {
        drawASCII(found, wanted, depth, &painter) { place(bin, $0) }
        continue
      }
      for step in 0..<depth {
        let (column, row) = place(bin, step)
        Bar.cell(
          found: found - 8 * step, wanted: wanted - 8 * step, isHorizontal: isHorizontal,
          column, row, on: &painter)
      }
    }
  }

  /// `=` for the particles and `|` where the exact density ends.
  private func drawASCII(
    _ found: Int, _ wanted: Int, _ depth: Int, _ painter: inout Painter,
    place: (Int) -> (Int, Int)
  ) {
    for step in 0..<min(depth, (found + 4) / 8) {
      let (column, row) = place(step)
      painter.set("=", column, row, .histogram)
    }
    guard !exact.isEmpty, wanted > 0 else { return }
    let (column, row) = place(min(depth - 1, max(0, (wanted + 4) / 8 - 1)))
    painter.set("|", column, row, .exact, bold: true)
  }
}

/// One cell of a bar, in eighths.
enum Bar {
  static let upward: [Unicode.Scalar] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  static let rightward: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  /// A cell of a histogram over its exact density; lengths are measured from the cell's start.
  static func cell(
    found: Int, wanted: Int, isHorizontal: Bool, _ column: Int, _ row: Int,
    on painter: inout Painter
  ) {
    let glyphs = isHorizontal ? rightward : upward
    let (a, b) = (min(max(found, 0), 8), min(max(wanted, 0), 8))
    let (low, high) = (min(a, b), max(a, b))
    guard high > 0 else { return }
    let over = b > a ? Role.histogramDeficit : .histogramExcess
    if low == high || low == 8 {
      painter.set(glyphs[low], column, row, .histogram)
    } else if low == 0 {
      painter.set(glyphs[high], column, row, over)
    } else if high >= 6 {
      // Two colours fit a cell only where together they fill it, or nearly.
      painter.set(glyphs[low], column, row, .histogram)
      painter.buffer[column, row].background = painter.theme.color(over)
    } else {
      painter.set(glyphs[high], column, row, high - low > 2 ? over : .histogram)
    }
  }

  /// A plain vertical bar of a share of `height` rows above a base row.
  static func vertical(
    share: Double, column: Int, width: Int, baseRow: Int, height: Int, role: Role,
    ascii: Unicode.Scalar = "#", on painter: inout Painter
  ) {
    let eighths = cellIndex(min(1, share) * 8 * Double(height) + 0.5, below: 8 * height + 1) ?? 0
    for step in 0..<height {
      let length = min(max(eighths - 8 * step, 0), 8)
      guard length > 0 else { break }
      let isASCII = painter.glyphs.isASCII
      if isASCII, length < 4, step > 0 { break }
      let scalar = isASCII ? (length < 4 ? "_" : ascii) : upward[length]
      for offset in 0..<width { painter.set(scalar, column + offset, baseRow - step, role) }
    }
  }

  /// One row of eighths, a sign a value.
  static func spark(
    _ values: [Double], scale: Double, column: Int, row: Int, role: Role,
    on painter: inout Painter
  ) {
    for (offset, value) in values.enumerated() where value.isFinite {
      let share = scale > 0 ? min(1, value / scale) : 0
      let eighths = max(1, cellIndex((share * 8).rounded(.up), below: 9) ?? 0)
      let ascii: [Unicode.Scalar] = [" ", "_", "_", ".", "-", "=", "+", "#", "#"]
      painter.set(
        painter.glyphs.isASCII ? ascii[eighths] : upward[eighths], column + offset, row, role)
    }
  }
}
