/// A piece of text in one colour.
struct Span: Sendable {
  var text: String
  var role: Role
  var isBold: Bool

  init(_ text: String, _ role: Role = .text, bold: Bool = false) {
    self.text = text
    self.role = role
    isBold = bold
  }

  static func dim(_ text: String) -> Span { Span(text, .dim) }
  /// The one number or name of a line that is read first.
  static func strong(_ text: String, _ role: Role = .bright) -> Span {
    Span(text, role, bold: true)
  }
}

/// A box of cells.
struct Box: Equatable, Sendable {
  var column: Int
  var row: Int
  var width: Int
  var height: Int

  /// The first column to the right of the box.
  var endColumn: Int { column + width }
  /// The first row below the box.
  var endRow: Int { row + height }
}

/// Writes texts and signs in the colours of a theme.
///
/// Backgrounds stay what they are unless one is given; whatever lies outside the screen is left out.
struct Painter {
  var buffer: CellBuffer
  let theme: Theme
  let glyphs: Glyphs

  init(width: Int, height: Int, theme: Theme) {
    buffer = CellBuffer(width: width, height: height)
    self.theme = theme
    glyphs = Glyphs(theme.options.glyphs)
  }

  /// Cells that a text takes.
  func width(_ text: String) -> Int { glyphs.text(text).unicodeScalars.count }
  func width(_ spans: [Span]) -> Int { spans.reduce(0) { $0 + width($1.text) } }

  /// Puts one sign, as it is, on the background that is there.
  mutating func set(
    _ scalar: Unicode.Scalar, _ column: Int, _ row: Int, _ role: Role, bold: Bool = false
  ) {
    guard buffer.contains(column, row) else { return }
    var cell = buffer[column, row]
    cell.scalar = scalar
    cell.foreground = theme.color(role)
    cell.isBold = bold
    buffer[column, row] = cell
  }

  /// Puts one sign, in ASCII where that is asked for.
  mutating func sign(
    _ scalar: Unicode.Scalar, _ column: Int, _ row: Int, _ role: Role, bold: Bool = false
  ) {
    set(glyphs.sign(scalar), column, row, role, bold: bold)
  }

  /// Repeats a sign to the right.
  mutating func line(
    _ scalar: Unicode.Scalar, _ column: Int, _ row: Int, count: Int, _ role: Role
  ) {
    guard count > 0 else { return }
    for step in 0..<count { sign(scalar, column + step, row, role) }
  }

  /// Writes a text and returns the column behind it.
  @discardableResult
  mutating func put(
    _ text: String, _ column: Int, _ row: Int, _ role: Role = .text, bold: Bool = false
  ) -> Int {
    var column = column
    for scalar in glyphs.text(text).unicodeScalars {
      set(scalar, column, row, role, bold: bold)
      column += 1
    }
    return column
  }

  /// Writes pieces of text and returns the column behind them.
  @discardableResult
  mutating func write(_ spans: [Span], _ column: Int, _ row: Int) -> Int {
    spans.reduce(column) { put($1.text, $0, row, $1.role, bold: $1.isBold) }
  }

  /// Writes pieces of text that end before a column.
  mutating func write(_ spans: [Span], before column: Int, _ row: Int) {
    write(spans, column - width(spans), row)
  }

  /// Blanks a box on a background of its own; without colours it is reversed where asked for.
  mutating func fill(_ box: Box, _ background: Role?, reversedWithoutColor: Bool = false) {
    let color = background.map(theme.color) ?? .terminal
    let isReversed = reversedWithoutColor && color == .terminal
    let cell = Cell(
      " ", foreground: theme.color(.text), background: color, isReversed: isReversed)
    for row in max(0, box.row)..<max(0, box.row, min(box.endRow, buffer.height)) {
      for column in max(0, box.column)..<max(0, box.column, min(box.endColumn, buffer.width)) {
        buffer[column, row] = cell
      }
    }
  }

  /// The first of several texts that fits a width; they go from long to short.
  func first(of choices: [[Span]], fitting width: Int) -> [Span]? {
    choices.first { self.width($0) <= width }
  }
}
