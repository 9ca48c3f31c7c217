internal import CNcurses
internal import Glibc

/// What terminfo says about the terminal, and the description that ncurses is given instead.
///
/// ncurses only computes which bytes turn one screen into the next; entering and leaving the
/// screen is written by `Terminal`. Its description is therefore a small one, made from the
/// terminal's own: without padding, alternate character sets, palette changes and title stacks,
/// and with 24-bit colours where the terminal has them, which Debian's `xterm-256color` lacks.
struct TerminalDescription: Sendable {
  /// The name of the description that ncurses is given.
  static let privateName = "diffviz"
  /// The name under which the terminal was found.
  let name: String
  /// What to tell the user after the end, if the name had to be replaced.
  let note: String?
  let terminfoColors: Int
  /// Whether the terminal follows ECMA-48, so that its private modes can be used.
  let isAnsi: Bool
  /// Whether a `DrawingFilter` understands what ncurses writes for it: ECMA-48, and the cursor
  /// stays on a row's last cell until another character follows.
  let isFilterable: Bool
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
    isFilterable = isAnsi && (nc_boolean("xenl") != 0 || nc_boolean("am") == 0)
    entry = CompiledTerminfo(name: Self.privateName)
    let restore = Self.string("sgr0") ?? ""
    let hide = Self.string("civis").map { isAnsi && $0.contains("[?25l") ? "\u{1B}[?25l" : $0 }
    let show = Self.string("cnorm").map { isAnsi && $0.contains("[?25h") ? "\u{1B}[?25h" : $0 }
    let clear = Self.string("clear") ?? ""
    enter = (Self.string("smcup") ?? "") + (hide ?? "") + clear
    let colors = terminfoColors > 0 ? Self.string("op") ?? "" : ""
    // Without a second screen what was drawn must be wiped.
    leave = restore + colors + (show ?? "") + (Self.string("rmcup") ?? restore + clear)
    copyCapabilities()
  }

  /// The compiled description for these colours, in the form that TERMINFO takes.
  func compiled(_ depth: ColorDepth, columns: Int, rows: Int) -> String {
    var entry = entry
    entry.setNumber("cols", columns)
    entry.setNumber("lines", rows)
    if depth != .none { addColors(depth, to: &entry) }
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

  /// What ncurses writes for a filter, which brings it into the shortest form itself.
  private static let standard = [
    "cup": "\u{1B}[%i%p1%d;%p2%dH", "hpa": "\u{1B}[%i%p1%dG", "vpa": "\u{1B}[%i%p1%dd",
    "cr": "\r", "home": "\u{1B}[H", "cuu": "\u{1B}[%p1%dA", "cuu1": "\u{1B}[A",
    "cud": "\u{1B}[%p1%dB", "cud1": "\n", "cuf": "\u{1B}[%p1%dC", "cuf1": "\u{1B}[C",
    "cub": "\u{1B}[%p1%dD", "cub1": "\u{8}", "clear": "\u{1B}[H\u{1B}[2J", "sgr0": "\u{1B}[m",
  ]
  /// What a filter hands on, where the terminal has it.
  private static let optional = [
    "el": "\u{1B}[K", "el1": "\u{1B}[1K", "ed": "\u{1B}[J", "ech": "\u{1B}[%p1%dX",
    "bold": "\u{1B}[1m", "rev": "\u{1B}[7m",
  ]

  private mutating func copyCapabilities() {
    for name in ["bce", "xenl", "msgr"] where nc_boolean(name) != 0 { entry.setBoolean(name) }
    guard isFilterable else {
      if nc_boolean("am") != 0 { entry.setBoolean("am") }
      for name in Array(Self.standard.keys) + Array(Self.optional.keys) {
        if let value = Self.string(name) { entry.setString(name, value) }
      }
      return
    }
    // Without "am": the late wrap lets the last cell be written as it is.
    for (name, value) in Self.standard { entry.setString(name, value) }
    for (name, value) in Self.optional where Self.string(name) == value {
      entry.setString(name, value)
    }
  }

  /// Colours told by number: for a filter as they are, else as ECMA-48 has them.
  private func addColors(_ depth: ColorDepth, to entry: inout CompiledTerminfo) {
    for (name, digit) in [("setaf", "3"), ("setab", "4")] {
      let byIndex = "\(digit)8;5;%p1%d"
      let basic = depth == .eight ? "\(digit)%p1%d" : "%?%p1%{8}%<%t\(digit)%p1%d%e\(byIndex)%;"
      entry.setString(name, "\u{1B}[\(isFilterable ? byIndex : basic)m")
    }
    entry.setString("op", "\u{1B}[39;49m")
    let colors = depth == .direct ? CompiledTerminfo.indexedBase + 256 : depth.rawValue
    entry.setNumber("colors", colors)
    entry.setNumber("pairs", depth == .eight ? 256 : 65_536)
    // RGB: the numbers are colours themselves. AX: 39 and 49 reset one colour each.
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
