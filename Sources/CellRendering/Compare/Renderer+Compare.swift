internal import DiffusionCore
internal import Simulation

extension Renderer {
  /// The runs of a frame and where they stand; nil where one run alone is shown.
  static func compared(
    _ frame: Frame, _ width: Int, _ height: Int, _ options: RenderOptions
  ) -> (comparison: Comparison, layout: CompareLayout)? {
    guard let comparison = Comparison(frame) else { return nil }
    func layout(_ labelWidth: Int) -> CompareLayout? {
      CompareLayout(
        width: width, height: height, labelWidth: labelWidth, comparison: comparison,
        aspect: options.cellAspect)
    }
    guard let first = layout(3), let pane = first.panes.first else { return nil }
    let viewport = viewport(frame, in: pane.plane, options)
    let label = Axes.labelWidth(viewport, Axes.ticks(viewport))
    guard label > 3, let wider = layout(label) else { return (comparison, first) }
    return (comparison, wider)
  }

  /// Everything of a comparison but a page over it.
  mutating func drawCompared(
    _ comparison: Comparison, _ layout: CompareLayout, _ keys: [KeyHint],
    on painter: inout Painter
  ) {
    cache.capacity = layout.panes.count
    var alarm: Notice?
    var bars: [(placed: CompareLayout.PlacedPane, marginals: PaneMarginals)] = []
    for placed in layout.panes {
      let pane = comparison.panes[placed.pane]
      let layers = layers(placed, comparison, painter.theme.options)
      drawPlane(placed, pane, layers, on: &painter)
      if placed.isErrorMap {
        ErrorMapHeading(mapped: pane).draw(placed, on: &painter)
        continue
      }
      let wrong =
        NoticeLine.alarm(of: layers) ?? pane.frame.notice.flatMap { $0.isAlarm ? $0 : nil }
      PaneHeading(pane: pane, comparison: comparison).draw(
        in: placed.heading, isMap: layers.signedError != nil, alarm: wrong, on: &painter)
      if alarm == nil, let wrong {
        alarm = Notice(pane.name + ": " + wrong.text, isAlarm: true)
      }
      if placed.marginalX != nil {
        let exact = pane.frame.law.map { cache.marginals($0, layers.viewport) }
        bars.append((placed, PaneMarginals(layers: layers, exact: exact, pane.frame.cloud.count)))
      }
    }
    drawMarginals(bars, frames: HeldScale.frames(comparison.frame), on: &painter)
    drawBeneath(comparison, layout, on: &painter)
    drawBands(comparison, layout, keys, alarm, on: &painter)
  }

  private mutating func layers(
    _ placed: CompareLayout.PlacedPane, _ comparison: Comparison, _ options: RenderOptions
  ) -> PlaneLayers {
    var frame = comparison.panes[placed.pane].frame
    if placed.isErrorMap {
      frame.overlays = [.scoreError, .contours]
      frame.cloud = Cloud(count: 0)
      (frame.probe, frame.lines) = (nil, [])
    }
    return PlaneLayers(
      frame: frame, viewport: Self.viewport(frame, in: placed.plane, options),
      crowd: comparison.crowd,
      cache: &cache)
  }

  private func drawPlane(
    _ placed: CompareLayout.PlacedPane, _ pane: Comparison.Pane, _ layers: PlaneLayers,
    on painter: inout Painter
  ) {
    let box = placed.plane
    PlanePainter(layers: layers, box: box).draw(on: &painter)
    Axes(viewport: layers.viewport, box: box).draw(on: &painter)
    guard !placed.isErrorMap else { return }
    if let probe = pane.frame.probe {
      ProbeMarkers(layers: layers, box: box, probe: probe, showsNumbers: false).draw(on: &painter)
    }
    LandmarkMarkers(
      layers: layers, box: box, landmarks: pane.frame.landmarks, probe: pane.frame.probe
    ).draw(on: &painter)
  }

  /// The histograms of all runs on one scale.
  private mutating func drawMarginals(
    _ panes: [(placed: CompareLayout.PlacedPane, marginals: PaneMarginals)], frames: Int,
    on painter: inout Painter
  ) {
    guard !panes.isEmpty else { return }
    let columns = scales.columns.hold(
      panes.reduce(0) { max($0, $1.marginals.columns.top) }, frames: frames)
    let rows = scales.rows.hold(
      panes.reduce(0) { max($0, $1.marginals.rows.top) }, frames: frames)
    for (placed, marginals) in panes {
      if let box = placed.marginalX {
        marginals.columns.drawUpwards(in: box, scale: columns, on: &painter)
        painter.label("p(x)", box.column, box.row)
      }
      if let box = placed.marginalY {
        marginals.rows.drawRightwards(in: box, scale: rows, on: &painter)
        painter.label("p(y)", box.column, box.row - 1)
      }
    }
  }

  private mutating func drawBeneath(
    _ comparison: Comparison, _ layout: CompareLayout, on painter: inout Painter
  ) {
    let catalog = layout.form == .wall ? wallPanels : splitPanels
    for panel in layout.panels {
      catalog[panel.index].draw(comparison, in: panel.box, scales: &scales, on: &painter)
    }
    PaneLines(comparison: comparison, shown: layout.shownRuns).draw(
      rows: layout.lineRows, on: &painter)
    guard let box = layout.timeAxis else { return }
    TimeAxis(frame: comparison.focused.frame).draw(
      in: box,
      others: comparison.panes.filter { $0.index != comparison.focus }.map {
        ($0.frame, $0.style.digit, comparison.role($0))
      }, on: &painter)
  }

  private func drawBands(
    _ comparison: Comparison, _ layout: CompareLayout, _ keys: [KeyHint], _ alarm: Notice?,
    on painter: inout Painter
  ) {
    let hasLine = layout.lineRows.count > comparison.panes.count
    CompareHeader(
      comparison: comparison, shown: layout.shownRuns,
      hasWords: layout.form == .wall || layout.form == .folded && !hasLine
    ).draw(on: &painter)
    KeyBar(keys: keys).draw(row: layout.keyRow, on: &painter)
    let notice = alarm ?? NoticeLine.notice(of: comparison.frame)
    if notice == nil, layout.form == .split, let row = layout.noticeRow {
      painter.put(comparison.words, 1, row, .dim)
    }
    NoticeLine(notice: notice, keys: keys).draw(
      row: layout.noticeRow, keyRow: layout.keyRow, on: &painter)
  }
}

/// Histograms of one run before their scale is known.
struct PaneMarginals {
  let columns: MarginalBars
  let rows: MarginalBars

  init(layers: PlaneLayers, exact: ExactMarginals?, _ count: Int) {
    let total = count - layers.particles.lost
    columns = MarginalBars(
      counts: layers.particles.columnCounts, binWidth: 2 / layers.viewport.scaleX,
      exact: exact?.columns ?? [], total: total)
    rows = MarginalBars(
      counts: layers.particles.rowCounts, binWidth: 4 / layers.viewport.scaleY,
      exact: exact?.rows ?? [], total: total)
  }
}
