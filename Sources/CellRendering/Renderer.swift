public import DiffusionCore
public import Simulation

/// Draws frames: a frame and a size become cells.
///
/// A value that only remembers what saves work (rasters of the exact law) and what keeps still (bar
/// scales): the picture itself is a function of the frame.
public struct Renderer: Sendable {
  var cache = RenderCache()
  var scales = HeldScales()
  private var themes: Theme?
  private var heldFor = ""

  public init() {}

  /// The screen of one frame.
  ///
  /// - Parameters:
  ///   - frame: all that is shown.
  ///   - overlay: a page over the view.
  ///   - keys: pairs for the last row, the most useful first.
  ///   - width: columns of the screen; any number, negative ones as 0.
  ///   - height: rows of the screen.
  ///   - options: what the terminal can show.
  /// - Returns: exactly `width` × `height` cells.
  public mutating func render(
    _ frame: Frame, overlay: OverlayPicture = .none, keys: [KeyHint], width: Int, height: Int,
    options: RenderOptions
  ) -> CellBuffer {
    let theme: Theme
    if let known = themes, known.options == options {
      theme = known
    } else {
      theme = Theme(options)
    }
    themes = theme
    // Scales belong to one stage of one scene.
    let runs = frame.compare?.panes.map(\.name) ?? []
    let stage = "\(frame.scene) \(frame.stage) \(width) \(height) \(runs)"
    if stage != heldFor { (scales, heldFor) = (HeldScales(), stage) }

    var painter = Painter(width: width, height: height, theme: theme)
    let place = draw(frame, keys, isHidden: overlay.isHelp, on: &painter)
    guard let place else { return painter.buffer }
    switch overlay {
    case .none: break
    case .help(let help): HelpPage(help: help, frame: frame).draw(on: &painter)
    case .menu(let menu): MenuPage(menu: menu).draw(in: place, on: &painter)
    case .page(let page): TextPagePainter(page: page).draw(in: place, on: &painter)
    }
    return painter.buffer
  }

  /// The view of one run or of several, and where a page over it goes; nil where there is no room for
  /// either.
  ///
  /// - Parameter isHidden: whether a page hides it all, where there is room for one.
  private mutating func draw(
    _ frame: Frame, _ keys: [KeyHint], isHidden: Bool, on painter: inout Painter
  ) -> OverlayBox? {
    let options = painter.theme.options
    let (width, height) = (painter.buffer.width, painter.buffer.height)
    if let (comparison, layout) = Self.compared(frame, width, height, options) {
      if !isHidden { drawCompared(comparison, layout, keys, on: &painter) }
      return layout.overlay
    }
    cache.capacity = 1
    let (shown, alone) = Self.alone(frame)
    let layout = Self.layout(shown, width, height, options)
    guard layout.form != .tooSmall else {
      Self.drawTooSmall(on: &painter)
      return nil
    }
    if !isHidden || !layout.hasBands { drawMain(shown, alone, layout, keys, on: &painter) }
    return OverlayBox(layout)
  }

  /// The frame of the one run that is shown, and which of several it is.
  static func alone(_ frame: Frame) -> (frame: Frame, words: HeaderBand.Alone?) {
    guard let comparison = Comparison(frame) else { return (frame, nil) }
    let pane = comparison.focused
    let place = "\(pane.number) of \(comparison.panes.count)"
    return (pane.frame, HeaderBand.Alone(name: pane.name, place: place))
  }

  /// The layout whose gutter holds the numbers of the y axis.
  static func layout(
    _ frame: Frame, _ width: Int, _ height: Int, _ options: RenderOptions
  ) -> Layout {
    let first = Layout(width: width, height: height, labelWidth: 3, frame: frame)
    guard first.hasAxes else { return first }
    let viewport = Self.viewport(frame, in: first.plane, options)
    let label = Axes.labelWidth(viewport, Axes.ticks(viewport))
    return label <= 3
      ? first : Layout(width: width, height: height, labelWidth: label, frame: frame)
  }

  static func viewport(_ frame: Frame, in plane: Box, _ options: RenderOptions) -> Viewport {
    Viewport(
      bounds: frame.bounds, columns: plane.width, rows: plane.height,
      cellAspect: options.cellAspect)
  }

