/// A law that identities are checked on, with what independent ways need of it.
struct IdentityCase: Sendable {
  /// Such as "boxes at σ = 0.4".
  let name: String
  let density: any Density
  let law: any Law
  /// Some points where the law has mass.
  let probes: [Vector]
  let plane: PlaneQuadrature

  var level: NoiseLevel { law.level }

  init(_ label: String, _ density: any Density, at level: NoiseLevel) {
    name = "\(label) at a = \(Self.rounded(level.signal)), b = \(Self.rounded(level.noise))"
    self.density = density
    law = density.law(at: level)
    let draws = law.sample(count: 4, stream: NoiseStream(seed: 1, stream: 4))
    probes = (0..<draws.count).map { draws[$0] }
    plane = PlaneQuadrature(of: law, density)
  }

  private static func rounded(_ value: Double) -> Double { (1000 * value).rounded() / 1000 }

  /// Unequal full covariances: `tri` of methods.md §0.
  static let mixture = GaussianMixture(modes: [
    .init(
      weight: 0.5, mean: Vector(-2.5, 0), covariance: SymmetricMatrix(xx: 0.3, xy: 0.2, yy: 0.6)),
    .init(
      weight: 0.3, mean: Vector(2, 2), covariance: SymmetricMatrix(xx: 1, xy: -0.6, yy: 0.5)),
    .init(
      weight: 0.2, mean: Vector(1.5, -2.5), covariance: SymmetricMatrix(xx: 0.25, xy: 0, yy: 0.8)),
  ])

  /// Weights .2 and .8 at ∓(3, 3), unit covariances: `two` of methods.md §0.
  static let two = GaussianMixture(modes: [
    .init(weight: 0.2, mean: Vector(-3, -3), covariance: .identity),
    .init(weight: 0.8, mean: Vector(3, 3), covariance: .identity),
  ])

  /// A single Gaussian whose axes are not those of the plane.
  static let gaussian = GaussianMixture(
    mean: Vector(1, -0.5), covariance: SymmetricMatrix(xx: 1.2, xy: 0.5, yy: 0.7))

  /// A parabola of thickness 0.3.
  static let curve = GaussianMixture(
    (0...40).map { step in
      let x = Double(step) / 10 - 2
      return .init(mean: Vector(x, 1 - x * x / 2), covariance: SymmetricMatrix(diagonal: 0.09))
    })

  /// Boxes that touch, overlap and stand apart.
  static let boxes = BoxMixture([
    .init(weight: 0.4, lower: Vector(-2, -1), upper: Vector(0, 1)),
    .init(weight: 0.3, lower: Vector(0, 0), upper: Vector(1, 2)),
    .init(weight: 0.3, lower: Vector(0.5, -2.5), upper: Vector(2.5, 0.5)),
  ])

  /// A finite data set.
  static let points = GaussianMixture(
    points: (0..<7).map { index in
      let (sin, cos) = Elementary.sinCos(0.9 * Double(index))
      return (1 + 0.2 * Double(index)) * Vector(cos, sin)
    })

  /// Additive, scaled and mixed noise, little and much.
  static let levels = [
    NoiseLevel.additive(sigma: 0.4), OrnsteinUhlenbeck().level(at: 0.3),
    .mixed(noiseShare: 0.5), .additive(sigma: 2),
  ]

  /// All densities at all levels.
  static let all: [IdentityCase] = levels.flatMap { level in
    [
      IdentityCase("mixture", mixture, at: level), IdentityCase("curve", curve, at: level),
      IdentityCase("boxes", boxes, at: level), IdentityCase("points", points, at: level),
    ]
  }

  /// Compares two ways at the probes of every case.
  static func everywhere(
    _ compare: (inout Agreement, IdentityCase, Vector) -> Void
  ) -> Agreement {
    var result = Agreement()
    for item in all {
      for point in item.probes { compare(&result, item, point) }
    }
    return result
  }

  /// Compares two ways once for every case.
  static func each(_ compare: (inout Agreement, IdentityCase) -> Void) -> Agreement {
    var result = Agreement()
    for item in all { compare(&result, item) }
    return result
  }
}
