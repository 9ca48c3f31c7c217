/// The one place where text from outside is made harmless to a terminal, a log and a reader.
///
/// Scenes, paths, environment variables and data files may hold escape sequences, characters that
/// turn the direction of writing, and towers of combining marks. Everything that is shown, logged or
/// recorded passes through here once, where it enters (reliability.md, "Hostile and broken input").
public enum HarmlessText {
  /// The most combining marks that one character keeps.
  public static let markLimit = 3

  /// A text as one line: ESC shown as ␛; other control characters, line and paragraph separators and
  /// unassigned characters as U+FFFD; invisible characters (direction marks, joiners, variation
  /// selectors, tags) and combining marks beyond three dropped.
  ///
  /// Applying it twice is applying it once.
  public static func line(_ text: String) -> String {
    if isPlain(text) { return text }
    var result = String.UnicodeScalarView()
    var marks = markLimit  // A mark at the very start has nothing to stand on.
    for scalar in text.unicodeScalars {
      switch treatment(of: scalar) {
      case .keep:
        marks = 0
        result.append(scalar)
      case .mark:
        marks += 1
        if marks <= markLimit { result.append(scalar) }
      case .replace(let substitute):
        marks = 0
        result.append(substitute)
      case .drop: break
      }
    }
    return String(result)
  }

  /// A text in which every scalar takes exactly one column, for drawing into cells: as `line`, and
  /// wide characters become two, U+25AF ▯ and a blank; combining marks are dropped.
  public static func narrow(_ text: String) -> String {
    if isPlain(text) { return text }
    var result = String.UnicodeScalarView()
    for scalar in line(text).unicodeScalars {
      switch DisplayWidth.of(scalar) {
      case 0: break
      case 1: result.append(scalar)
      default: result.append(contentsOf: "▯ ".unicodeScalars)
      }
    }
    return String(result)
  }

  /// A harmless text in double quotes, cut to `limit` characters, for messages.
  public static func quoted(_ text: String, limit: Int = 40) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return "\"\(line(text))\"" }
    return "\"\(line(String(scalars[..<end])))…\""
  }

  /// A path for messages: harmless, and in quotes where blanks would mislead.
  public static func path(_ path: String) -> String {
    let harmless = line(path)
    return harmless.isEmpty || harmless.contains(" ") ? "\"\(harmless)\"" : harmless
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7f).contains($0) }
  }

  private enum Treatment {
    case keep, mark, drop
    case replace(Unicode.Scalar)
  }

  private static func treatment(of scalar: Unicode.Scalar) -> Treatment {
    let value = scalar.value
    if (0x20..<0x7f).contains(value) { return .keep }
    if value == 0x1b { return .replace("␛") }
    if value < 0x20 || (0x7f...0x9f).contains(value) { return .replace("\u{fffd}") }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
      return .replace("\u{fffd}")
    case .format: return .drop
    default: break
    }
    if properties.isDefaultIgnorableCodePoint { return .drop }
    // Flags are pairs and skin tones join what stands before them: terminals disagree on both.
    if (0x1f1e6...0x1f1ff).contains(value) { return .replace("\u{fffd}") }
    if (0x1f3fb...0x1f3ff).contains(value) { return .drop }
    return DisplayWidth.isOverlaid(scalar) ? .mark : .keep
  }
}
