internal import CNcurses
internal import CTerminal
internal import CellRendering
internal import Glibc

/// ncurses as the computer of screen updates: cells in, bytes for the terminal out.
///
/// Its output goes to memory, so that it can never wait for a slow terminal, a frame is written
/// in one piece, and nothing is written when nothing changed. One at a time in a process.
final class CursesScreen {
  private var width: Int
  private var height: Int
  private let screen: OpaquePointer
  private let output: UnsafeMutablePointer<FILE>
  private let input: UnsafeMutablePointer<FILE>
  private let depth: ColorDepth
  private let characters: CharacterSet
  private var pairs: PairTable
  private var filter: DrawingFilter?
  /// What ncurses has been given.
  private var shown: [Cell]
  /// Which cells differ from what the terminal shows, within an update.
  private var isChanged: [Bool]
  /// A row's cells in the form of ncurses.
  private var rowCells: [cchar_t]

  /// - Throws: `TerminalError` when ncurses refuses the description.
  init(
    description: TerminalDescription, depth: ColorDepth, characters: CharacterSet, width: Int,
    height: Int
  ) throws {
    self.depth = depth
    self.characters = characters
    self.width = width
    self.height = height
    guard let output = fdopen(ct_memory_file(), "w"), let input = fopen("/dev/null", "re") else {
      throw TerminalError(.system(String(cString: strerror(errno))), term: description.name)
    }
    self.output = output
    self.input = input
    let compiled = description.compiled(depth, columns: width, rows: height)
    guard let screen = Self.start(compiled, output, input) else {
      throw TerminalError(.tooSimple, term: description.name)
    }
    self.screen = screen
    if depth != .none {
      start_color()
      use_default_colors()
    }
    pairs = PairTable(limit: depth == .none ? 0 : nc_color_pairs())
    filter =
      description.isFilterable ? DrawingFilter(width: width, height: height, depth: depth) : nil
    shown = Array(repeating: Cell(), count: width * height)
    isChanged = Array(repeating: true, count: width * height)
    rowCells = Array(repeating: nc_cell(32, 0, 0), count: width)
    leaveok(nc_stdscr(), true)
    resizeterm(Int32(height), Int32(width))
  }

  deinit {
    endwin()
    delscreen(screen)
    fclose(output)
    fclose(input)
  }

  private static func start(
    _ compiled: String, _ output: UnsafeMutablePointer<FILE>, _ input: UnsafeMutablePointer<FILE>
  ) -> OpaquePointer? {
    let former = environmentVariable("TERMINFO")
    setenv("TERMINFO", compiled, 1)
    defer {
      if let former { setenv("TERMINFO", former, 1) } else { unsetenv("TERMINFO") }
    }
    use_env(false)
    let screen = newterm(TerminalDescription.privateName, output, input)
    typeahead(-1)
    return screen
  }

  /// Takes a new size; the whole screen is computed anew.
  func resize(width: Int, height: Int) {
    self.width = width
    self.height = height
    resizeterm(Int32(height), Int32(width))
    werase(nc_stdscr())
    shown = Array(repeating: Cell(), count: width * height)
    isChanged = Array(repeating: true, count: width * height)
    rowCells = Array(repeating: nc_cell(32, 0, 0), count: width)
    filter?.resize(width: width, height: height)
    clearok(nc_curscr(), true)
  }

  /// The next update rewrites every cell.
  func redraw() {
    clearok(nc_curscr(), true)
    filter?.forget()
    for index in isChanged.indices { isChanged[index] = true }
  }

  /// The bytes that turn what is shown into `buffer`, clipped or filled with blanks to the
  /// screen's size; empty where nothing differs.
  func update(to buffer: CellBuffer) -> [UInt8] {
    for row in 0..<height where !give(row, of: buffer) {
      // No pairs are left: all cells are given again, under new pairs.
      pairs.removeAll()
      clearok(nc_curscr(), false)
      redrawwin(nc_stdscr())
      for row in 0..<height { _ = give(row, of: buffer, all: true) }
      break
    }
    wnoutrefresh(nc_stdscr())
    doupdate()
    let bytes = takeOutput()
    if bytes.isEmpty { return [] }
    defer { for index in isChanged.indices { isChanged[index] = false } }
    return filter?.filter(bytes, isChanged: isChanged) ?? bytes
  }

  /// Hands the changed cells of a row, or all of them, to ncurses; false when it is out of pairs.
  private func give(_ row: Int, of buffer: CellBuffer, all: Bool = false) -> Bool {
    var start = 0
    var count = 0
    func flush() {
      if count > 0 { mvadd_wchnstr(Int32(row), Int32(start), &rowCells, Int32(count)) }
      count = 0
    }
    for column in 0..<width {
      let index = row * width + column
      let cell = canonical(buffer[column, row])
      if cell != shown[index] {
        isChanged[index] = true
      } else if !all {
        flush()
        continue
      }
      guard let pair = pair(of: cell) else { return false }
      shown[index] = cell
      if count == 0 { start = column }
      rowCells[count] = Self.cursesCell(cell, pair)
      count += 1
    }
    flush()
    return true
  }

  /// Two cells that look the same become equal: the colour and weight of a blank's ink are
  /// dropped.
  private func canonical(_ cell: Cell) -> Cell {
    var cell = cell
    if !characters.unicode || cell.scalar.value < 0x20 || cell.scalar.value == 0x7F {
      cell.scalar = CharacterSet.ascii(cell.scalar)
    }
    if cell.scalar == " ", !cell.isReversed {
      cell.foreground = .terminal
      cell.isBold = false
    }
    return cell
  }

  private static func cursesCell(_ cell: Cell, _ pair: Int32) -> cchar_t {
    var attributes: attr_t = 0
    if cell.isBold { attributes |= nc_bold }
    if cell.isReversed { attributes |= nc_reverse }
    return nc_cell(wchar_t(cell.scalar.value), attributes, pair)
  }

  private func pair(of cell: Cell) -> Int32? {
    guard depth != .none else { return 0 }
    return pairs.number(
      ColorMapping.number(cell.foreground, depth: depth),
      ColorMapping.number(cell.background, depth: depth))
  }

  private func takeOutput() -> [UInt8] {
    let descriptor = fileno(output)
    let count = Int(lseek(descriptor, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
    lseek(descriptor, 0, SEEK_SET)
    return bytes
  }
}
