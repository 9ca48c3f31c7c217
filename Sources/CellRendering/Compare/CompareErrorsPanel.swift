internal import DiffusionCore
internal import Simulation

/// The error of the score at some noise levels: of one network with its numbers, of several as bars
/// side by side.
struct CompareErrorsPanel: ComparePanel {
  /// Runs that move by a network, or those that have one to measure.
  private func runs(_ comparison: Comparison) -> [Comparison.Pane] {
    let measured = comparison.panes.filter { $0.frame.truth?.scoreErrors.isEmpty == false }
    let learned = measured.filter { $0.frame.score == .learned }
    let runs = learned.isEmpty ? measured : learned
    // Runs of one network have one error.
    let isOne = runs.allSatisfy { $0.frame.truth?.scoreErrors == runs[0].frame.truth?.scoreErrors }
    return isOne ? Array(runs.prefix(1)) : runs
  }

  func heights(_ comparison: Comparison, width: Int) -> PanelHeights? {
    let runs = runs(comparison)
    guard let errors = runs.first?.frame.truth?.scoreErrors else { return nil }
    return runs.count > 1
      ? PanelHeights(least: 5, plain: 7, most: 9)
      : PanelHeights(
        least: 1 + min(3, errors.count), plain: 1 + errors.count, most: 1 + errors.count)
  }

  func draw(
    _ comparison: Comparison, in box: Box, scales: inout HeldScales, on painter: inout Painter
  ) {
    let runs = runs(comparison)
    guard let errors = runs.first?.frame.truth?.scoreErrors else { return }
    let all = runs.flatMap { $0.frame.truth?.scoreErrors ?? [] }
    let top = all.reduce(0) { $1.error.isFinite ? max($0, $1.error) : $0 }
    let scale = 1.05 * scales.errors.hold(top, frames: HeldScale.frames(comparison.frame))
    if runs.count > 1 {
      painter.heading("score error by σ", key(runs, painter), in: box)
      drawBars(runs, errors, scale, box, on: &painter)
    } else {
      painter.heading("score error by σ", [.dim("σ² E|s−s*|²")], in: box)
      drawList(errors, sigma: runs[0].frame.level.sigma, scale, box, on: &painter)
    }
  }

  private func key(_ runs: [Comparison.Pane], _ painter: Painter) -> [Span] {
    runs.flatMap { [$0.style.sign(painter), .dim(" \($0.number)  ")] }
  }

  private func drawBars(
    _ runs: [Comparison.Pane], _ errors: [LevelError], _ scale: Double, _ box: Box,
    on painter: inout Painter
  ) {
    let levels = TruthPicture.thinned(
      errors, to: GroupedBars.most(width: box.width, runs: max(4, runs.count)))
    let nearest = levels.indices.min {
      levels[$0].distance(to: runs[0].frame.level.sigma)
        < levels[$1].distance(to: runs[0].frame.level.sigma)
    }
    let bars = GroupedBars(
      groups: levels.enumerated().map { index, level in
        GroupedBars.Group(
          label: NumberField.compact(level.sigma),
          values: runs.map { run in
            run.frame.truth?.scoreErrors.first { $0.sigma == level.sigma }?.error ?? .nan
          }, law: nil, isFront: index == nearest)
      }, styles: runs.map(\.style))
    bars.draw(
      in: Box(column: box.column, row: box.row + 1, width: box.width, height: box.height - 1),
      scale: scale, on: &painter)
  }

  /// A bar to the right for each level, and its number.
  private func drawList(
    _ errors: [LevelError], sigma: Double, _ scale: Double, _ box: Box, on painter: inout Painter
  ) {
    let levels = TruthPicture.thinned(errors, to: max(1, box.height - 1))
    let nearest = levels.indices.min {
      levels[$0].distance(to: sigma) < levels[$1].distance(to: sigma)
    }
    let start = box.column + 6
    let room = max(0, box.endColumn - 8 - start)
    for (index, level) in levels.prefix(box.height - 1).enumerated() {
      let row = box.row + 1 + index
      let isNear = index == nearest && level.distance(to: sigma) < 1.5
      let role: Role = isNear ? .network : .networkBar
      painter.write(
        [Span(NumberField.compact(level.sigma), isNear ? .network : .dim, bold: isNear)],
        before: start - 1, row)
      let share = min(1, max(0, level.error / scale))
      let eighths = cellIndex(share * Double(8 * room) + 0.5, below: 8 * room + 1) ?? 0
      for cell in 0..<room {
        let length = min(max(eighths - 8 * cell, 0), 8)
        guard length > 0 else { break }
        painter.set(
          painter.glyphs.isASCII ? "=" : Bar.rightward[length], start + cell, row, role)
      }
      painter.write(
        [Span(NumberField.fixed(level.error, width: 6, places: 4), isNear ? .bright : .text)],
        before: box.endColumn, row)
    }
  }
}
