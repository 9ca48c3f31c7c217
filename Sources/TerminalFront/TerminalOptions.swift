/// How to open the terminal.
public struct TerminalOptions: Sendable {
  public var color: ColorChoice
  /// Ask for mouse reports; without them the terminal's own text selection works.
  public var mouse: Bool
  /// Environment variables: what the terminal is and can do.
  public var environment: [String: String]

  public init(
    color: ColorChoice = .auto, mouse: Bool = false, environment: [String: String] = Self.inherited
  ) {
    self.color = color
    self.mouse = mouse
    self.environment = environment
  }

  /// The variables of this process that matter to a terminal.
  public static var inherited: [String: String] {
    var found: [String: String] = [:]
    for name in [
      "TERM", "COLORTERM", "NO_COLOR", "COLORFGBG", "LC_ALL", "LC_CTYPE", "LANG", "ESCDELAY",
      "COLUMNS", "LINES", "TMUX", "TERM_PROGRAM",
    ] {
      found[name] = environmentVariable(name)
    }
    return found
  }
}
