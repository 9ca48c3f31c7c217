internal import DiffusionCore
internal import Simulation

/// Everything on the plane, layer by layer, before it becomes cells.
struct PlaneLayers {
  let viewport: Viewport
  let particles: ParticleRaster
  /// Particles that one step of brightness stands for.
  let unit: Int
  var density: DensityRaster?
  var signedError: SignedErrorRaster?
  var contours: DotGrid?
  var arrows: (dots: DotGrid, ranks: [UInt8])?
  /// The arrows as data, for ASCII.
  var field: FieldArrows?
  var isLearnedField = false
  var probe: ProbeLayer?
  /// Points that a measurement allows.
  var lines: DotGrid?

  /// - Parameter crowd: the number of particles that brightness is made for, where another cloud
  ///   beside this one is larger.
  init(frame: Frame, viewport: Viewport, crowd: Int = 0, cache: inout RenderCache) {
    self.viewport = viewport
    particles = ParticleRaster(cloud: frame.cloud, viewport: viewport)
    unit = ParticleRaster.unit(
      particles: max(crowd, frame.cloud.count), columns: viewport.columns, rows: viewport.rows)
    addLaw(frame, &cache)
    addField(frame, &cache)
    probe = frame.probe.map { ProbeLayer($0, viewport: viewport) }
    if !frame.lines.isEmpty {
      var dots = DotGrid(columns: viewport.columns, rows: viewport.rows)
      for line in frame.lines { dots.dotted(line, viewport) }
      lines = dots
    }
  }

  private mutating func addLaw(_ frame: Frame, _ cache: inout RenderCache) {
    guard let law = frame.law else { return }
    cache.use(law, scene: frame.scene, viewport: viewport)
    let showsError = frame.overlays.contains(.scoreError) && frame.learned != nil
    if showsError || frame.overlays.contains(.density) {
      let raster = cache.density(law, viewport)
      if raster.logPeak != nil { density = raster }
    }
    if showsError, let learned = frame.learned, density != nil {
      signedError = cache.signedError(law, learned, viewport)
    }
    if frame.overlays.contains(.contours) { contours = cache.contours(law, viewport) }
  }

  private mutating func addField(_ frame: Frame, _ cache: inout RenderCache) {
    guard frame.overlays.contains(.field), signedError == nil else { return }
    // While no score is in use, as in noising, the network's is what there is to watch.
    if frame.score == .learned || frame.score == nil, let learned = frame.learned {
      isLearnedField = true
      field = FieldArrows(viewport: viewport) { learned.scores(at: $0) }
    } else if let law = frame.law {
      field = cache.exactArrows(law, viewport)
    }
    arrows = field?.dots(over: particles)
  }

  func role(ofArrowRank rank: UInt8) -> Role {
    switch rank {
    case 3: isLearnedField ? .networkArrow3 : .exactArrow3
    case 2: isLearnedField ? .networkArrow2 : .exactArrow2
    default: isLearnedField ? .networkArrow1 : .exactArrow1
    }
  }

  /// The dots of a cell and their colour: the first layer that has any.
  func dots(_ cell: Int) -> (mask: UInt8, role: Role)? {
    if let dots = probe?.dots(cell) { return dots }
    // The map of the error is read alone: gold and rose would be lost on it.
    if signedError != nil { return contour(cell) }
    if let arrows, arrows.dots.masks[cell] != 0 {
      return (arrows.dots.masks[cell], role(ofArrowRank: arrows.ranks[cell]))
    }
    if particles.counts[cell] > 0 {
      return (
        particles.masks[cell], ParticleRaster.role(count: particles.counts[cell], unit: unit)
      )
    }
    if let lines, lines.masks[cell] != 0 { return (lines.masks[cell], .exact) }
    return contour(cell)
  }

  private func contour(_ cell: Int) -> (mask: UInt8, role: Role)? {
    guard let contours, contours.masks[cell] != 0 else { return nil }
    return (contours.masks[cell], .contour)
  }
}

extension DotGrid {
  /// Every third dot of a line, counted along the axis that it follows more.
  fileprivate mutating func dotted(_ line: PlaneLine, _ viewport: Viewport) {
    let (a, b) = (line.normal.x / viewport.scaleX, line.normal.y / viewport.scaleY)
    if abs(b) >= abs(a) {
      for x in stride(from: 0, to: viewport.dotColumns, by: 3) {
        let across = line.normal.x * viewport.x(atDot: Double(x) + 0.5)
        let y = viewport.dotY((line.value - across) / line.normal.y)
        if let y = cellIndex(y, below: viewport.dotRows) { set(x, y) }
      }
    } else {
      for y in stride(from: 0, to: viewport.dotRows, by: 3) {
        let up = line.normal.y * viewport.y(atDot: Double(y) + 0.5)
        let x = viewport.dotX((line.value - up) / line.normal.x)
        if let x = cellIndex(x, below: viewport.dotColumns) { set(x, y) }
      }
    }
  }
}
