internal import CTerminal
internal import Glibc

/// The characters that the locale and the C library can show.
struct CharacterSet: Hashable, Sendable {
  let isUTF8: Bool
  /// Whether every glyph that the drawing uses is one column wide.
  let unicode: Bool

  /// Takes LC_CTYPE alone from the environment, so that numbers keep their decimal point.
  ///
  /// A UTF-8 locale that is named but not installed is replaced by `C.UTF-8`.
  init(environment: [String: String]) {
    let adopted = setlocale(LC_CTYPE, "") != nil
    if !adopted, Self.namesUTF8(environment) { setlocale(LC_CTYPE, "C.UTF-8") }
    isUTF8 = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } == "UTF-8"
    unicode = isUTF8 && Self.glyphs.allSatisfy { $0.allSatisfy { ct_width($0) == 1 } }
  }

  private static func namesUTF8(_ environment: [String: String]) -> Bool {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    let folded = (name ?? "").lowercased()
    return folded.contains("utf-8") || folded.contains("utf8")
  }

  /// Box drawing and blocks, geometric shapes, braille, Greek, arrows, and a few operators.
  private static let glyphs: [ClosedRange<UInt32>] = [
    0x2500...0x259F, 0x25A0...0x25CF, 0x2800...0x28FF, 0x0391...0x03C9, 0x2190...0x2193,
    0x2202...0x2207, 0x2016...0x2016, 0x221A...0x221A, 0x00B7...0x00B7,
  ].map { $0.lowerBound == 0x0391 ? 0x03A3...0x03C9 : $0 }

  /// What to put where a scalar cannot be shown: same meaning, in ASCII.
  static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x20..<0x7F: scalar
    case 0x2500, 0x2501, 0x2550, 0x2504, 0x2505, 0x254C: "-"
    case 0x2502, 0x2503, 0x2551, 0x2506, 0x2507: "|"
    case 0x2504...0x257F: "+"
    case 0x2588...0x258F, 0x2590...0x259F, 0x2580...0x2587: "#"
    case 0x2800: " "
    case 0x2801...0x28FF: "."
    case 0x2190, 0x25C0, 0x25C2: "<"
    case 0x2192, 0x25B6, 0x25B8: ">"
    case 0x2191, 0x25B2, 0x25B4: "^"
    case 0x2193, 0x25BC, 0x25BE: "v"
    case 0x25A0...0x25FF: "o"
    case 0x00B7, 0x2022: "."
    case 0x2012...0x2015, 0x2212: "-"
    case 0x00D7: "x"
    default: "?"
    }
  }
}
