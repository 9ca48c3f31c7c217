/// A colour as a terminal understands it.
public enum Color: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case terminal
  /// One of the terminal's 8, 16 or 256 colours.
  case indexed(UInt8)
  case rgb(UInt8, UInt8, UInt8)
}

/// One character cell: a scalar of width one and how it is drawn.
public struct Cell: Hashable, Sendable {
  public var scalar: Unicode.Scalar
  public var foreground: Color
  public var background: Color
  public var isBold: Bool
  public var isReversed: Bool

  public init(
    _ scalar: Unicode.Scalar = " ", foreground: Color = .terminal, background: Color = .terminal,
    isBold: Bool = false, isReversed: Bool = false
  ) {
    self.scalar = scalar
    self.foreground = foreground
    self.background = background
    self.isBold = isBold
    self.isReversed = isReversed
  }
}

/// A screen of cells, row by row: what panels draw on and what a terminal, a log or a test reads.
public struct CellBuffer: Equatable, Sendable {
  public let width: Int
  public let height: Int
  public private(set) var cells: [Cell]

  /// An empty screen; negative sizes are taken as 0.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = .init(repeating: Cell(), count: self.width * self.height)
  }

  public func contains(_ column: Int, _ row: Int) -> Bool {
    column >= 0 && column < width && row >= 0 && row < height
  }

  /// The cell at a place; outside the screen reads give a blank and writes do nothing.
  public subscript(column: Int, row: Int) -> Cell {
    get { contains(column, row) ? cells[row * width + column] : Cell() }
    set { if contains(column, row) { cells[row * width + column] = newValue } }
  }

  /// The rows as text, without trailing blanks.
  public var lines: [String] {
    (0..<height).map { row in
      var line = String.UnicodeScalarView()
      for cell in cells[row * width..<(row + 1) * width] { line.append(cell.scalar) }
      while line.last == " " { line.removeLast() }
      return String(line)
    }
  }
}
