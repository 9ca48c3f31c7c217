internal import Simulation

/// How one run of a comparison looks in charts: the ink of its name and the look of its bars.
///
/// Where scores differ, blue is the exact one's run and rose the network's; else all are shades of the
/// particles' gold. Names and numbers tell runs apart, never the colour alone: where colours are few bars have
/// patterns, in ASCII they are made of the run's number.
struct PaneStyle: Equatable, Sendable {
  /// Of its name and numbers.
  let text: Role
  /// Of its bars and curves.
  let bar: Role
  /// What its bars are made of where colours are too few.
  let pattern: Unicode.Scalar
  /// The same in ASCII.
  let digit: Unicode.Scalar

  /// The most runs that can be told apart.
  static let most = 4
  private static let patterns: [Unicode.Scalar] = ["█", "▒", "░", "▓"]
  private static let digits: [Unicode.Scalar] = ["1", "2", "3", "4"]

  /// A style for each run.
  static func styles(_ scores: [ScoreKind?]) -> [PaneStyle] {
    let isTold = scores.contains { $0 != scores.first }
    return scores.prefix(most).enumerated().map { index, score in
      let kind = isTold ? score : nil
      let earlier = isTold ? scores.prefix(index).count { $0 == score } : index
      return PaneStyle(
        text: text(kind), bar: bars(kind)[earlier], pattern: patterns[index],
        digit: digits[index])
    }
  }

  private static func text(_ score: ScoreKind?) -> Role {
    switch score {
    case .exact: .exact
    case .learned: .network
    case .empirical: .sample
    case nil: .bright
    }
  }

  /// Shades for the first, second … run of a score.
  private static func bars(_ score: ScoreKind?) -> [Role] {
    switch score {
    case .exact: [.exactBar, .exact, .exactArrow1, .histogramDeficit]
    case .learned: [.networkBar, .network, .networkArrow1, .networkArrow3]
    case .empirical, nil: [.sampleBar, .histogramExcess, .histogram, .sample]
    }
  }

  /// The sign of its bars in a key.
  func sign(_ painter: Painter) -> Span {
    Span(String(fill(painter) ?? "▇"), bar)
  }

  /// What bars are filled with where a shade of their own cannot tell them; nil for plain blocks.
  func fill(_ painter: Painter) -> Unicode.Scalar? {
    if painter.glyphs.isASCII { return digit }
    // Eight colours have one gold.
    let depth = painter.theme.options.colorDepth
    return depth == .none || depth == .eight ? pattern : nil
  }
}

extension Bar {
  /// A vertical bar of a run: plain blocks in its colour, whole cells of its pattern where that tells
  /// it from others.
  static func vertical(
    share: Double, column: Int, width: Int, baseRow: Int, height: Int, style: PaneStyle,
    on painter: inout Painter
  ) {
    guard let fill = style.fill(painter), fill != "█" else {
      vertical(
        share: share, column: column, width: width, baseRow: baseRow, height: height,
        role: style.bar, on: &painter)
      return
    }
    let cells = cellIndex(min(1, share) * Double(height) + 0.5, below: height + 1) ?? 0
    for step in 0..<max(cells, share > 0 ? 1 : 0) {
      for offset in 0..<width { painter.set(fill, column + offset, baseRow - step, style.bar) }
    }
  }
}
