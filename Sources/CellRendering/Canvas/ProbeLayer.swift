internal import DiffusionCore
internal import Simulation

/// The probe's lines on the plane, each of its own pattern so that none needs a colour.
///
/// A whole line from x to the exact E[x₀ | x], a dashed one to the network's, and a dotted ellipse two
/// standard deviations of the posterior about the exact one.
struct ProbeLayer {
  /// Standard deviations at which the ellipse is drawn: of a Gaussian 86 % of the mass lies inside.
  static let deviations = 2.0

  private var exact: DotGrid
  private var learned: DotGrid
  private var ellipse: DotGrid

  init(_ picture: ProbePicture, viewport: Viewport) {
    exact = DotGrid(columns: viewport.columns, rows: viewport.rows)
    (learned, ellipse) = (exact, exact)
    guard picture.absence == nil else { return }
    func place(_ point: Vector) -> (Double, Double) {
      (viewport.dotX(point.x), viewport.dotY(point.y))
    }
    let (start, end) = (place(picture.point), place(picture.denoised))
    exact.line(start.0, start.1, end.0, end.1)
    if let denoised = picture.learnedDenoised { learned.dashed(start, place(denoised)) }
    if let covariance = picture.posteriorCovariance {
      ellipse.dottedEllipse(covariance, about: picture.denoised, viewport)
    }
  }

  /// The dots of a cell and their colour; nil where there are none.
  func dots(_ cell: Int) -> (mask: UInt8, role: Role)? {
    let own = exact.masks[cell] | ellipse.masks[cell]
    if own != 0 { return (own, .probe) }
    return learned.masks[cell] == 0 ? nil : (learned.masks[cell], .network)
  }

  /// The sign of a cell in ASCII.
  func sign(_ cell: Int) -> (sign: Unicode.Scalar, role: Role)? {
    if exact.masks[cell] != 0 { return ("'", .probe) }
    if ellipse.masks[cell] != 0 { return ("\"", .probe) }
    return learned.masks[cell] == 0 ? nil : ("~", .network)
  }
}

extension DotGrid {
  /// Three dots of a line, three left out.
  fileprivate mutating func dashed(_ start: (Double, Double), _ end: (Double, Double)) {
    let (dx, dy) = (end.0 - start.0, end.1 - start.1)
    let length = max(abs(dx), abs(dy))
    guard length.isFinite, length < 100_000 else { return }
    for dot in stride(from: 0, through: length, by: 1)
    where dot.truncatingRemainder(dividingBy: 6) < 3 {
      let share = length > 0 ? dot / length : 0
      set(start.0 + share * dx, start.1 + share * dy)
    }
  }

  /// Dots some three apart on the curve of so many standard deviations.
  fileprivate mutating func dottedEllipse(
    _ covariance: SymmetricMatrix, about centre: Vector, _ viewport: Viewport
  ) {
    // Any square root of the matrix carries the circle over: the lower triangular one.
    let (least, greatest) = covariance.eigenvalues
    guard least >= 0, greatest > 0, greatest.isFinite else { return }
    let a = covariance.xx.squareRoot()
    let b = a > 0 ? covariance.xy / a : 0
    let c = max(0, covariance.yy - b * b).squareRoot()
    let radius = ProbeLayer.deviations * greatest.squareRoot()
    let size = radius * max(viewport.scaleX, viewport.scaleY)
    // Smaller ones would be hidden by the sign in the middle, larger ones reach beyond the plane.
    guard size > 1.5, size < 100_000 else { return }
    // Steps of half a dot at most; a dot after each three dots of the way.
    let count = Int(min(20_000, max(16, 13 * size)))
    var (way, last) = (3.0, (x: 0.0, y: 0.0))
    for index in 0..<count {
      let turn = Elementary.sinCos(2 * .pi * Double(index) / Double(count))
      let offset = ProbeLayer.deviations * Vector(a * turn.cos, b * turn.cos + c * turn.sin)
      let place = (x: viewport.dotX(centre.x + offset.x), y: viewport.dotY(centre.y + offset.y))
      let (dx, dy) = (place.x - last.x, place.y - last.y)
      if index > 0 { way += (dx * dx + dy * dy).squareRoot() }
      last = place
      guard way >= 3 else { continue }
      set(place.x, place.y)
      way = 0
    }
  }

  private mutating func set(_ x: Double, _ y: Double) {
    guard let x = cellIndex(x, below: 2 * columns), let y = cellIndex(y, below: 4 * rows) else {
      return
    }
    set(x, y)
  }
}
