internal import Simulation

/// Where everything stands at one size of the screen.
struct Layout: Equatable {
  /// How much is shown, from everything to a line that says there is no room.
  enum Form: Equatable, Comparable {
    case tooSmall
    /// The plane and σ.
    case tiny
    /// The plane, axes and one line of numbers.
    case small
    /// The plane, p(y) and two lines of numbers.
    case folded
    /// Panels but the probe.
    case medium
    case full
  }

  struct PlacedPanel: Equatable {
    /// Index in `panelCatalog`.
    var index: Int
    var box: Box
  }

  let form: Form
  let width: Int
  let height: Int
  private(set) var plane = Box(column: 0, row: 0, width: 0, height: 0)
  private(set) var marginalX: Box?
  private(set) var marginalY: Box?
  private(set) var panels: [PlacedPanel] = []
  private(set) var legendRow: Int?
  private(set) var timeAxis: Box?
  /// Rows of the folded lines, none where there are panels.
  private(set) var lineRows: [Int] = []

  var hasBands: Bool { form >= .small }
  var hasAxes: Bool { form >= .small }
  /// The row that notices have for themselves.
  var noticeRow: Int? { form >= .medium ? 1 : nil }
  var keyRow: Int { height - 1 }

  static func form(width: Int, height: Int) -> Form {
    switch (width, height) {
    case (112..., 38...): .full
    case (96..., 30...): .medium
    case (60..., 16...): .folded
    case (40..., 12...): .small
    case (16..., 6...): .tiny
    default: .tooSmall
    }
  }

  /// Lays out a screen whose y axis has numbers of `labelWidth` cells.
  init(width: Int, height: Int, labelWidth: Int, frame: Frame) {
    self.width = width
    self.height = height
    form = Self.form(width: width, height: height)
    let gutter = min(max(labelWidth, 3), 9) + 1
    switch form {
    case .tooSmall: break
    case .tiny:
      plane = Box(column: 0, row: 0, width: width, height: height - 1)
      lineRows = [height - 1]
    case .small:
      plane = Box(column: gutter, row: 1, width: width - gutter - 1, height: height - 5)
      lineRows = [height - 2]
    case .folded:
      plane = Box(column: gutter, row: 1, width: width - gutter - 7, height: height - 6)
      marginalY = Box(column: width - 6, row: 1, width: 5, height: height - 6)
      lineRows = [height - 3, height - 2]
    case .medium, .full:
      placePanels(frame, gutter: gutter + 1)
    }
  }

  /// The plane takes what the panels leave: 70 : 30, panels 33 … 44 columns wide.
  private mutating func placePanels(_ frame: Frame, gutter: Int) {
    let wanted = 33 + (width - 120) * 11 / 80
    var panelWidth = min(44, max(33, wanted))
    let column = { (width: Int, panelWidth: Int) in width - 1 - panelWidth }
    panels = Self.stack(
      frame, column: column(width, panelWidth), width: panelWidth, height: height - 3,
      hasProbe: form == .full)
    if panels.isEmpty { panelWidth = -2 }
    let depth = form == .full ? 3 : 2
    let row = 2 + depth
    let planeWidth = column(width, panelWidth) - 2 - 6 - 1 - gutter
    plane = Box(column: gutter, row: row, width: planeWidth, height: height - row - 6)
    marginalX = Box(column: gutter, row: 2, width: planeWidth, height: depth)
    marginalY = Box(column: plane.endColumn + 1, row: row, width: 6, height: plane.height)
    legendRow = plane.endRow + 2
    timeAxis = Box(column: 1, row: height - 2, width: plane.endColumn + 5, height: 1)
  }

  /// Panels from the top, one blank row between them.
  ///
  /// Every one gets its least height, then grows towards its plain one, then takes what it can use.
  /// Panels that find no room are left out from the end.
  private static func stack(
    _ frame: Frame, column: Int, width: Int, height: Int, hasProbe: Bool
  ) -> [PlacedPanel] {
    var shown: [(index: Int, range: PanelHeights)] = []
    for (index, panel) in panelCatalog.enumerated() where hasProbe || !panel.isFoldedFirst {
      guard let range = panel.heights(frame, width: width) else { continue }
      let plain = shown.reduce(range.least + shown.count) { $0 + $1.range.plain }
      guard !panel.isForSpareRows || plain <= height else { continue }
      shown.append((index, range))
    }
    func least() -> Int { shown.reduce(shown.count - 1) { $0 + $1.range.least } }
    while !shown.isEmpty, least() > height { shown.removeLast() }
    let heights = PanelHeights.shared(shown.map(\.range), height: height)
    var row = 2
    return zip(shown, heights).map { panel, rows in
      defer { row += rows + 1 }
      return PlacedPanel(
        index: panel.index, box: Box(column: column, row: row, width: width, height: rows))
    }
  }
}
