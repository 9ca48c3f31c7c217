/// An affine map of the plane, x ↦ M x + t: as a setting first scaled, then rotated, then moved.
public struct PlaneTransform: Equatable, Sendable {
  /// Where the unit vectors go: the columns of M.
  public let columnX: Vector
  public let columnY: Vector
  /// t.
  public let translation: Vector

  init(columnX: Vector, columnY: Vector, translation: Vector) {
    self.columnX = columnX
    self.columnY = columnY
    self.translation = translation
  }

  /// - Parameters:
  ///   - scale: the factors along x and y, applied first; a negative one mirrors.
  ///   - degrees: the angle of the rotation about the origin, counterclockwise; quarter turns are
  ///     exact.
  ///   - translation: what is added last.
  public init(
    scale: Vector = Vector(1, 1), degrees: Double = 0, translation: Vector = .zero
  ) {
    let (sin, cos) = Self.sinCos(degrees: degrees)
    columnX = scale.x * Vector(cos, sin)
    columnY = scale.y * Vector(-sin, cos)
    self.translation = translation
  }

  private static func sinCos(degrees: Double) -> (sin: Double, cos: Double) {
    switch degrees.remainder(dividingBy: 360) {
    case 0: (0, 1)
    case 90: (1, 0)
    case -90: (-1, 0)
    case 180, -180: (0, -1)
    case let rest: Elementary.sinCos(rest * (Double.pi / 180))
    }
  }

  /// M v, without the translation.
  public func turned(_ v: Vector) -> Vector { v.x * columnX + v.y * columnY }

  /// Mᵀ v, which undoes the map of vectors where M is a rotation or a mirroring.
  public func unturned(_ v: Vector) -> Vector { Vector(columnX.dot(v), columnY.dot(v)) }

  /// M x + t.
  public func callAsFunction(_ point: Vector) -> Vector { turned(point) + translation }

  /// M S Mᵀ.
  public func callAsFunction(_ matrix: SymmetricMatrix) -> SymmetricMatrix {
    let (first, second) = (
      matrix.xx * columnX + matrix.xy * columnY, matrix.xy * columnX + matrix.yy * columnY
    )
    return SymmetricMatrix(
      xx: first.x * columnX.x + second.x * columnY.x,
      xy: first.x * columnX.y + second.x * columnY.y,
      yy: first.y * columnX.y + second.y * columnY.y)
  }

  /// The box around the image of a box.
  public func callAsFunction(_ box: Extent) -> Extent {
    let corners = [box.xMin, box.xMax].flatMap { x in
      [box.yMin, box.yMax].map { self(Vector(x, $0)) }
    }
    let (x, y) = (corners.map(\.x), corners.map(\.y))
    return Extent(
      xMin: x.reduce(.infinity, min), xMax: x.reduce(-.infinity, max),
      yMin: y.reduce(.infinity, min), yMax: y.reduce(-.infinity, max))
  }

  /// This map after another one.
  public func after(_ first: PlaneTransform) -> PlaneTransform {
    PlaneTransform(
      columnX: turned(first.columnX), columnY: turned(first.columnY),
      translation: self(first.translation))
  }

  /// Whether horizontal and vertical lines stay so.
  var keepsAxes: Bool {
    (columnX.y == 0 && columnY.x == 0) || (columnX.x == 0 && columnY.y == 0)
  }

  /// M = Q S, a scaling along the axes before a rotation or mirroring; nil where M shears.
  ///
  /// Rounding leaves columns that are at right angles within 1e-15 of that.
  var factors: (turn: PlaneTransform, scale: Vector)? {
    let scale = Vector(columnX.length, columnY.length)
    guard abs(columnX.dot(columnY)) <= 1e-12 * scale.x * scale.y else { return nil }
    let turn = PlaneTransform(
      columnX: columnX / scale.x, columnY: columnY / scale.y, translation: translation)
    return (turn, abs(scale.x - scale.y) <= 1e-12 * scale.x ? Vector(scale.x, scale.x) : scale)
  }

  /// What is said where a law has no exact noised form after the map.
  static func refusal(_ what: String) -> SettingError {
    SettingError(
      path: [.name("scale")],
      message: "two unequal factors would shear \(what), whose noised law has no exact form then",
      hint: "give one factor, or scale it before it is rotated")
  }
}
