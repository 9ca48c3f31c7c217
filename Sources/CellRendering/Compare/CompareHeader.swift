internal import Simulation

/// The first row of a comparison: what all runs have in common, their names, how they are aligned.
struct CompareHeader {
  let comparison: Comparison
  /// Runs that have a plane.
  let shown: [Int]
  /// Whether no other row says how the runs began and what aligns them.
  let hasWords: Bool

  /// What of the row is shown; parts go in this order, words are never cut.
  private struct Detail {
    var band = HeaderBand.Detail()
    var hasOrigin = true
    var hasAlignment = true
    var hasCommon = true
    var hasFullNames = true
    var hasNames = true

    static let sequence: [Detail] = {
      var detail = Detail()
      var result = [detail]
      let parts: [WritableKeyPath<Detail, Bool>] = [
        \.band.hasRate, \.hasOrigin, \.band.hasWords, \.band.hasRecordingWord, \.band.hasScene,
        \.hasAlignment, \.hasFullNames, \.hasCommon, \.band.hasName, \.hasNames,
      ]
      for part in parts {
        detail[keyPath: part] = false
        result.append(detail)
      }
      return result
    }()
  }

  func draw(on painter: inout Painter) {
    painter.fill(Box(column: 0, row: 0, width: painter.buffer.width, height: 1), .band)
    var frame = comparison.focused.frame
    frame.framesPerSecond = comparison.frame.framesPerSecond
    let band = HeaderBand(frame: frame)
    for detail in Detail.sequence {
      let right = alignment(detail) + band.right(detail.band)
      if HeaderBand.write(
        band.left(detail.band), middle(detail, band, painter), right, on: &painter)
      {
        return
      }
    }
  }

  private func alignment(_ detail: Detail) -> [Span] {
    guard hasWords, detail.hasAlignment else { return [] }
    let short = "by " + comparison.picture.alignment.rawValue
    return [.dim(detail.hasOrigin ? comparison.words + "   " : short + "  ")]
  }

  private func middle(_ detail: Detail, _ band: HeaderBand, _ painter: Painter) -> [Span] {
    let names = names(detail, painter)
    let total = comparison.panes.count
    let isPart = shown.count < total
    guard !names.isEmpty else {
      return [.strong(isPart ? "\(shown.count) of \(total) runs" : "\(total) runs")]
    }
    let part: [Span] = isPart ? [.dim("  \(shown.count) of \(total) shown")] : []
    guard detail.hasCommon, let common = common(band) else { return names + part }
    return common + [.dim(painter.glyphs.separator)] + names + part
  }

  /// What all do: the stage while the method has not begun, then what the runs share.
  private func common(_ band: HeaderBand) -> [Span]? {
    let stage = comparison.focused.frame.stage
    if stage != .method && stage != .end { return [.strong(band.stage.title)] }
    let common = comparison.picture.common
    return common.isEmpty ? nil : [.strong(common)]
  }

  /// Empty where not all can be named.
  private func names(_ detail: Detail, _ painter: Painter) -> [Span] {
    let widest = comparison.panes.reduce(0) { max($0, painter.width($1.name)) }
    let names = comparison.names(fitting: detail.hasFullNames ? widest : 12, painter)
    let isNamed = zip(names, comparison.panes).allSatisfy { $0 != $1.number }
    guard detail.hasNames, isNamed else { return [] }
    return comparison.panes.flatMap { pane -> [Span] in
      let name = Span(
        names[pane.index], comparison.role(pane), bold: pane.index == comparison.focus)
      return pane.index > 0 ? [.dim(" | "), name] : [name]
    }
  }
}
