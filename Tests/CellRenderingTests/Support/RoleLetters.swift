internal import CellRendering

/// A letter for the colours of a cell: what its ink means, or how dense the law is behind it.
func roleLetter(_ cell: Cell) -> Character {
  let theme = Theme(RenderOptions())
  let names: [(Role, Character)] = [
    (.bright, "B"), (.dim, "d"), (.rule, "r"), (.particle1, "1"), (.particle2, "2"),
    (.particle4, "4"), (.exact, "E"), (.contour, "c"), (.network, "N"), (.networkArrow1, "n"),
    (.networkArrow2, "n"), (.networkArrow3, "n"), (.probe, "p"), (.alarm, "A"), (.sample, "s"),
    (.histogram, "h"), (.histogramExcess, "+"), (.histogramDeficit, "-"), (.text, "t"),
  ]
  if cell.scalar != " ", cell.scalar != "▀", cell.scalar != "▄" {
    return names.first { theme.color($0.0) == cell.foreground }?.1 ?? "?"
  }
  if cell.background == theme.color(.band) { return "_" }
  return cell.background == .terminal ? " " : "~"
}
