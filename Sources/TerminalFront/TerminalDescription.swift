internal import CNcurses
internal import Glibc

/// What terminfo says about the terminal, and the description that ncurses is given instead.
///
/// ncurses only computes which bytes turn one screen into the next; entering and leaving the
/// screen is written by `Terminal`. Its description is therefore a small one, made from the
/// terminal's own: without padding, alternate character sets, palette changes and title stacks,
/// and with 24-bit colours where the terminal has them, which Debian's `xterm-256color` lacks.
struct TerminalDescription: Sendable {
  /// The name under which the terminal was found.
  let name: String
  /// What to tell the user after the end, if the name had to be replaced.
  let note: String?
  let terminfoColors: Int
  /// Whether the terminal follows ECMA-48, so that its private modes can be used.
  let isAnsi: Bool
  /// Enters and leaves the full screen.
  let enter: String
  let leave: String
  private var entry: CompiledTerminfo

  /// Loads the description of `term`.
  ///
  /// - Throws: `TerminalError` if there is none, or none for a full screen.
  init(term: String?, descriptor: Int32) throws {
    guard let term, !term.isEmpty else { throw TerminalError(.unset, term: term) }
    let found = try Self.load(term, descriptor: descriptor)
    defer { nc_forget_description() }
    guard let move = Self.string("cup"), nc_boolean("hc") == 0, Self.string("clear") != nil else {
      throw TerminalError(.tooSimple, term: term)
    }
    name = found
    note =
      found == term
      ? nil : "TERM=\(term) is not described on this machine; it was driven as \(found)"
    terminfoColors = max(0, Int(nc_number("colors")))
    let isAnsi = move.hasPrefix("\u{1B}[")
    self.isAnsi = isAnsi
    entry = CompiledTerminfo(name: "diffviz")
    Self.copy(into: &entry)
    let restore = Self.string("sgr0") ?? ""
    let hide = Self.string("civis").map { isAnsi && $0.contains("[?25l") ? "\u{1B}[?25l" : $0 }
    let show = Self.string("cnorm").map { isAnsi && $0.contains("[?25h") ? "\u{1B}[?25h" : $0 }
    let clear = Self.string("clear") ?? ""
    enter = (Self.string("smcup") ?? "") + (hide ?? "") + clear
    let colors = terminfoColors > 0 ? Self.string("op") ?? "" : ""
    // Without a second screen what was drawn must be wiped.
    leave = restore + colors + (show ?? "") + (Self.string("rmcup") ?? restore + clear)
  }

  /// The compiled description for these colours, in the form that TERMINFO takes.
  func compiled(_ depth: ColorDepth, columns: Int, rows: Int) -> String {
    var entry = entry
    entry.setNumber("cols", columns)
    entry.setNumber("lines", rows)
    if depth != .none { Self.addColors(depth, to: &entry) }
    return entry.hexadecimal
  }

  /// Terminals that ncurses-base leaves out, all of them at least an xterm with 256 colours.
  private static let xtermLike = [
    "kitty", "foot", "alacritty", "ghostty", "wezterm", "contour", "rio", "mintty", "iterm",
    "vte", "gnome", "konsole", "st-", "putty", "nsterm", "tmux-direct", "xterm-kitty",
    "xterm-ghostty", "xterm-direct", "xterm-16color", "xterm-88color", "xterm-24bit",
  ]

  private static func load(_ term: String, descriptor: Int32) throws -> String {
    var code: Int32 = 0
    if !term.contains("/"), setupterm(term, descriptor, &code) == OK { return term }
    let substitute = "xterm-256color"
    guard xtermLike.contains(where: term.hasPrefix), setupterm(substitute, descriptor, &code) == OK
    else {
      throw TerminalError(.unknown, term: term)
    }
    return substitute
  }

  /// Capabilities by which ncurses moves, erases and marks.
  private static let strings = [
    "cup", "hpa", "vpa", "cr", "home", "clear", "el", "el1", "ed", "ech",
    "cuu", "cuu1", "cud", "cud1", "cuf", "cuf1", "cub", "cub1", "sgr0", "bold", "rev",
  ]

  private static func copy(into entry: inout CompiledTerminfo) {
    for name in ["bce", "xenl", "msgr"] where nc_boolean(name) != 0 { entry.setBoolean(name) }
    // With the late wrap of xenl the last cell can be written as it is; without it ncurses must
    // know of the wrap.
    if nc_boolean("am") != 0, nc_boolean("xenl") == 0 { entry.setBoolean("am") }
    for name in strings {
      if let value = string(name) { entry.setString(name, value) }
    }
  }

  /// ECMA-48 colours, told by number: up to 0xFFFFFF as red, green and blue, then, from
  /// `CompiledTerminfo.indexedBase` on, the 256 of the palette.
  private static func addColors(_ depth: ColorDepth, to entry: inout CompiledTerminfo) {
    let base = CompiledTerminfo.indexedBase
    func set(_ digit: Character) -> String {
      let indexed =
        "%?%p1%{8}%<%t\(digit)%p1%d%e\(digit)8;5;%p1%d%;"
      return switch depth {
      case .none: ""
      case .eight: "\u{1B}[\(digit)%p1%dm"
      case .indexed: "\u{1B}[\(indexed)m"
      case .direct:
        "\u{1B}[%?%p1%{\(base - 1)}%>%t\(digit)8;5;%p1%{\(base)}%-%d%e"
          + "\(digit)8;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"
      }
    }
    entry.setString("setaf", set("3"))
    entry.setString("setab", set("4"))
    entry.setString("op", "\u{1B}[39;49m")
    entry.setNumber("colors", depth == .direct ? base + 256 : depth.rawValue)
    entry.setNumber("pairs", depth == .eight ? 256 : 65_536)
    entry.extended = depth == .direct ? ["AX", "RGB"] : ["AX"]
  }

  /// A capability without padding, title stack and character set switches.
  private static func string(_ name: String) -> String? {
    guard let value = nc_string(name) else { return nil }
    var text = String(cString: value)
    for unwanted in [
      "\u{1B}[22;0;0t", "\u{1B}[23;0;0t", "\u{1B}(B", "\u{0F}", "\u{1B}[?69l", "\u{1B}[?7h",
    ] {
      text.removeAll(of: unwanted)
    }
    while let start = text.firstRange(of: "$<"),
      let end = text[start.upperBound...].firstIndex(of: ">")
    {
      text.removeSubrange(start.lowerBound...end)
    }
    return text.isEmpty ? nil : text
  }
}

extension String {
  fileprivate mutating func removeAll(of part: String) {
    while let range = firstRange(of: part) { removeSubrange(range) }
  }
}
