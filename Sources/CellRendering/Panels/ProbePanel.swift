internal import DiffusionCore
internal import Simulation

/// What is known about one point of the plane.
struct ProbePanel: Panel {
  let name = "probe"
  let isFoldedFirst = true

  func heights(_ frame: Frame, width: Int) -> PanelHeights? {
    guard let probe = frame.probe else { return nil }
    let rows = 1 + (probe.absence == nil ? Self.rows(frame, probe).count : 2)
    let shares = Self.shareRows(probe)
    let all = rows + (shares > 0 ? 1 + shares : 0)
    return PanelHeights(
      least: min(rows, probe.learnedScore == nil ? 4 : 5), plain: all, most: all)
  }

  func draw(_ frame: Frame, in box: Box, scales: inout HeldScales, on painter: inout Painter) {
    guard let probe = frame.probe else { return }
    if let absence = probe.absence {
      heading([], in: box, on: &painter)
      painter.put(absence, box.column, box.row + 1)
      put(Self.row("x", .probe, probe.point, rank: 0), box, row: box.row + 2, on: &painter)
      return
    }
    heading(
      [.dim("log p "), .dim(NumberField.fixed(probe.logDensity, width: 7, places: 3))], in: box,
      on: &painter)
    let all = Self.rows(frame, probe)
    let shown = all.filter { $0.rank < box.height - 1 }
    for (index, row) in shown.enumerated() {
      put(row, box, row: box.row + 1 + index, on: &painter)
    }
    let rest = Box(
      column: box.column, row: box.row + 1 + shown.count, width: box.width,
      height: box.height - 1 - shown.count)
    if rest.height >= 2, Self.shareRows(probe) > 0 {
      Responsibilities(probe: probe).draw(in: rest, on: &painter)
    }
  }

  /// One value of the point; the higher its rank, the sooner it goes.
  private struct Row {
    var name: String
    var role: Role
    var numbers: String
    var rank: Int
    /// Whether it is the score that moves the particles.
    var isUsed = false
  }

  private static func row(
    _ name: String, _ role: Role, _ value: Vector, rank: Int, isUsed: Bool = false
  ) -> Row {
    let numbers =
      NumberField.fixed(value.x, width: 9, places: 3) + "  "
      + NumberField.fixed(value.y, width: 9, places: 3)
    return Row(name: name, role: role, numbers: numbers, rank: rank, isUsed: isUsed)
  }

  /// From top to bottom.
  private static func rows(_ frame: Frame, _ probe: ProbePicture) -> [Row] {
    var rows = [
      row("x", .probe, probe.point, rank: 0), row("E[x₀|x]", .probe, probe.denoised, rank: 1),
    ]
    let hasNetwork = probe.learnedScore != nil
    if let learned = probe.learnedDenoised {
      rows.append(row("E network", .network, learned, rank: 5))
    }
    if let covariance = probe.posteriorCovariance {
      let (least, greatest) = covariance.eigenvalues
      let deviations = Vector(max(0, greatest).squareRoot(), max(0, least).squareRoot())
      rows.append(row("s.d. of x₀|x", .probe, deviations, rank: hasNetwork ? 4 : 3))
    }
    rows.append(
      row("s exact", .exact, probe.exactScore, rank: 2, isUsed: frame.score == .exact))
    if let learned = probe.learnedScore {
      rows.append(
        row("s learned", .network, learned, rank: 3, isUsed: frame.score == .learned))
      rows.append(row("difference", .network, learned - probe.exactScore, rank: 6))
    }
    // Where some are missing the ranks close up.
    let ranks = rows.map(\.rank).sorted()
    for index in rows.indices {
      rows[index].rank = ranks.firstIndex(of: rows[index].rank) ?? rows[index].rank
    }
    return rows
  }

  private func put(_ row: Row, _ box: Box, row place: Int, on painter: inout Painter) {
    let end = painter.put(row.name, box.column, place, row.role, bold: row.isUsed)
    if row.isUsed {
      let room = box.width - painter.width(row.numbers) - (end - box.column) - 1
      let marks: [[Span]] = [[.strong(" ▸ in use")], [.strong(" ▸")]]
      painter.write(painter.first(of: marks, fitting: room) ?? [], end, place)
    }
    painter.write([Span(row.numbers)], before: box.endColumn, place)
  }

  /// Rows of the responsibilities, two parts each.
  private static func shareRows(_ probe: ProbePicture) -> Int {
    guard probe.absence == nil, probe.responsibilities.count > 1 else { return 0 }
    return (min(Responsibilities.most, probe.responsibilities.count) + 1) / 2
  }
}

/// P(part | x) as small bars with numbers: all parts where they are few, else the likeliest.
struct Responsibilities {
  static let most = 12

  let probe: ProbePicture

  func draw(in box: Box, on painter: inout Painter) {
    let part = probe.partName.isEmpty ? "part" : probe.partName
    painter.put("P(\(part) | x)", box.column, box.row)
    let room = 2 * (box.height - 1)
    let all = probe.responsibilities.indices
    let isWhole = all.count <= min(room, Self.most)
    let shown =
      isWhole
      ? Array(all)
      : Array(
        all.sorted { Self.order(probe.responsibilities, $0, $1) }.prefix(min(room, Self.most)))
    if !isWhole {
      painter.write([.dim("the likeliest of \(all.count)")], before: box.endColumn, box.row)
    }
    let rows = (shown.count + 1) / 2
    let width = (box.width - 3) / 2
    for (index, part) in shown.enumerated() {
      let column = index < rows ? box.column : box.endColumn - width
      draw(part, column, box.row + 1 + index % rows, width, on: &painter)
    }
  }

  private static func order(_ shares: [Double], _ a: Int, _ b: Int) -> Bool {
    shares[a] == shares[b] ? a < b : shares[a] > shares[b]
  }

  /// Draws `3 ▇▇▇▇▎  0.634`.
  private func draw(
    _ part: Int, _ column: Int, _ row: Int, _ width: Int, on painter: inout Painter
  ) {
    let digits = String(probe.responsibilities.count).count
    let share = probe.responsibilities[part]
    painter.put(NumberField.right(String(part + 1), digits), column, row, .dim)
    let number = NumberField.fixed(share, width: 5, places: 3)
    painter.write([Span(number)], before: column + width, row)
    Bar.horizontal(
      share: share, column: column + digits + 1, row: row, width: width - digits - 7,
      role: .exactBar, on: &painter)
  }
}

extension Bar {
  /// A plain horizontal bar of a share of `width` columns.
  static func horizontal(
    share: Double, column: Int, row: Int, width: Int, role: Role, on painter: inout Painter
  ) {
    guard width > 0 else { return }
    let eighths = cellIndex(min(1, share) * 8 * Double(width) + 0.5, below: 8 * width + 1) ?? 0
    for step in 0..<width {
      let length = min(max(eighths - 8 * step, 0), 8)
      guard length > 0 else { break }
      if painter.glyphs.isASCII {
        if length >= 4 { painter.set("#", column + step, row, role) }
      } else {
        painter.set(rightward[length], column + step, row, role)
      }
    }
  }
}
