/// How texts and signs are written: as they are, or in ASCII.
struct Glyphs: Sendable {
  let isASCII: Bool

  init(_ choice: GlyphChoice) { isASCII = choice == .ascii }

  /// The text as it will stand in cells: one scalar of width one a cell.
  func text(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isASCII {
        result.append(contentsOf: Self.ascii(scalar).unicodeScalars)
      } else if let narrow = Self.narrow(scalar) {
        result.append(narrow)
      }
    }
    return String(result)
  }

  /// What stands between two parts of a title.
  var separator: String { isASCII ? ", " : " · " }

  /// One sign for one cell.
  func sign(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard isASCII, !scalar.isASCII else { return scalar }
    return Self.ascii(scalar).unicodeScalars.first ?? "?"
  }

  /// The scalar, a stand-in where it would take no cell or two, nil where it adds nothing.
  private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) { return "\u{FFFD}" }
    if scalar.value < 0x300 { return scalar }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return nil
    default: return isWide(scalar.value) ? "▯" : scalar
    }
  }

  /// The blocks that terminals draw two cells wide (East Asian Width W and F, pictographs).
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> String {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F ? "?" : String(scalar) }
    if let sign = asciiSign(scalar) { return sign }
    if let letter = asciiLetter(scalar) { return letter }
    let isBraille = (0x2800...0x28FF).contains(scalar.value)
    if isBraille { return String(asciiDots(UInt8(scalar.value - 0x2800))) }
    return narrow(scalar) == nil ? "" : "?"
  }

  private static func asciiSign(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "─", "‒", "–", "—", "−": "-"
    case "━": "="
    case "│", "▮", "▏", "▎", "┃": "|"
    case "┈", "·": "."
    case "└", "┬", "┤", "┴", "╭", "╮", "╰", "╯", "├": "+"
    case "●", "○": "o"
    case "◆": "X"
    case "◎": "O"
    case "◇": "N"
    case "✚": "*"
    case "◀": "<"
    case "▶", "▸": ">"
    case "▾", "↓": "v"
    case "▴", "↑": "^"
    case "←": "<-"
    case "→": "->"
    case "…": "..."
    case "×": "x"
    case "▁", "▂": "_"
    case "▃", "▄": "-"
    case "▅", "▆": "="
    case "▇", "█", "▀", "▌", "▋", "▊", "▉", "▍": "#"
    case "░": "."
    case "▒": ":"
    case "▓": "%"
    case "≤": "<="
    case "≥": ">="
    case "≠": "!="
    case "≈", "∝": "~"
    case "±": "+-"
    case "√": "sqrt "
    case "∇": "grad "
    case "∑": "sum "
    case "∫": "int "
    case "∂": "d"
    case "∞": "inf"
    case "∈": " in "
    case "½": "1/2"
    case "’", "‘", "′": "'"
    case "“", "”": "\""
    case "ᵀ": "^T"
    case "⁻": "^-"
    case "₊": "+"
    case "₋": "-"
    case "\u{A0}", "\u{2009}", "\u{202F}": " "
    default: nil
    }
  }

  private static func asciiLetter(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "α": "alpha"
    case "β": "beta"
    case "γ": "gamma"
    case "δ", "Δ": "delta"
    case "ε": "eps"
    case "ζ": "zeta"
    case "η": "eta"
    case "θ": "theta"
    case "κ": "kappa"
    case "λ": "lambda"
    case "μ": "mu"
    case "π": "pi"
    case "ρ": "rho"
    case "σ": "sigma"
    case "Σ": "sum "
    case "τ": "tau"
    case "φ": "phi"
    case "ω": "omega"
    case "ₖ": "_k"
    case "ᵢ": "_i"
    case "ⱼ": "_j"
    case "ₜ": "_t"
    case "₀"..."₉": String(scalar.value - 0x2080)
    case "²": "^2"
    case "³": "^3"
    case "¹": "^1"
    case "⁰", "⁴"..."⁹": "^" + String(scalar.value - 0x2070)
    case "é", "è", "ê", "ë": "e"
    case "á", "à", "â", "ä", "å": "a"
    case "ö", "ó", "ò", "ô": "o"
    case "ü", "ú", "ù", "û": "u"
    case "ñ": "n"
    case "ç": "c"
    default: nil
    }
  }

  /// A character for the dots of a braille cell: above, below, or both.
  static func asciiDots(_ mask: UInt8) -> Unicode.Scalar {
    let upper = mask & 0b0001_1011 != 0
    let lower = mask & 0b1110_0100 != 0
    switch (upper, lower) {
    case (true, true): return ":"
    case (true, false): return "'"
    case (false, true): return "."
    case (false, false): return " "
    }
  }
}
