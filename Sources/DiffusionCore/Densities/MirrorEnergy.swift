/// An energy on a domain with a mirror map: coordinates y = ∇ψ(x) in which the domain is the plane.
///
/// Source: methods.md §7 (mirror maps in the plane).
public protocol MirrorEnergy: Energy {
  /// x = ∇ψ*(y), inside the domain for every y.
  func primal(_ y: Vector) -> Vector

  /// y = ∇ψ(x), for x inside the domain.
  func dual(_ x: Vector) -> Vector

  /// ∇W(y) for W(y) = u(x(y)) − log|det dx/dy|, the energy of y.
  func dualGradient(at y: Vector) -> Vector

  /// ∇²ψ(x), for x inside the domain.
  func mirrorHessian(at x: Vector) -> SymmetricMatrix
}

/// A density that has a mirror map.
public protocol MirrorDensity: Density {
  var mirror: any MirrorEnergy { get }
}

extension EnergyDensity: MirrorDensity where Potential: MirrorEnergy {
  public var mirror: any MirrorEnergy { energy }
}