  private mutating func drawMain(
    _ frame: Frame, _ alone: HeaderBand.Alone?, _ layout: Layout, _ keys: [KeyHint],
    on painter: inout Painter
  ) {
    let viewport = Self.viewport(frame, in: layout.plane, painter.theme.options)
    let layers = PlaneLayers(frame: frame, viewport: viewport, cache: &cache)
    PlanePainter(layers: layers, box: layout.plane).draw(on: &painter)
    if let probe = frame.probe {
      let hasPanel = layout.panels.contains { panelCatalog[$0.index] is ProbePanel }
      ProbeMarkers(
        layers: layers, box: layout.plane, probe: probe,
        showsNumbers: layout.form == .medium && !hasPanel
      ).draw(on: &painter)
    }
    LandmarkMarkers(
      layers: layers, box: layout.plane, landmarks: frame.landmarks, probe: frame.probe
    ).draw(on: &painter)
    if layout.hasAxes { Axes(viewport: viewport, box: layout.plane).draw(on: &painter) }
    drawMarginals(frame, layout, layers, on: &painter)
    if let row = layout.legendRow, let timeAxis = layout.timeAxis {
      LegendRow(frame: frame, layers: layers).draw(
        column: layout.plane.column, row: row, width: timeAxis.width - layout.plane.column + 2,
        on: &painter)
      TimeAxis(frame: frame).draw(in: timeAxis, on: &painter)
    }
    for panel in layout.panels {
      panelCatalog[panel.index].draw(frame, in: panel.box, scales: &scales, on: &painter)
    }
    if layout.form == .tiny {
      if let row = layout.lineRows.first {
        FoldedLines(frame: frame).drawTiny(row: row, on: &painter)
      }
      if let alone { painter.put("run " + alone.place, 0, 0, .bright, bold: true) }
      return
    }
    FoldedLines(frame: frame).draw(rows: layout.lineRows, on: &painter)
    HeaderBand(frame: frame, alone: alone, hasAlarm: layout.form >= .medium).draw(on: &painter)
    KeyBar(keys: keys).draw(row: layout.keyRow, on: &painter)
    NoticeLine(notice: NoticeLine.alarm(of: layers) ?? NoticeLine.notice(of: frame), keys: keys)
      .draw(row: layout.noticeRow, keyRow: layout.keyRow, on: &painter)
  }

  private mutating func drawMarginals(
    _ frame: Frame, _ layout: Layout, _ layers: PlaneLayers, on painter: inout Painter
  ) {
    let viewport = layers.viewport
    let exact = frame.law.map { cache.marginals($0, viewport) }
    let total = frame.cloud.count - layers.particles.lost
    let frames = HeldScale.frames(frame)
    if let box = layout.marginalX {
      let bars = MarginalBars(
        counts: layers.particles.columnCounts, binWidth: 2 / viewport.scaleX,
        exact: exact?.columns ?? [], total: total)
      let scale = scales.columns.hold(bars.top, frames: frames)
      bars.drawUpwards(in: box, scale: scale, on: &painter)
      painter.label("p(x)", box.column, box.endRow - 2)
    }
    if let box = layout.marginalY {
      let bars = MarginalBars(
        counts: layers.particles.rowCounts, binWidth: 4 / viewport.scaleY,
        exact: exact?.rows ?? [], total: total)
      let scale = scales.rows.hold(bars.top, frames: frames)
      bars.drawRightwards(in: box, scale: scale, on: &painter)
      if layout.marginalX != nil { painter.label("p(y)", box.column, box.row - 2) }
    }
  }

  private static func drawTooSmall(on painter: inout Painter) {
    let (width, height) = (painter.buffer.width, painter.buffer.height)
    let choices = [
      "diffviz needs at least 16×6 cells", "needs at least 16×6", "needs 16×6", "16×6",
    ]
    guard height > 0, let text = painter.first(of: choices.map { [Span($0)] }, fitting: width)
    else { return }
    painter.write(text, 0, (height - 1) / 2)
  }
}

extension Painter {
  /// Writes a dim label where nothing else stands.
  mutating func label(_ text: String, _ column: Int, _ row: Int) {
    let width = width(text)
    let isFree = (column..<column + width).allSatisfy { buffer[$0, row].scalar == " " }
    if isFree { put(text, column, row, .dim) }
  }
}

extension Renderer {
  /// The most rows that a page can be scrolled down on a screen: what a key loop clamps to.
  public static func scrollLimit(
    of overlay: OverlayPicture, frame: Frame, width: Int, height: Int, options: RenderOptions
  ) -> Int {
    let theme = Theme(options)
    let painter = Painter(width: width, height: height, theme: theme)
    switch overlay {
    case .none, .menu: return 0
    case .help(let help): return HelpPage.scrollLimit(help, width: width, height: height, theme)
    case .page(let page):
      let (width, height) = (painter.buffer.width, painter.buffer.height)
      let place =
        compared(frame, width, height, options)?.layout.overlay
        ?? OverlayBox(layout(frame, width, height, options))
      return TextPagePainter.scrollLimit(page, in: place, painter)
    }
  }

  /// The run and the point of its plane in the middle of a cell of the screen, or nil off all planes.
  ///
  /// - Returns: the run's index in `frame.compare`, 0 where there is no comparison; on the map of the
  ///   score's error the run whose score it is.
  public static func place(
    column: Int, row: Int, frame: Frame, width: Int, height: Int, options: RenderOptions
  ) -> (pane: Int, point: Vector)? {
    guard width > 0, height > 0 else { return nil }
    for plane in planes(frame, width, height, options) {
      let (x, y) = (column - plane.box.column, row - plane.box.row)
      guard x >= 0, y >= 0, x < plane.box.width, y < plane.box.height else { continue }
      let viewport = viewport(frame, in: plane.box, options)
      let point = Vector(
        viewport.x(atDot: Double(2 * x + 1)), viewport.y(atDot: Double(4 * y + 2)))
      return (plane.pane, point)
    }
    return nil
  }

  /// The planes on a screen, and whose each is.
  private static func planes(
    _ frame: Frame, _ width: Int, _ height: Int, _ options: RenderOptions
  ) -> [(pane: Int, box: Box)] {
    if let layout = compared(frame, width, height, options)?.layout {
      return layout.panes.map { ($0.pane, $0.plane) }
    }
    let pane = Comparison(frame)?.focus ?? 0
    return [(pane, layout(frame, width, height, options).plane)]
  }
}
