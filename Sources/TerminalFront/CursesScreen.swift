internal import CNcurses
internal import CTerminal
internal import CellRendering
internal import Glibc

/// ncurses as the computer of screen updates: cells in, bytes for the terminal out.
///
/// Its output goes to memory, so that it can never wait for a slow terminal, a frame is written
/// in one piece, and nothing is written when nothing changed. One at a time in a process.
final class CursesScreen {
  private(set) var width: Int
  private(set) var height: Int
  private let screen: OpaquePointer
  private let output: UnsafeMutablePointer<FILE>
  private let input: UnsafeMutablePointer<FILE>
  private let depth: ColorDepth
  private let characters: CharacterSet
  private var pairs: PairTable
  /// What the screen shows, and under which pair ncurses has it.
  private var shown: [Cell]
  private var shownPairs: [Int32]

  /// - Throws: `TerminalError` when ncurses refuses the description.
  init(
    description: TerminalDescription, depth: ColorDepth, characters: CharacterSet, width: Int,
    height: Int
  ) throws {
    self.depth = depth
    self.characters = characters
    self.width = width
    self.height = height
    let memory = ct_memory_file()
    guard let output = fdopen(memory, "w"), let input = fopen("/dev/null", "re") else {
      throw TerminalError(.system(String(cString: strerror(errno))), term: description.name)
    }
    self.output = output
    self.input = input
    let compiled = description.compiled(depth, columns: width, rows: height)
    guard let screen = Self.start(compiled, output, input) else {
      throw TerminalError(.tooSimple, term: description.name)
    }
    self.screen = screen
    var limit: Int32 = 0
    if depth != .none {
      start_color()
      use_default_colors()
      limit = nc_color_pairs()
    }
    pairs = PairTable(limit: limit)
    shown = Array(repeating: Cell(), count: width * height)
    shownPairs = Array(repeating: 0, count: width * height)
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
    let screen = newterm("diffviz", output, input)
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
    shownPairs = Array(repeating: 0, count: width * height)
    redraw()
  }

  /// The next update rewrites every cell.
  func redraw() { clearok(nc_curscr(), true) }

  /// The bytes that turn what is shown into `buffer`, clipped or filled with blanks to the
  /// screen's size; empty where nothing differs.
  func update(to buffer: CellBuffer) -> [UInt8] {
    var run: [cchar_t] = []
    for row in 0..<height {
      var start = 0
      for column in 0..<width {
        let index = row * width + column
        let cell = canonical(buffer[column, row])
        if cell == shown[index] {
          flush(&run, row: row, column: start)
          continue
        }
        if run.isEmpty { start = column }
        run.append(place(cell, at: index))
      }
      flush(&run, row: row, column: start)
    }
    wnoutrefresh(nc_stdscr())
    doupdate()
    return takeOutput()
  }

  private func flush(_ run: inout [cchar_t], row: Int, column: Int) {
    guard !run.isEmpty else { return }
    mvadd_wchnstr(Int32(row), Int32(column), &run, Int32(run.count))
    run.removeAll(keepingCapacity: true)
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

  /// Notes the cell as shown and gives it as ncurses wants it.
  private func place(_ cell: Cell, at index: Int) -> cchar_t {
    let pair = pair(of: cell)
    shown[index] = cell
    shownPairs[index] = pair
    var attributes: attr_t = 0
    if cell.isBold { attributes |= nc_bold }
    if cell.isReversed { attributes |= nc_reverse }
    return nc_cell(wchar_t(cell.scalar.value), attributes, pair)
  }

  private func pair(of cell: Cell) -> Int32 {
    guard depth != .none else { return 0 }
    let foreground = ColorMapping.number(cell.foreground, depth: depth)
    let background = ColorMapping.number(cell.background, depth: depth)
    if let number = pairs.number(foreground, background) { return number }
    pairs.keepOnly(Set(shownPairs))
    return pairs.number(foreground, background) ?? 0
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
