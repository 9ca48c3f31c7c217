/// Turns the bytes of a terminal into keys, pastes, mouse reports and answers.
///
/// Pure: time is given by the caller, who feeds bytes as they come and calls `pause` when none
/// came for `patience` seconds. Every sequence is read to its end before anything is made of it,
/// so that an unknown one never leaks letters that would run commands.
public struct InputDecoder: Sendable {
  enum State: Equatable, Sendable {
    case ground
    /// After ESC: a key, alt, or the start of a sequence.
    case escape
    case control([UInt8])
    case single
    /// Part of a character in UTF-8: the bits so far, the bytes to come, the least legal scalar.
    case character(UInt32, Int, UInt32)
    /// OSC (with its bytes), or DCS, SOS, PM, APC (without), up to BEL or ST.
    case string([UInt8], keeps: Bool, sawEscape: Bool)
    /// Within a paste; its bytes are in `pasted`.
    case paste
    /// Column, row and button of an old mouse report, three bytes.
    case oldMouse([UInt8])
    /// The letter after `ESC [ [`, a function key of the Linux console.
    case console
  }

  /// A paste is cut here; the rest of it is swallowed.
  static let longestPaste = 1 << 20
  static let longestSequence = 1 << 12
  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  private(set) var state = State.ground
  private var pasted: [UInt8] = []
  private let escapeDelay: Double
  private let reportsMouse: Bool

  /// - Parameters:
  ///   - escapeDelay: seconds after which a lone ESC is the escape key.
  ///   - reportsMouse: whether mouse reports become events; they are swallowed otherwise.
  public init(escapeDelay: Double = 0.05, reportsMouse: Bool = false) {
    self.escapeDelay = escapeDelay
    self.reportsMouse = reportsMouse
  }

  /// How long to wait for more bytes before calling `pause`, nil where nothing is unfinished.
  public var patience: Double? {
    switch state {
    case .ground: nil
    case .escape: escapeDelay
    // A slow line may split these; no key is waiting behind them.
    case .control, .single, .character, .string, .oldMouse, .console: max(0.5, escapeDelay)
    case .paste: 2
    }
  }

