internal import DiffusionCore
internal import Simulation

/// Where everything of a comparison stands at one size of the screen.
struct CompareLayout {
  /// How much is shown; smaller screens show one run alone.
  enum Form: Equatable, Comparable {
    /// The planes and a line for each run.
    case folded
    /// The planes, and the table with a chart or two beneath.
    case split
    /// All panels in a row, and the map of the score's error where there is room for it.
    case wall
  }

  struct PlacedPane {
    /// Index of the run.
    var pane: Int
    /// Whether it shows the error of the run's score in place of the run.
    var isErrorMap = false
    /// The row of its name.
    var heading: Box
    var plane: Box
    var marginalX: Box?
    var marginalY: Box?
  }

  struct PlacedPanel {
    /// Index in the form's catalog.
    var index: Int
    var box: Box
  }

  let form: Form
  let width: Int
  let height: Int
  private(set) var panes: [PlacedPane] = []
  private(set) var panels: [PlacedPanel] = []
  private(set) var timeAxis: Box?
  /// Rows of the folded lines.
  private(set) var lineRows: [Int] = []

  var noticeRow: Int? { form >= .split ? 1 : nil }
  var keyRow: Int { height - 1 }

  static func form(width: Int, height: Int) -> Form? {
    switch (width, height) {
    case (180..., 50...): .wall
    case (112..., 38...): .split
    case (60..., 16...): .folded
    default: nil
    }
  }

  /// Lays out a screen whose y axes have numbers of `labelWidth` cells; nil where one run alone fits.
  init?(
    width: Int, height: Int, labelWidth: Int, comparison: Comparison, aspect: Double
  ) {
    guard let form = Self.form(width: width, height: height) else { return nil }
    (self.form, self.width, self.height) = (form, width, height)
    let gutter = min(max(labelWidth, 3), 9) + 1
    let count = comparison.panes.count
    let grid: PaneGrid
    guard form == .folded else {
      // Above: header and notice. Below: the panels between blank rows, time axis and keys.
      let least = form == .wall ? 14 : 9
      let hasMap =
        form == .wall && count == 2 && comparison.mapped?.frame.law != nil
        && !comparison.frame.overlays.contains(.scoreError)
      var area = Box(column: 1, row: 2, width: width - 2, height: height - 6 - least)
      grid = PaneGrid(
        area: area, count: count, extra: hasMap ? 1 : 0, depth: form == .wall ? 3 : 2,
        bounds: comparison.frame.bounds, aspect: aspect)
      area.height = min(area.height, grid.usefulHeight(gutter: gutter))
      place(grid, in: area, gutter: gutter, comparison)
      let row = area.endRow + 1
      panels = ColumnFlow.panels(
        form == .wall ? wallPanels : splitPanels, comparison,
        in: Box(column: 1, row: row, width: width - 2, height: height - 3 - row))
      timeAxis = Box(column: 1, row: height - 2, width: width - 2, height: 1)
      return
    }
    let lines = height < 20 ? 2 : count + 1
    grid = PaneGrid(
      area: Box(column: 1, row: 1, width: width - 2, height: height - 2 - lines), count: count,
      extra: 0, depth: height >= 30 ? 2 : 0, bounds: comparison.frame.bounds, aspect: aspect)
    lineRows = Array(height - 1 - lines..<height - 1)
    place(grid, in: grid.area, gutter: gutter, comparison)
  }

  private mutating func place(
    _ grid: PaneGrid, in area: Box, gutter: Int, _ comparison: Comparison
  ) {
    let shown = Self.shown(grid.shown, of: comparison.panes.count, focus: comparison.focus)
    for (place, pane) in shown.enumerated() {
      panes.append(grid.pane(pane, at: place, in: area, gutter: gutter))
    }
    guard grid.extra > 0, let mapped = comparison.mapped else { return }
    var map = grid.pane(mapped.index, at: shown.count, in: area, gutter: gutter)
    map.isErrorMap = true
    panes.append(map)
  }

  /// Neighbouring runs, the one in front among them.
  static func shown(_ count: Int, of total: Int, focus: Int) -> Range<Int> {
    let start = min(max(0, focus - count + 1), total - count)
    return start..<start + count
  }

  /// Runs that have a plane.
  var shownRuns: [Int] { panes.filter { !$0.isErrorMap }.map(\.pane) }

