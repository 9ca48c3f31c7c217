internal import DiffusionCore
internal import Simulation

/// The row under the plane: the colour bar and the signs that are on.
struct LegendRow {
  let frame: Frame
  let layers: PlaneLayers

  func draw(column: Int, row: Int, width: Int, on painter: inout Painter) {
    let end = column + width
    var column = bar(column, row, width, on: &painter)
    for item in items(painter) {
      let gap = column > 0 && painter.buffer[column - 1, row].scalar != " " ? 4 : 0
      guard column + gap + painter.width(item) <= end else { continue }
      column = painter.write(item, column + gap, row)
    }
  }

  /// The ramp between its numbers.
  private func bar(
    _ column: Int, _ row: Int, _ width: Int, on painter: inout Painter
  ) -> Int {
    let steps = width < 60 ? 10 : 16
    if layers.signedError != nil {
      return ramp(
        [.dim("error −0.3 ")], [.dim(" +0.3")], steps, column, row, on: &painter
      ) { painter, share in
        painter.theme.signedError[painter.theme.errorStep(Float(2 * share - 1))]
      }
    }
    guard let density = layers.density, let logScale = density.logScale else {
      return column
    }
    let scale = NumberField.fixed(exponential(logScale), width: 5, places: 3)
    return ramp(
      [.dim("density 0 ")], [.dim(" " + scale)], steps, column, row, on: &painter
    ) { painter, share in painter.theme.density[painter.theme.densityStep(Float(share))] }
  }

  private func ramp(
    _ before: [Span], _ after: [Span], _ steps: Int, _ column: Int, _ row: Int,
    on painter: inout Painter, color: (Painter, Double) -> Color
  ) -> Int {
    let start = painter.write(before, column, row)
    for step in 0..<steps {
      let share = Double(step) / Double(steps - 1)
      if painter.theme.options.usesShades, layers.signedError == nil {
        let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓"]
        let shade = shades[cellIndex(share * 3.99, below: 4) ?? 0]
        painter.set(shade, start + step, row, .text)
        painter.buffer[start + step, row].foreground = painter.theme.options.shadeColor
      } else {
        painter.buffer[start + step, row] = Cell(" ", background: color(painter, share))
      }
    }
    return painter.write(after, start + steps, row)
  }

  private func items(_ painter: Painter) -> [[Span]] {
    var items: [[Span]] = []
    if layers.signedError != nil {
      items.append([
        .strong("+", .text), .dim(" too strong  "), .strong("−", .text), .dim(" too weak"),
      ])
      if frame.cloud.count > 0 { items.append([.dim("cloud hidden")]) }
    } else {
      items += clouds(painter)
    }
    if let probe = frame.probe { items += signs(of: probe, painter) }
    if !frame.lines.isEmpty {
      let sample = painter.glyphs.isASCII ? ",,, " : "⠠⠐⠈ "
      items.append([Span(sample, .exact), .dim("C x = y")])
    }
    if layers.particles.outside > 0 {
      items.append([Span(NumberField.grouped(layers.particles.outside)), .dim(" outside")])
    }
    return items
  }

  /// The probe's lines.
  private func signs(of probe: ProbePicture, _ painter: Painter) -> [[Span]] {
    var items: [[Span]] = [[Span("◆┈◎ ", .probe), .dim("probe")]]
    let deviations = NumberField.compact(ProbeLayer.deviations) + " s.d."
    if probe.posteriorCovariance != nil {
      let sample = painter.glyphs.isASCII ? "\"\"\" " : "⠄⠂⠁ "
      items.append([Span(sample, .probe), .dim(deviations)])
    }
    if probe.learnedDenoised != nil {
      items.append([Span(painter.glyphs.isASCII ? "~~N " : "⠒ ◇ ", .network), .dim("network")])
    }
    return items
  }

  /// The cloud and the field.
  private func clouds(_ painter: Painter) -> [[Span]] {
    var items: [[Span]] = []
    let hasArrows = layers.field?.arrows.isEmpty == false
    let most = 8 * layers.unit
    let range = NumberField.short(Double(layers.unit)) + "…" + NumberField.short(Double(most))
    if painter.glyphs.isASCII {
      items.append([Span(".:;+x%#@ ", .sample), .dim("1 to 32 a cell")])
      if hasArrows {
        items.append([Span("-> ", layers.role(ofArrowRank: 3), bold: true), .dim("field")])
      }
    } else {
      items.append([
        Span("⠶", .particle1), Span("⣶", .particle2), Span("⣿", .particle3),
        Span("⣿ ", .particle4), .dim(range + " a cell"),
      ])
      if hasArrows {
        items.append([Span("⠒⢲⡗ ", layers.role(ofArrowRank: 3)), .dim("field")])
      }
    }
    return items
  }
}
