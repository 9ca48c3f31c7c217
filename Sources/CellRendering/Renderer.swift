public import DiffusionCore
public import Simulation

/// Draws frames: a frame and a size become cells.
///
/// A value that only remembers what saves work (rasters of the exact law) and what keeps still (bar
/// scales): the picture itself is a function of the frame.
public struct Renderer: Sendable {
  private var cache = RenderCache()
  private var scales = HeldScales()
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
    let stage = "\(frame.scene) \(frame.stage) \(width) \(height)"
    if stage != heldFor { (scales, heldFor) = (HeldScales(), stage) }

    var painter = Painter(width: width, height: height, theme: theme)
    let layout = Self.layout(frame, painter.buffer.width, painter.buffer.height, options)
    if layout.form == .tooSmall {
      Self.drawTooSmall(on: &painter)
      return painter.buffer
    }
    if case .help(let help) = overlay, layout.hasBands {
      HelpPage(help: help, frame: frame).draw(on: &painter)
      return painter.buffer
    }
    drawMain(frame, layout, keys, on: &painter)
    switch overlay {
    case .none: break
    case .help(let help): HelpPage(help: help, frame: frame).draw(on: &painter)
    case .menu(let menu): MenuPage(menu: menu).draw(layout, on: &painter)
    case .page(let page): TextPagePainter(page: page).draw(layout, on: &painter)
    }
    return painter.buffer
  }

  /// The layout whose gutter holds the numbers of the y axis.
  static func layout(
    _ frame: Frame, _ width: Int, _ height: Int, _ options: RenderOptions
  ) -> Layout {
    let first = Layout(width: width, height: height, labelWidth: 3, frame: frame)
    guard first.hasAxes else { return first }
    let viewport = Self.viewport(frame, first, options)
    let label = Axes.labelWidth(viewport, Axes.ticks(viewport))
    return label <= 3
      ? first : Layout(width: width, height: height, labelWidth: label, frame: frame)
  }

  static func viewport(_ frame: Frame, _ layout: Layout, _ options: RenderOptions) -> Viewport {
    Viewport(
      bounds: frame.bounds, columns: layout.plane.width, rows: layout.plane.height,
      cellAspect: options.cellAspect)
  }

  private mutating func drawMain(
    _ frame: Frame, _ layout: Layout, _ keys: [KeyHint], on painter: inout Painter
  ) {
    let viewport = Self.viewport(frame, layout, painter.theme.options)
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
      return
    }
    FoldedLines(frame: frame).draw(rows: layout.lineRows, on: &painter)
    HeaderBand(frame: frame, hasAlarm: layout.form >= .medium).draw(on: &painter)
    KeyBar(keys: keys).draw(row: layout.keyRow, on: &painter)
    NoticeLine(frame: frame, layers: layers, keys: keys).draw(layout, on: &painter)
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
    let layout = layout(frame, painter.buffer.width, painter.buffer.height, options)
    switch overlay {
    case .none, .menu: return 0
    case .help(let help): return HelpPage.scrollLimit(help, width: width, height: height, theme)
    case .page(let page): return TextPagePainter.scrollLimit(page, layout, painter)
    }
  }

  /// The point of the plane in the middle of a cell of the screen, or nil off the plane: where a mouse
  /// puts the probe.
  public static func point(
    column: Int, row: Int, frame: Frame, width: Int, height: Int, options: RenderOptions
  ) -> Vector? {
    guard width > 0, height > 0 else { return nil }
    let layout = layout(frame, width, height, options)
    let (x, y) = (column - layout.plane.column, row - layout.plane.row)
    guard x >= 0, y >= 0, x < layout.plane.width, y < layout.plane.height else { return nil }
    let viewport = viewport(frame, layout, options)
    return Vector(viewport.x(atDot: Double(2 * x + 1)), viewport.y(atDot: Double(4 * y + 2)))
  }

  /// Width and height of one cell in units of the plane: how far a key moves the probe.
  public static func cellSize(
    frame: Frame, width: Int, height: Int, options: RenderOptions
  ) -> Vector {
    let layout = layout(frame, max(0, width), max(0, height), options)
    let viewport = viewport(frame, layout, options)
    return Vector(2 / viewport.scaleX, 4 / viewport.scaleY)
  }
}
