/// The colours and attributes with which a terminal draws; colours by the numbers of
/// `ColorMapping`.
struct Pen: Hashable {
  var foreground = ColorMapping.terminal
  var background = ColorMapping.terminal
  var isBold = false
  var isReversed = false

  /// The pen after a Select Graphic Rendition of ncurses; nil where it is none of those that
  /// `TerminalDescription` lets it write.
  func selecting(_ numbers: SequenceNumbers) -> Pen? {
    var pen = self
    switch (numbers.first, numbers.second, numbers.count) {
    case (0, _, ...1): return Pen()
    case (1, _, 1): pen.isBold = true
    case (7, _, 1): pen.isReversed = true
    case (39, _, 1): pen.foreground = ColorMapping.terminal
    case (49, _, 1): pen.background = ColorMapping.terminal
    case (39, 49, 2):
      pen.foreground = ColorMapping.terminal
      pen.background = ColorMapping.terminal
    case (38, 5, 3): pen.foreground = Int32(numbers.third)
    case (48, 5, 3): pen.background = Int32(numbers.third)
    default: return nil
    }
    return pen
  }

  /// Appends what turns a terminal's pen into this one.
  ///
  /// - Parameters:
  ///   - former: the terminal's pen, nil where it is not known.
  ///   - hasSingleResets: whether the terminal can switch single attributes off (SGR 22, 27), as
  ///     those with colours do; the others only all at once.
  func select(
    after former: Pen?, depth: ColorDepth, hasSingleResets: Bool, into out: inout [UInt8]
  ) {
    var base = former
    if let pen = former, !hasSingleResets,
      (pen.isBold && !isBold) || (pen.isReversed && !isReversed)
    {
      base = nil
    }
    out.append(0x1B)
    out.append(UInt8(ascii: "["))
    if self != Pen() {
      if base == nil { out.append(UInt8(ascii: "0")) }
      appendCodes(after: base ?? Pen(), isFirst: base != nil, depth, &out)
    }
    out.append(UInt8(ascii: "m"))
  }

  private func appendCodes(
    after pen: Pen, isFirst: Bool, _ depth: ColorDepth, _ out: inout [UInt8]
  ) {
    var isFirst = isFirst
    func append(_ number: Int) {
      if !isFirst { out.append(UInt8(ascii: ";")) }
      isFirst = false
      appendDecimal(number, to: &out)
    }
    func append(_ ink: Int32, base: Int) {
      if ink == ColorMapping.terminal {
        append(base + 9)
      } else if depth == .direct, ink < CompiledTerminfo.indexedBase {
        append(base + 8)
        append(2)
        for shift in [16, 8, 0] as [Int32] { append(Int(ink >> shift & 255)) }
      } else {
        let index = Int(ink & 255)
        if index < 8 { return append(base + index) }
        append(base + 8)
        append(5)
        append(index)
      }
    }
    if pen.isBold != isBold { append(isBold ? 1 : 22) }
    if pen.isReversed != isReversed { append(isReversed ? 7 : 27) }
    if pen.foreground != foreground { append(foreground, base: 30) }
    if pen.background != background { append(background, base: 40) }
  }
}

/// Up to three numbers of a control sequence, without an array for each of the many.
struct SequenceNumbers {
  private(set) var first = 0
  private(set) var second = 0
  private(set) var third = 0
  private(set) var count = 0

  /// Nil for more numbers, private sequences and anything else.
  init?(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    if bytes.isEmpty { return }
    count = 1
    var value = 0
    for byte in bytes {
      if byte == UInt8(ascii: ";") {
        put(value)
        count += 1
        value = 0
      } else {
        guard (0x30..<0x3A).contains(byte), value < 100_000_000 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
    }
    guard count <= 3 else { return nil }
    put(value)
  }

  private mutating func put(_ value: Int) {
    switch count {
    case 1: first = value
    case 2: second = value
    default: third = value
    }
  }
}

/// Appends a number from 0 to 99,999 in ASCII.
func appendDecimal(_ number: Int, to out: inout [UInt8]) {
  if number >= 10 {
    if number >= 100 {
      if number >= 1000 {
        if number >= 10_000 { out.append(UInt8(0x30 + number / 10_000 % 10)) }
        out.append(UInt8(0x30 + number / 1000 % 10))
      }
      out.append(UInt8(0x30 + number / 100 % 10))
    }
    out.append(UInt8(0x30 + number / 10 % 10))
  }
  out.append(UInt8(0x30 + number % 10))
}
