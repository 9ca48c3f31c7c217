internal import DiffusionCore
internal import Simulation

/// What each run's law and network say of one point, two columns a run.
struct CompareProbePanel: ComparePanel {
  private static let nameWidth = 11
  private static let pitch = 16

  private struct Row: Sendable {
    var name: String
    var role: Role
    var value: @Sendable (ProbePicture) -> Vector?
  }

  private static let rows = [
    Row(name: "E[x₀|x]", role: .probe) { $0.denoised },
    Row(name: "s exact", role: .exact) { $0.exactScore },
    Row(name: "s learned", role: .network) { $0.learnedScore },
    Row(name: "E learned", role: .network) { $0.learnedDenoised },
  ]

  private func rows(_ comparison: Comparison) -> [Row] {
    let probes = comparison.panes.compactMap(\.frame.probe)
    return probes.isEmpty
      ? [] : Self.rows.filter { row in probes.contains { row.value($0) != nil } }
  }

  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    let rows = rows(comparison).count
    guard rows > 0 else { return nil }
    return PanelHeights(least: 3 + rows, plain: 3 + rows, most: 3 + rows)
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    let count = min(
      comparison.panes.count, max(1, (box.width - Self.nameWidth) / Self.pitch))
    let shown = CompareLayout.shown(
      count, of: comparison.panes.count, focus: comparison.focus)
    let point = comparison.panes.compactMap(\.frame.probe?.point).first
    let place: [Span] =
      point.map { [.dim("x "), Span(NumberField.pair($0, width: 6), .probe)] } ?? []
    painter.heading("probe", place, in: box)
    let names = comparison.names(fitting: Self.pitch - 2, painter)
    for (column, pane) in comparison.panes[shown].enumerated() {
      let end = box.column + Self.nameWidth + (column + 1) * Self.pitch - 1
      let isFront = pane.index == comparison.focus
      painter.write(
        [Span(names[pane.index], comparison.role(pane), bold: isFront)], before: end, box.row + 1)
      guard let probe = pane.frame.probe else { continue }
      for (index, row) in rows(comparison).enumerated() {
        let text =
          (probe.absence == nil ? row.value(probe) : nil).map { NumberField.pair($0, width: 6) }
          ?? "–"
        painter.write([Span(text)], before: end, box.row + 2 + index)
      }
      let logDensity = NumberField.fixed(probe.logDensity, width: 7, places: 3)
      painter.write([Span(logDensity)], before: end, box.endRow - 1)
    }
    for (index, row) in rows(comparison).enumerated() {
      painter.put(row.name, box.column, box.row + 2 + index, row.role)
    }
    let missing = shown.count < comparison.panes.count
    painter.put(
      missing ? "\(shown.count) of \(comparison.panes.count)" : "", box.column, box.row + 1, .dim)
    painter.put("log p", box.column, box.endRow - 1, .dim)
  }
}