  /// The events completed by these bytes.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    for byte in bytes { feed(byte, into: &events) }
    return events
  }

  /// No byte came for `patience` seconds: ends what is unfinished.
  public mutating func pause() -> [TerminalEvent] {
    defer { state = .ground }
    switch state {
    case .escape: return [.key(.escape)]
    case .control(let bytes) where bytes.isEmpty: return [.key(.alt("["))]
    case .single: return [.key(.alt("O"))]
    case .character: return [.key(.character("\u{FFFD}"))]
    case .paste: return [.paste(String(decoding: pasted, as: UTF8.self))]
    default: return []
    }
  }

  private mutating func feed(_ byte: UInt8, into events: inout [TerminalEvent]) {
    switch state {
    case .ground: ground(byte, into: &events)
    case .escape: afterEscape(byte, into: &events)
    case .control(let bytes): control(byte, after: bytes, into: &events)
    case .single:
      state = .ground
      if byte == 0x1B { state = .escape }
      if let key = KeySequences.single(byte) { events.append(.key(key)) }
    case .character(let bits, let left, let least):
      character(byte, bits: bits, left: left, least: least, into: &events)
    case .string(let bytes, let keeps, let sawEscape):
      string(byte, after: bytes, keeps: keeps, sawEscape: sawEscape, into: &events)
    case .paste: paste(byte, into: &events)
    case .oldMouse(let bytes):
      state = bytes.count < 2 ? .oldMouse(bytes + [byte]) : .ground
      if bytes.count == 2 { report(MouseReport.old(bytes[0], bytes[1], byte), into: &events) }
    case .console:
      state = .ground
      if (0x41...0x45).contains(byte) { events.append(.key(.function(Int(byte) - 0x40))) }
    }
  }

  private mutating func ground(_ byte: UInt8, into events: inout [TerminalEvent]) {
    switch byte {
    case 0x1B: state = .escape
    case 0x00..<0x20, 0x7F: events.append(.key(KeySequences.c0(byte)))
    case 0x20..<0x7F: events.append(.key(.character(Unicode.Scalar(byte))))
    case 0xC2...0xDF: state = .character(UInt32(byte & 0x1F), 1, 0x80)
    case 0xE0...0xEF: state = .character(UInt32(byte & 0x0F), 2, 0x800)
    case 0xF0...0xF4: state = .character(UInt32(byte & 0x07), 3, 0x10000)
    default: events.append(.key(.character("\u{FFFD}")))
    }
  }

  private mutating func character(
    _ byte: UInt8, bits: UInt32, left: Int, least: UInt32, into events: inout [TerminalEvent]
  ) {
    guard byte & 0xC0 == 0x80 else {
      // Cut short: one mark for what was lost, then this byte by itself.
      state = .ground
      events.append(.key(.character("\u{FFFD}")))
      return ground(byte, into: &events)
    }
    let value = bits << 6 | UInt32(byte & 0x3F)
    if left > 1 {
      state = .character(value, left - 1, least)
      return
    }
    state = .ground
    let scalar = value < least ? nil : Unicode.Scalar(value)
    // C1 controls are no characters that anybody typed.
    let typed = scalar.map { $0.value < 0xA0 ? "\u{FFFD}" : $0 } ?? "\u{FFFD}"
    events.append(.key(.character(typed)))
  }

  private mutating func afterEscape(_ byte: UInt8, into events: inout [TerminalEvent]) {
    switch byte {
    case 0x1B: events.append(.key(.escape))
    case UInt8(ascii: "["): state = .control([])
    case UInt8(ascii: "O"): state = .single
    case UInt8(ascii: "]"): state = .string([], keeps: true, sawEscape: false)
    case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
      state = .string([], keeps: false, sawEscape: false)
    case 0x20..<0x7F:
      state = .ground
      events.append(.key(.alt(Unicode.Scalar(byte))))
    case 0x00..<0x20, 0x7F:
      state = .ground
      events.append(.key(.modified(.alt, KeySequences.c0(byte))))
    default:
      state = .ground
      events.append(.key(.escape))
      ground(byte, into: &events)
    }
  }

  private mutating func control(
    _ byte: UInt8, after bytes: [UInt8], into events: inout [TerminalEvent]
  ) {
    switch byte {
    case 0x1B: state = .escape
    case UInt8(ascii: "[") where bytes.isEmpty: state = .console
    case UInt8(ascii: "M") where bytes.isEmpty: state = .oldMouse([])
    case 0x20..<0x40:
      // Past the limit the bytes are forgotten, but still read to the sequence's end.
      state = .control(bytes.count < Self.longestSequence ? bytes + [byte] : bytes)
    case 0x40..<0x7F:
      state = .ground
      finish(bytes, final: byte, into: &events)
    default: state = .ground
    }
  }

  private mutating func finish(
    _ bytes: [UInt8], final: UInt8, into events: inout [TerminalEvent]
  ) {
    if bytes.first == UInt8(ascii: "<") {
      return report(MouseReport.sgr(bytes.dropFirst(), final: final), into: &events)
    }
    if final == UInt8(ascii: "~"), bytes.elementsEqual("200".utf8) {
      state = .paste
      pasted = []
    } else if let key = KeySequences.control(bytes, final: final) {
      events.append(.key(key))
    }
  }

  private mutating func string(
    _ byte: UInt8, after bytes: [UInt8], keeps: Bool, sawEscape: Bool,
    into events: inout [TerminalEvent]
  ) {
    if byte == 0x07 || (sawEscape && byte == UInt8(ascii: "\\")) {
      state = .ground
      if keeps, let answer = ColorAnswer.background(bytes) { events.append(answer) }
    } else if sawEscape {
      state = .escape
      feed(byte, into: &events)
    } else if bytes.isEmpty, keeps, !(0x30..<0x3A).contains(byte) {
      // Every answer begins with a number; this was alt and a bracket, then another key.
      state = .ground
      events.append(.key(.alt("]")))
      feed(byte, into: &events)
    } else {
      let kept = keeps && byte != 0x1B && bytes.count < Self.longestSequence
      state = .string(kept ? bytes + [byte] : bytes, keeps: keeps, sawEscape: byte == 0x1B)
    }
  }

  private mutating func paste(_ byte: UInt8, into events: inout [TerminalEvent]) {
    pasted.append(byte)
    let end = Self.pasteEnd
    if byte == UInt8(ascii: "~"), pasted.suffix(end.count).elementsEqual(end) {
      state = .ground
      events.append(.paste(String(decoding: pasted.dropLast(end.count), as: UTF8.self)))
    } else if pasted.count >= Self.longestPaste + end.count {
      pasted.remove(at: Self.longestPaste)
    }
  }

  private func report(_ mouse: MouseEvent?, into events: inout [TerminalEvent]) {
    if reportsMouse, let mouse { events.append(.mouse(mouse)) }
  }
}
