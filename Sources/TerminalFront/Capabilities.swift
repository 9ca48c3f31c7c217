/// The user's choice of colours (`--color`).
public enum ColorChoice: String, CaseIterable, Sendable {
  case auto, truecolor
  case indexed = "256"
  case eight = "8"
  case none
}

/// How many colours reach the screen.
public enum ColorDepth: Int, Comparable, Sendable {
  case none = 0
  case eight = 8
  case indexed = 256
  case direct = 16_777_216

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Whether dark or light colours suit the terminal.
public enum TerminalBackground: Hashable, Sendable {
  case dark, light, unknown

  /// Judged by the relative luminance of ITU-R BT.709, without its gamma.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    let luminance = 0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)
    self = luminance < 127.5 ? .dark : .light
  }

  /// From COLORFGBG, "foreground;background" or with a field between, as rxvt and konsole set it.
  init(colorfgbg: String?) {
    guard let last = colorfgbg?.split(separator: ";").last, let index = Int(last) else {
      self = .unknown
      return
    }
    switch index {
    case 0...6, 8: self = .dark
    case 7, 9...15: self = .light
    default: self = .unknown
    }
  }
}

/// What the terminal can show.
public struct TerminalCapabilities: Hashable, Sendable {
  /// Braille, blocks, box drawing and Greek are one column wide each; else draw in ASCII only.
  public var unicode: Bool
  public var colorDepth: ColorDepth
  /// The description by which it is driven.
  public var term: String
}
