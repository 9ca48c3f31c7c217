/// An energy u(x) of the plane: the law p = e^{−u}/Z that is known up to its constant.
///
/// Values are in nats. Where e^{−u} has kinks, jumps or ends is told by `breaks`, so that quadrature
/// can stay on pieces where it is smooth. Source: methods.md §1, the Gibbs form (E14).
public protocol Energy: Sendable {
  /// u(x); +∞ outside the domain.
  func value(at point: Vector) -> Double

  /// ∇u(x), finite for every finite point: outside the domain whatever leads a particle back, or 0.
  func gradient(at point: Vector) -> Vector

  /// ∇²u(x), almost everywhere.
  func hessian(at point: Vector) -> SymmetricMatrix

  /// The ends of the pieces along x, in increasing order, two at least.
  ///
  /// The first and the last hold all of the mass but some 1e-16 of it between them.
  var breaks: [Double] { get }

  /// The ends of the pieces of the line through one coordinate, along the other axis: for `axis` y
  /// those along y at x = `value`. As many on each line along y, though pieces may be empty.
  func breaks(along axis: Axis, at value: Double) -> [Double]

  /// Values of x that divide the mass into parts, as the ridge between two wells; increasing.
  var cuts: [Double] { get }

  /// What a part is called; unused without cuts.
  var partName: String { get }

  /// Whether ∇u is continuous in the whole plane, so that Langevin steps may follow it.
  var isSmooth: Bool { get }

  /// Mean and covariance where they have a closed form; nil: by quadrature.
  var moments: Moments? { get }

  /// An exact draw where there is a way made for it; nil: by inverse distribution functions.
  func draw(_ random: inout RandomSource) -> Vector?
}

extension Energy {
  public var cuts: [Double] { [] }
  public var partName: String { "" }
  public var isSmooth: Bool { true }
  public var moments: Moments? { nil }
  public func draw(_ random: inout RandomSource) -> Vector? { nil }

  /// The part that a point lies in, counted from 0 at the least x.
  func part(of point: Vector) -> Int { cuts.reduce(0) { $0 + (point.x > $1 ? 1 : 0) } }

  /// The breaks along x and the cuts among them, in order.
  var outerBreaks: [Double] {
    guard let low = breaks.first, let high = breaks.last else { return breaks }
    return (breaks + cuts.filter { $0 > low && $0 < high && !breaks.contains($0) }).sorted()
  }
}
