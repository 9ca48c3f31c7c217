/// A sign of the screen and what it means.
struct Symbol {
  enum Sample {
    case text([Span])
    case densityRamp
    case errorRamp
  }

  let sample: Sample
  let name: String
  let meaning: String

  init(_ text: String, _ role: Role, _ name: String, _ meaning: String, bold: Bool = false) {
    self.init(.text([Span(text, role, bold: bold)]), name, meaning)
  }

  init(_ sample: Sample, _ name: String, _ meaning: String) {
    (self.sample, self.name, self.meaning) = (sample, name, meaning)
  }

  static let unicode: [Symbol] = [
    Symbol(
      .text([
        Span("⢀", .particle1), Span("⣤", .particle2), Span("⣶", .particle3),
        Span("⣿", .particle4),
      ]), "particles", "stronger: more in a cell"),
    Symbol(
      .text([Span("──", .rule), Span("◀", .sample, bold: true), Span("━━━", .sample)]),
      "time axis", "▶ forward ◀ reverse ━ done"),
    Symbol("● ┴", .sample, "now", "○ off the schedule, manual", bold: true),
    Symbol("▶ ▮▮", .bright, "playing, paused", "# digest, ● REC recording", bold: true),
    Symbol(.densityRamp, "density", "√p of the exact noised law"),
    Symbol("⠔⠉⠢⡀", .contour, "contour", "2 % and 30 % of the peak"),
    Symbol(
      .text([Span("⠒⢲⡗", .exactArrow3), Span(" ⠒⢲⡗", .networkArrow3)]), "score field",
      "∇ log p, exact or network"),
    Symbol(
      .text([Span("▃▅▇", .sampleBar), Span(" ▃▅▇", .exactBar)]), "bars",
      "sampled beside exact, floor"),
    Symbol(.errorRamp, "score error", "− too weak, + too strong"),
    Symbol(
      .text([Span("◆┈◎", .probe), Span(" ⠒◇", .network)]), "probe",
      "to E[x₀|x]; 2 s.d.; network"),
    Symbol(
      .text([.strong("✚"), Span(" ⠠⠐⠈", .exact)]), "marked", "a method's points; C x = y"),
    Symbol("▸ ▾ ▴", .bright, "chosen, more", "below and above in a list", bold: true),
    Symbol("1 2 ┴", .bright, "runs compared", "▸ the one that keys act on", bold: true),
    Symbol(
      .text([.strong("!", .alarm), Span("  ╳", .rule)]), "alarm, gap",
      "z > 3, unstable step; NaN"),
  ]

  static let ascii: [Symbol] = [
    Symbol(".:;x%@", .sample, "particles", "1 to 32 and more in a cell"),
    Symbol("--<===", .sample, "time axis", "> forward < reverse = done"),
    Symbol("o +", .sample, "now", "manual: off the schedule", bold: true),
    Symbol("> ||", .bright, "playing, paused", "# digest, o REC recording", bold: true),
    Symbol(.densityRamp, "density", "sqrt p of the exact law"),
    Symbol(
      .text([Span("->", .exactArrow3, bold: true), Span(" ->", .networkArrow3, bold: true)]),
      "score field", "grad log p"),
    Symbol(
      .text([Span("=== ", .sampleBar), Span("|", .exactBar, bold: true)]), "bars",
      "= # sampled, | exact"),
    Symbol(.errorRamp, "score error", "- too weak, + too strong"),
    Symbol(
      .text([Span("X''O", .probe), Span("~N", .network)]), "probe",
      "to E[x0|x]; 2 s.d.; network"),
    Symbol(.text([.strong("*"), Span(" ,,,", .exact)]), "marked", "a method's points; C x = y"),
    Symbol("> v ^", .bright, "chosen, more", "below and above in a list", bold: true),
    Symbol("1 2 +", .bright, "runs compared", "> the one that keys act on", bold: true),
    Symbol("! ?", .alarm, "alarm, gap", "z > 3, unstable step; NaN", bold: true),
  ]

  func draw(_ column: Int, _ row: Int, on painter: inout Painter) {
    switch sample {
    case .text(let spans): painter.write(spans, column, row)
    case .densityRamp:
      for step in 0..<6 {
        let color = painter.theme.density[painter.theme.densityStep(Float(step) / 5)]
        painter.buffer[column + step, row].background = color
        guard painter.theme.options.usesShades else { continue }
        let shades: [Unicode.Scalar] = [" ", "░", "░", "▒", "▒", "▓"]
        painter.set(shades[step], column + step, row, .text)
        painter.buffer[column + step, row].foreground = painter.theme.options.shadeColor
      }
    case .errorRamp:
      for step in 0..<6 {
        let color = painter.theme.signedError[painter.theme.errorStep(Float(step) / 2.5 - 1)]
        painter.buffer[column + step, row].background = color
      }
    }
  }
}
