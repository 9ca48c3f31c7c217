internal import CellRendering

extension ColorDepth {
  /// The colours to use: by the user's choice, else NO_COLOR, COLORTERM and the description.
  init(_ choice: ColorChoice, environment: [String: String], description: TerminalDescription) {
    guard description.isAnsi else {
      self = .none
      return
    }
    switch choice {
    case .none: self = .none
    case .eight: self = .eight
    case .indexed: self = .indexed
    case .truecolor: self = .direct
    case .auto: self = Self.automatic(environment, description)
    }
    // Without a filter 24-bit colours cannot be told to ncurses.
    if self == .direct, !description.isFilterable { self = .indexed }
  }

  private static func automatic(
    _ environment: [String: String], _ description: TerminalDescription
  ) -> ColorDepth {
    if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return .none }
    let term = environment["TERM"] ?? ""
    guard description.terminfoColors >= 8 else { return .none }
    let claims = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    // GNU screen hands COLORTERM on, but takes 24-bit colours for other attributes.
    let isScreen = term.hasPrefix("screen") && environment["TMUX"] == nil
    if claims, !isScreen { return .direct }
    if description.terminfoColors > 256 || term.contains("-direct") { return .direct }
    // Their descriptions are missing here, their colours are known.
    let modern = ["xterm-kitty", "kitty", "foot", "alacritty", "wezterm", "ghostty"]
    if modern.contains(where: term.hasPrefix) || term == "xterm-ghostty" { return .direct }
    return description.terminfoColors >= 256 ? .indexed : .eight
  }
}

/// Colours as the numbers of a terminal description.
enum ColorMapping {
  /// The terminal's own colour, as ncurses has it.
  static let terminal: Int32 = -1

  /// The nearest colour that the depth has.
  ///
  /// Panels choose their colours for the depth themselves; this is for those that did not.
  static func number(_ color: Color, depth: ColorDepth) -> Int32 {
    switch (color, depth) {
    case (.terminal, _), (_, .none): terminal
    case (.indexed(let index), .direct): Int32(CompiledTerminfo.indexedBase) + Int32(index)
    case (.indexed(let index), .indexed): Int32(index)
    case (.indexed(let index), .eight): eight(index)
    case (.rgb(let red, let green, let blue), .direct):
      Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
    case (.rgb(let red, let green, let blue), .indexed): Int32(indexed(red, green, blue))
    case (.rgb(let red, let green, let blue), .eight): eight(red, green, blue)
    }
  }

  private static let steps: [Int] = [0, 95, 135, 175, 215, 255]

  /// The nearest, by squared distance, of xterm's 6×6×6 cube and 24 greys.
  static func indexed(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let channels = [Int(red), Int(green), Int(blue)]
    let nearest = channels.map { channel in
      steps.indices.min { abs(steps[$0] - channel) < abs(steps[$1] - channel) } ?? 0
    }
    let cubeDistance = zip(channels, nearest).map { ($0 - steps[$1]) * ($0 - steps[$1]) }
      .reduce(0, +)
    let mean = channels.reduce(0, +) / 3
    let grey = min(23, max(0, (mean - 3) / 10))
    let level = 8 + 10 * grey
    let greyDistance = channels.map { ($0 - level) * ($0 - level) }.reduce(0, +)
    if greyDistance < cubeDistance { return UInt8(232 + grey) }
    return UInt8(16 + 36 * nearest[0] + 6 * nearest[1] + nearest[2])
  }

  private static func eight(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
    let middle = (Int(max(red, green, blue)) + Int(min(red, green, blue))) / 2
    // Greys: dark ones black, light ones white.
    if max(red, green, blue) - min(red, green, blue) < 48 { return middle < 96 ? 0 : 7 }
    return (Int(red) > middle ? 1 : 0) + (Int(green) > middle ? 2 : 0)
      + (Int(blue) > middle ? 4 : 0)
  }

  private static func eight(_ index: UInt8) -> Int32 {
    switch index {
    case 0..<16: return Int32(index & 7)
    case 232...:
      let level = UInt8(8 + 10 * (Int(index) - 232))
      return eight(level, level, level)
    default:
      let cube = Int(index) - 16
      let channels = [cube / 36, cube / 6 % 6, cube % 6].map { UInt8(steps[$0]) }
      return eight(channels[0], channels[1], channels[2])
    }
  }
}
