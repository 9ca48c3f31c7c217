/// A key, or a combination of keys that arrives as one.
public enum Key: Hashable, Sendable {
  /// A printable character, in whatever way it was typed.
  case character(Unicode.Scalar)
  /// A letter (lower case) or one of `[ \ ] ^ _ @` pressed with ctrl.
  case control(Unicode.Scalar)
  /// A character pressed with alt, or typed after escape without a pause.
  case alt(Unicode.Scalar)
  case up, down, left, right, home, end, pageUp, pageDown, insert, delete
  case enter, tab, backTab, backspace, escape
  case function(Int)
  /// A key other than a character, with at least one modifier.
  indirect case modified(Modifiers, Key)

  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let shift = Self(rawValue: 1)
    public static let alt = Self(rawValue: 2)
    public static let control = Self(rawValue: 4)
  }
}

/// What the mouse did, in cells counted from 0 at the top left.
public struct MouseEvent: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    case press(Button), release(Button), drag(Button), wheelUp, wheelDown
  }
  public enum Button: Hashable, Sendable { case left, middle, right }

  public var action: Action
  public var column: Int
  public var row: Int
  public var modifiers: Key.Modifiers

  public init(_ action: Action, column: Int, row: Int, modifiers: Key.Modifiers = []) {
    self.action = action
    self.column = column
    self.row = row
    self.modifiers = modifiers
  }
}

/// Something that happened at the terminal.
public enum TerminalEvent: Hashable, Sendable {
  case key(Key)
  case mouse(MouseEvent)
  /// Text pasted as a whole; it must never run commands.
  case paste(String)
  /// The new size in cells.
  case resize(width: Int, height: Int)
  /// The terminal's background colour became known.
  case background(red: UInt8, green: UInt8, blue: UInt8)
  /// The program was stopped and goes on; the whole screen has to be shown again.
  case resumed
  /// A signal asks for the end, or the terminal is gone (SIGHUP): close the terminal, finish
  /// within half a second, and end by `Terminal.end(bySignal:)`.
  case quit(signal: Int32)
}
