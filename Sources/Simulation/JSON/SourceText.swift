/// The bytes of an input, and excerpts of it for messages.
public struct SourceText: Sendable {
  public let bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The most columns of a line that are shown on either side of a place.
  private static let reach = 60

  /// The line around a position, harmless, and where in it the position is.
  public func excerpt(at position: SourcePosition) -> SourceExcerpt {
    let place = min(max(0, position.offset), bytes.count)
    let start = lineStart(before: place)
    let end = lineEnd(after: place)
    var before = shown(bytes[start..<place])
    var after = shown(bytes[place..<end])
    let beginsLine = start == 0 || bytes[start - 1] == UInt8(ascii: "\n")
    let endsLine = end - place < Self.window
    if !beginsLine || !endsLine || DisplayWidth.of(before + after) > 2 * Self.reach {
      if !beginsLine || DisplayWidth.of(before) > Self.reach {
        before = Self.suffix(before, columns: Self.reach)
      }
      if !endsLine || DisplayWidth.of(after) > Self.reach {
        after = DisplayWidth.prefix(after, columns: Self.reach) + "…"
      }
    }
    return SourceExcerpt(text: before + after, caret: DisplayWidth.of(before))
  }

  /// Four bytes a character, and as many marks again: enough to fill the columns that are shown.
  private static let window = reach * 16

  private func lineStart(before place: Int) -> Int {
    var index = place
    while index > 0, place - index < Self.window, bytes[index - 1] != UInt8(ascii: "\n") {
      index -= 1
    }
    while index < place, bytes[index] & 0xc0 == 0x80 { index += 1 }
    return index
  }

  private func lineEnd(after place: Int) -> Int {
    var index = place
    while index < bytes.count, index - place < Self.window, bytes[index] != UInt8(ascii: "\n") {
      index += 1
    }
    if index > place, index - place < Self.window, bytes[index - 1] == UInt8(ascii: "\r") {
      index -= 1
    }
    return index
  }

  private func shown(_ part: ArraySlice<UInt8>) -> String {
    let text = String(decoding: part, as: UTF8.self)
    return HarmlessText.line(String(text.map { $0 == "\t" ? " " : $0 }))
  }

  private static func suffix(_ text: String, columns: Int) -> String {
    var scalars = text.unicodeScalars[...]
    var width = DisplayWidth.of(text)
    while width > columns, let first = scalars.popFirst() { width -= DisplayWidth.of(first) }
    // A mark must not be torn from what it stands on.
    while let first = scalars.first, DisplayWidth.of(first) == 0 { scalars.removeFirst() }
    return "…" + String(scalars)
  }
}