  /// The planes from the left that a page over the view covers, some eighty columns; the rest stays
  /// live.
  var overlay: OverlayBox {
    guard form >= .split else {
      return OverlayBox(box: Box(column: 0, row: 1, width: width, height: height - 2))
    }
    let ends = panes.map(\.plane.endColumn)
    let end = ends.first { $0 >= 84 } ?? width - 2
    let margin = height >= 36 ? 4 : 2
    return OverlayBox(
      box: Box(
        column: 1, row: margin, width: min(width - 2, end), height: height - 1 - 2 * margin))
  }
}

/// Planes of one size in rows and columns: as many of the runs as can be read, then as large as can be.
struct PaneGrid {
  let area: Box
  /// Runs shown.
  private(set) var shown = 1
  /// Places for more than the runs.
  let extra: Int
  private(set) var columns = 1
  private(set) var rows = 1
  /// Rows above each plane for p(x).
  let depth: Int
  let bounds: Extent
  let aspect: Double

  /// The smallest plane that says anything.
  static let least = (columns: 20, rows: 8)
  private static let gap = 2
  /// Rows of the name above a plane, and of the axis beneath.
  private static let frameRows = 3

  init(area: Box, count: Int, extra: Int, depth: Int, bounds: Extent, aspect: Double) {
    (self.area, self.extra, self.depth) = (area, extra, depth)
    (self.bounds, self.aspect) = (bounds, aspect)
    for shown in stride(from: count, to: 0, by: -1) {
      var best = 0.0
      for rows in 1...2 {
        let columns = (shown + extra + rows - 1) / rows
        let size = size(columns: columns, rows: rows, in: area, gutter: 4)
        guard size.columns >= Self.least.columns, size.rows >= Self.least.rows else { continue }
        let scale = Viewport(
          bounds: bounds, columns: size.columns, rows: size.rows, cellAspect: aspect
        ).scaleX
        guard scale > best else { continue }
        (best, self.shown, self.columns, self.rows) = (scale, shown, columns, rows)
      }
      if best > 0 { return }
    }
  }

  /// Cells of one plane.
  private func size(
    columns: Int, rows: Int, in area: Box, gutter: Int
  ) -> (columns: Int, rows: Int) {
    (
      (area.width + Self.gap) / columns - Self.gap - gutter,
      area.height / rows - Self.frameRows - depth
    )
  }

  /// Rows beyond which planes of this width would only show more around their bounds.
  func usefulHeight(gutter: Int) -> Int {
    let size = size(columns: columns, rows: rows, in: area, gutter: gutter)
    let viewport = Viewport(bounds: bounds, columns: size.columns, rows: 1_000, cellAspect: aspect)
    let dots = (bounds.yMax - bounds.yMin) * viewport.scaleY
    let plane = max(Self.least.rows, cellIndex((dots / 4).rounded(.up), below: 1_000) ?? 1_000)
    return rows * (plane + Self.frameRows + depth)
  }

  /// One pane, places counted row by row.
  func pane(_ pane: Int, at place: Int, in area: Box, gutter: Int) -> CompareLayout.PlacedPane {
    let size = size(columns: columns, rows: rows, in: area, gutter: gutter)
    let pitch = (area.width + Self.gap) / columns
    let left = area.column + place % columns * pitch
    let top = area.row + place / columns * (area.height / rows)
    // Where a plane is wider than its bounds need, p(y) stands beside it.
    let viewport = Viewport(bounds: bounds, columns: 1_000, rows: size.rows, cellAspect: aspect)
    let needed = (bounds.xMax - bounds.xMin) * viewport.scaleX / 2
    let hasSide = depth > 0 && needed <= Double(size.columns - 7)
    let plane = Box(
      column: left + gutter, row: top + 1 + depth, width: size.columns - (hasSide ? 7 : 0),
      height: size.rows)
    var placed = CompareLayout.PlacedPane(
      pane: pane,
      heading: Box(column: left, row: top, width: size.columns + gutter, height: 1), plane: plane)
    if depth > 0 {
      placed.marginalX = Box(
        column: plane.column, row: top + 1, width: plane.width, height: depth)
    }
    if hasSide {
      placed.marginalY = Box(
        column: plane.endColumn + 1, row: plane.row, width: 6, height: plane.height)
    }
    return placed
  }
}
