/// What control characters and finished key sequences mean, for every terminal at once: their
/// dialects do not contradict each other.
enum KeySequences {
  /// A C0 control or DEL.
  static func c0(_ byte: UInt8) -> Key {
    switch byte {
    case 0x08, 0x7F: .backspace
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x00: .control("@")
    case 0x01...0x1A: .control(Unicode.Scalar(byte + 0x60))
    default: .control(Unicode.Scalar(byte + 0x40))
    }
  }

  /// `ESC O` and a letter; also the keypad of terminals that were left in application mode.
  static func single(_ final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "j")...UInt8(ascii: "y"): .character(Unicode.Scalar(final - 0x40))
    default: letter(final)
    }
  }

  /// `CSI`, parameters and a final byte; nil for anything that is not a key.
  static func control(_ bytes: [UInt8], final: UInt8) -> Key? {
    guard let numbers = parameters(bytes) else { return nil }
    let modifiers = numbers.count > 1 ? modifiers(numbers[1]) : []
    switch final {
    case UInt8(ascii: "~"):
      if numbers.first == 27, numbers.count > 2 { return scalar(numbers[2], modifiers) }
      return numbers.first.flatMap(tilde).map { modified($0, modifiers) }
    case UInt8(ascii: "u"): return numbers.first.flatMap { scalar($0, modifiers) }
    // With two numbers it may be a cursor report, which nobody asked for, or F3.
    case UInt8(ascii: "R"): return numbers.first == 1 ? modified(.function(3), modifiers) : nil
    case UInt8(ascii: "I"), UInt8(ascii: "O"): return nil
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return numbers.isEmpty ? letter(final - 0x20).map { modified($0, .shift) } : nil
    default: return letter(final).map { modified($0, modifiers) }
    }
  }

  /// Numbers separated by semicolons, sub-parameters left out; nil for private sequences.
  static func parameters(_ bytes: some Collection<UInt8>) -> [Int]? {
    guard !bytes.isEmpty else { return [] }
    var numbers: [Int] = []
    for field in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
      let digits = field.prefix { $0 != UInt8(ascii: ":") }
      guard digits.count <= 7, digits.allSatisfy({ (0x30..<0x3A).contains($0) }) else { return nil }
      numbers.append(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    return numbers
  }

  private static func letter(_ final: UInt8) -> Key? {
    switch Unicode.Scalar(final) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "F": .end
    case "H": .home
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    case "Z": .backTab
    default: nil
    }
  }

  private static func tilde(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }

  /// A key named by its Unicode scalar, as kitty's protocol and xterm's modifyOtherKeys do.
  private static func scalar(_ number: Int, _ modifiers: Key.Modifiers) -> Key? {
    guard let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value) else {
      return nil
    }
    // Kitty numbers its special keys in a private area.
    if (0xE000...0xF8FF).contains(value) { return nil }
    if value == 9, modifiers == .shift { return .backTab }
    if value == 27 { return modified(.escape, modifiers) }
    if value < 0x20 || value == 0x7F { return modified(c0(UInt8(value)), modifiers) }
    if (0x80..<0xA0).contains(value) { return nil }
    switch modifiers.subtracting(.shift) {
    case []: return .character(modifiers.contains(.shift) ? upper(scalar) : scalar)
    case .control: return .control(scalar)
    case .alt: return .alt(scalar)
    default: return .modified(modifiers, .character(scalar))
    }
  }

  private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let mapped = scalar.properties.uppercaseMapping.unicodeScalars
    return mapped.count == 1 ? mapped.first ?? scalar : scalar
  }

  /// xterm's number: 1 and the sum of shift 1, alt 2, control 4; more bits are ignored.
  private static func modifiers(_ number: Int) -> Key.Modifiers {
    number < 1 ? [] : Key.Modifiers(rawValue: UInt8((number - 1) & 7))
  }

  private static func modified(_ key: Key, _ modifiers: Key.Modifiers) -> Key {
    modifiers.isEmpty ? key : .modified(modifiers, key)
  }
}

/// Mouse reports in their two forms.
enum MouseReport {
  /// `CSI < button ; column ; row` and `M` (pressed, moved) or `m` (released).
  static func sgr(_ bytes: some Collection<UInt8>, final: UInt8) -> MouseEvent? {
    guard let numbers = KeySequences.parameters(bytes), numbers.count == 3 else { return nil }
    guard final == UInt8(ascii: "M") || final == UInt8(ascii: "m") else { return nil }
    return event(
      numbers[0], column: numbers[1], row: numbers[2], released: final == UInt8(ascii: "m"))
  }

  /// Three bytes, each 32 more than its number.
  static func old(_ button: UInt8, _ column: UInt8, _ row: UInt8) -> MouseEvent? {
    guard button >= 32, column >= 32, row >= 32 else { return nil }
    let code = Int(button) - 32
    return event(
      code, column: Int(column) - 32, row: Int(row) - 32, released: code & 0b100_0011 == 3)
  }

  private static func event(_ code: Int, column: Int, row: Int, released: Bool) -> MouseEvent? {
    guard column >= 1, row >= 1 else { return nil }
    var modifiers: Key.Modifiers = []
    if code & 4 != 0 { modifiers.insert(.shift) }
    if code & 8 != 0 { modifiers.insert(.alt) }
    if code & 16 != 0 { modifiers.insert(.control) }
    guard let action = action(code, released: released) else { return nil }
    return MouseEvent(action, column: column - 1, row: row - 1, modifiers: modifiers)
  }

  private static func action(_ code: Int, released: Bool) -> MouseEvent.Action? {
    switch code & 0b1100_0011 {
    case 64: return .wheelUp
    case 65: return .wheelDown
    case 66...: return nil
    default: break
    }
    let button: MouseEvent.Button
    switch code & 3 {
    case 0: button = .left
    case 1: button = .middle
    case 2: button = .right
    // The old form does not say which button was released.
    default:
      guard released else { return nil }
      button = .left
    }
    if released { return .release(button) }
    return code & 32 != 0 ? .drag(button) : .press(button)
  }
}

/// The terminal's answer to the question for its background colour.
enum ColorAnswer {
  /// From the bytes of an OSC string: `11;rgb:RRRR/GGGG/BBBB` with one to four digits each, or
  /// `11;#RRGGBB`.
  static func background(_ bytes: [UInt8]) -> TerminalEvent? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix("11;") else { return nil }
    let color = text.dropFirst(3)
    var fields: [Substring] = []
    if color.hasPrefix("rgb:") || color.hasPrefix("rgba:") {
      fields = color.drop { $0 != ":" }.dropFirst().split(separator: "/")
    } else if color.hasPrefix("#"), color.utf8.count == 7 {
      let digits = Array(color.dropFirst())
      fields = [0, 2, 4].map { Substring(String(digits[$0...($0 + 1)])) }
    }
    let values = fields.prefix(3).compactMap(channel)
    guard values.count == 3 else { return nil }
    return .background(red: values[0], green: values[1], blue: values[2])
  }

  /// One to four hexadecimal digits, as a fraction of their largest value.
  private static func channel(_ digits: Substring) -> UInt8? {
    guard (1...4).contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit),
      let value = Int(digits, radix: 16)
    else { return nil }
    let largest = (1 << (4 * digits.utf8.count)) - 1
    return UInt8((value * 255 + largest / 2) / largest)
  }
}
