public import CellRendering

/// A terminal emulator for tests: the bytes of a program in, its screen and modes out.
///
/// Knows what an xterm-like terminal does with the sequences that full-screen programs send; the
/// others are collected in `unknown`. Wraps late (xenl), erases with the background colour (bce).
public struct ScreenReader: Sendable {
  public private(set) var width: Int
  public private(set) var height: Int
  private var cells: [Cell]
  private var mainScreen: [Cell]
  public private(set) var column = 0
  public private(set) var row = 0
  private var pen = Cell()
  private var savedCursor = (column: 0, row: 0)
  private var wrapsNext = false

  /// Private modes that are set: 1049 the second screen, 2004 bracketed paste and so on.
  public private(set) var modes: Set<Int> = [7, 25]
  /// Completed synchronized updates.
  public private(set) var updates = 0
  /// Sequences that are not understood.
  public private(set) var unknown: [String] = []
  /// OSC strings: titles, colour questions, clipboard.
  public private(set) var commands: [String] = []
  /// Sequences that ask the terminal for an answer.
  public private(set) var queries: [String] = []

  private var unfinished: [UInt8] = []

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
    cells = Array(repeating: Cell(), count: width * height)
    mainScreen = cells
  }

  // MARK: What is shown

  public subscript(column: Int, row: Int) -> Cell {
    guard (0..<width).contains(column), (0..<height).contains(row) else { return Cell() }
    return cells[row * width + column]
  }

  /// A row without trailing blanks; an empty one outside the screen.
  public func line(_ row: Int) -> String {
    guard (0..<height).contains(row) else { return "" }
    var text = String.UnicodeScalarView()
    for cell in cells[row * width..<(row + 1) * width] { text.append(cell.scalar) }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  public var text: String { (0..<height).map(line).joined(separator: "\n") }
  public func contains(_ part: String) -> Bool { text.contains(part) }

  /// Whether the program has left everything as it found it.
  public var isRestored: Bool { modes == [7, 25] && pen == Cell() }

  /// The screen as panels draw it.
  public var buffer: CellBuffer {
    var buffer = CellBuffer(width: width, height: height)
    for row in 0..<height {
      for column in 0..<width { buffer[column, row] = self[column, row] }
    }
    return buffer
  }

  // MARK: What happens to it

  /// As most terminals do: the upper left part stays.
  public mutating func resize(width: Int, height: Int) {
    func resized(_ cells: [Cell]) -> [Cell] {
      (0..<height).flatMap { row in
        (0..<width).map { column in
          row < self.height && column < self.width ? cells[row * self.width + column] : Cell()
        }
      }
    }
    (cells, mainScreen) = (resized(cells), resized(mainScreen))
    (self.width, self.height) = (width, height)
    move(to: column, row)
  }

  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    let all = unfinished + bytes
    unfinished = []
    var index = 0
    while index < all.count {
      guard let length = token(all[index...]) else {
        unfinished = Array(all[index...])
        return
      }
      index += length
    }
  }

  /// Acts on the token at the start and returns its length; nil if it is not whole yet.
  private mutating func token(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    switch first {
    case 0x1B: return escape(bytes)
    case 0x00..<0x20, 0x7F:
      control(first)
      return 1
    default:
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard bytes.count >= length else { return nil }
      var value = UInt32(first) & (length == 1 ? 0x7F : 0xFF >> UInt32(length + 1))
      for byte in bytes.prefix(length).dropFirst() { value = value << 6 | UInt32(byte & 0x3F) }
      put(Unicode.Scalar(value) ?? "\u{FFFD}")
      return length
    }
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x08: move(to: column - 1, row)
    case 0x0A: lineFeed()
    case 0x0D: move(to: 0, row)
    case 0x07, 0x0F: break
    default: unknown.append("control \(byte)")
    }
  }

  private mutating func lineFeed() {
    wrapsNext = false
    guard row == height - 1 else {
      row += 1
      return
    }
    cells.removeFirst(width)
    cells += Array(repeating: Cell(), count: width)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    if wrapsNext {
      column = 0
      lineFeed()
    }
    var cell = pen
    cell.scalar = scalar
    cells[row * width + column] = cell
    if column == width - 1 { wrapsNext = modes.contains(7) } else { column += 1 }
  }

  private mutating func move(to column: Int, _ row: Int) {
    self.column = min(max(0, column), width - 1)
    self.row = min(max(0, row), height - 1)
    wrapsNext = false
  }

  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= 2 else { return nil }
    let start = bytes.startIndex
    switch bytes[start + 1] {
    case UInt8(ascii: "["):
      let isEnd = { (byte: UInt8) in (0x40..<0x7F).contains(byte) || byte == 0x1B }
      guard let end = bytes[(start + 2)...].firstIndex(where: isEnd) else { return nil }
      // Cut short by another sequence, as when the program is killed.
      if bytes[end] == 0x1B { return end - start }
      sequence(bytes[(start + 2)..<end], final: bytes[end])
      return end - start + 1
    case UInt8(ascii: "]"), UInt8(ascii: "P"): return string(bytes)
    case UInt8(ascii: "("), UInt8(ascii: ")"): return bytes.count >= 3 ? 3 : nil
    case UInt8(ascii: "7"): savedCursor = (column, row)
    case UInt8(ascii: "8"): move(to: savedCursor.column, savedCursor.row)
    case UInt8(ascii: "="), UInt8(ascii: ">"): break
    default: unknown.append("ESC \(Unicode.Scalar(bytes[start + 1]))")
    }
    return 2
  }

  private mutating func string(_ bytes: ArraySlice<UInt8>) -> Int? {
    let start = bytes.startIndex
    for index in bytes.indices.dropFirst(2) {
      let isTerminated = bytes[index] == UInt8(ascii: "\\") && bytes[index - 1] == 0x1B
      guard bytes[index] == 0x07 || isTerminated else { continue }
      let end = isTerminated ? index - 1 : index
      let text = String(decoding: bytes[(start + 2)..<end], as: UTF8.self)
      commands.append(text)
      if text.hasSuffix("?") { queries.append(text) }
      return index - start + 1
    }
    return nil
  }

  // MARK: Control sequences

  private mutating func sequence(_ bytes: ArraySlice<UInt8>, final: UInt8) {
    let isPrivate = bytes.first == UInt8(ascii: "?")
    var numbers: [Int] = []
    if bytes.count > (isPrivate ? 1 : 0) {
      numbers = [0]
      for byte in isPrivate ? bytes.dropFirst() : bytes {
        if byte == UInt8(ascii: ";") {
          numbers.append(0)
        } else {
          numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte & 15)
        }
      }
    }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    let count = max(1, numbers.first ?? 1)
    switch Unicode.Scalar(final) {
    case "H", "f": move(to: max(1, numbers.dropFirst().first ?? 1) - 1, count - 1)
    case "G": move(to: count - 1, row)
    case "d": move(to: column, count - 1)
    case "A": move(to: column, row - count)
    case "B": move(to: column, row + count)
    case "C": move(to: column + count, row)
    case "D": move(to: column - count, row)
    case "J": erase(numbers.first ?? 0, in: 0..<width * height)
    case "K": erase(numbers.first ?? 0, in: row * width..<(row + 1) * width)
    case "X": erase(cellIndex..<min(cellIndex + count, (row + 1) * width))
    case "m": if !select(numbers.isEmpty ? [0] : numbers) { unknown.append("CSI \(text)m") }
    case "h" where isPrivate: for mode in numbers { set(mode) }
    case "l" where isPrivate: for mode in numbers { reset(mode) }
    case "n", "c", "t": queries.append("CSI \(text)\(Unicode.Scalar(final))")
    default: unknown.append("CSI \(text)\(Unicode.Scalar(final))")
    }
  }

  private var cellIndex: Int { row * width + column }

  private mutating func erase(_ kind: Int, in area: Range<Int>) {
    switch kind {
    case 0: erase(cellIndex..<area.upperBound)
    case 1: erase(area.lowerBound..<cellIndex + 1)
    default: erase(area)
    }
  }

  private mutating func erase(_ area: Range<Int>) {
    for index in area { cells[index] = Cell(" ", background: pen.background) }
    wrapsNext = false
  }

  private mutating func set(_ mode: Int) {
    if mode == 1049, modes.insert(1049).inserted {
      savedCursor = (column, row)
      mainScreen = cells
      cells = Array(repeating: Cell(), count: width * height)
    }
    modes.insert(mode)
  }

  private mutating func reset(_ mode: Int) {
    if mode == 2026, modes.contains(2026) { updates += 1 }
    if mode == 1049, modes.contains(1049) {
      cells = mainScreen
      move(to: savedCursor.column, savedCursor.row)
    }
    modes.remove(mode)
  }

  /// Select Graphic Rendition; false if a parameter is not known.
  private mutating func select(_ numbers: [Int]) -> Bool {
    var rest = numbers[...]
    while let number = rest.popFirst() {
      switch number {
      case 0: pen = Cell()
      case 10: break
      case 1: pen.isBold = true
      case 7: pen.isReversed = true
      case 22: pen.isBold = false
      case 27: pen.isReversed = false
      case 30...37: pen.foreground = .indexed(UInt8(number - 30))
      case 40...47: pen.background = .indexed(UInt8(number - 40))
      case 39: pen.foreground = .terminal
      case 49: pen.background = .terminal
      case 38, 48:
        guard let color = Self.color(&rest) else { return false }
        if number == 38 { pen.foreground = color } else { pen.background = color }
      default: return false
      }
    }
    return true
  }

  private static func color(_ numbers: inout ArraySlice<Int>) -> Color? {
    func byte() -> UInt8? { numbers.popFirst().flatMap { UInt8(exactly: $0) } }
    switch numbers.popFirst() {
    case 5: return byte().map { .indexed($0) }
    case 2:
      guard let red = byte(), let green = byte(), let blue = byte() else { return nil }
      return .rgb(red, green, blue)
    default: return nil
    }
  }
}
