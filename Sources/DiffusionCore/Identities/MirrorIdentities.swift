/// Mirror maps: out of a domain and back, and the energy in coordinates without walls.
enum MirrorIdentities {
  static let all = [duality, hessian, dualEnergy]

  private static let mirrors: [(name: String, mirror: any MirrorEnergy, probes: [Vector])] = [
    (
      "quadrant", GammaEnergy(shape: 3, rate: 2),
      [Vector(0.4, 2), Vector(1.5, 0.7), Vector(3, 3)]
    ),
    (
      "simplex", DirichletEnergy(2, 3, 4),
      [Vector(0.2, 0.3), Vector(0.6, 0.1), Vector(0.1, 0.8)]
    ),
    (
      "ball", BallEnergy(kappa: 2), [Vector(0.2, -0.3), Vector(-0.6, 0.4), Vector(0.1, 0.8)]
    ),
  ]

  private static func everywhere(
    _ compare: (inout Agreement, String, any MirrorEnergy, Vector) -> Void
  ) -> Agreement {
    var result = Agreement()
    for (name, mirror, probes) in mirrors {
      for x in probes { compare(&result, name, mirror, x) }
    }
    return result
  }

  static let duality = Identity(
    IdentityCard(
      "mirror-maps", .inverse, "∇ψ*(∇ψ(x)) = x", program: "out of the domain and back",
      independent: "x", mistake: "the way back left out", tolerance: 1e-13, reason: "to rounding",
      source: "methods.md §7"),
    of: { $0.primal($1) } as @Sendable (any MirrorEnergy, Vector) -> Vector,
    mistaken: { _, y in y } as @Sendable (any MirrorEnergy, Vector) -> Vector
  ) { back in
    everywhere { $0.compare(back($2, $2.dual($3)), $3, at: $1) }
  }

  static let hessian = Identity(
    IdentityCard(
      "mirror-metric", .inverse, "∇²ψ = ∂y/∂x", program: "Hessian of the mirror function",
      independent: "differences of y = ∇ψ(x)", mistake: "its inverse", tolerance: 1e-7,
      reason: "sixth-order differences of step 10⁻³ near a wall", source: "methods.md §7"),
    of: { $0.mirrorHessian(at: $1) } as @Sendable (any MirrorEnergy, Vector) -> SymmetricMatrix,
    mistaken: { $0.mirrorHessian(at: $1).inverse }
      as @Sendable (any MirrorEnergy, Vector) -> SymmetricMatrix
  ) { hessian in
    everywhere { result, name, mirror, x in
      let first = Differences.gradient(at: x, step: 1e-3) { mirror.dual($0).x }
      let second = Differences.gradient(at: x, step: 1e-3) { mirror.dual($0).y }
      result.compare(
        hessian(mirror, x), SymmetricMatrix(xx: first.x, xy: first.y, yy: second.y), at: name)
    }
  }

  static let dualEnergy = Identity(
    IdentityCard(
      "mirror-energy", .inverse, "∇W,  W(y) = f(x(y)) − log|det ∂x/∂y|",
      program: "drift of mirror Langevin", independent: "differences of f + log det ∇²ψ",
      mistake: "without log det: the energy of x, not of y", tolerance: 1e-7,
      reason: "sixth-order differences of step 0.02", source: "methods.md §7; Hsieh et al. 2018"),
    of: 1.0, mistaken: 0
  ) { share in
    everywhere { result, name, mirror, x in
      let y = mirror.dual(x)
      let slopes = Differences.gradient(at: y, step: 0.02) { place in
        let inside = mirror.primal(place)
        let determinant = mirror.mirrorHessian(at: inside).determinant
        return mirror.value(at: inside) + share * Elementary.log(determinant)
      }
      result.compare(mirror.dualGradient(at: y), slopes, at: name)
    }
  }
}
