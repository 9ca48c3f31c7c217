/// An energy scaled along the axes, u(x₁/s₁, x₂/s₂): a law of its own where noise is isotropic.
struct ScaledEnergy<Original: Energy>: Energy {
  let original: Original
  /// s, both > 0.
  let scale: Vector

  init(_ original: Original, by scale: Vector) {
    (self.original, self.scale) = (original, scale)
  }

  func value(at point: Vector) -> Double { original.value(at: point / scale) }

  func gradient(at point: Vector) -> Vector { original.gradient(at: point / scale) / scale }

  func hessian(at point: Vector) -> SymmetricMatrix {
    let own = original.hessian(at: point / scale)
    return SymmetricMatrix(
      xx: own.xx / (scale.x * scale.x), xy: own.xy / (scale.x * scale.y),
      yy: own.yy / (scale.y * scale.y))
  }

  var breaks: [Double] { original.breaks.map { scale.x * $0 } }

  func breaks(along axis: Axis, at value: Double) -> [Double] {
    let other = scale[1 - axis.rawValue]
    return original.breaks(along: axis, at: value / other).map { scale[axis.rawValue] * $0 }
  }

  var cuts: [Double] { original.cuts.map { scale.x * $0 } }
  var partName: String { original.partName }
  var isSmooth: Bool { original.isSmooth }

  var moments: Moments? {
    original.moments.map { own in
      Moments(
        mean: scale * own.mean,
        covariance: SymmetricMatrix(
          xx: scale.x * scale.x * own.covariance.xx, xy: scale.x * scale.y * own.covariance.xy,
          yy: scale.y * scale.y * own.covariance.yy))
    }
  }

  func draw(_ random: inout RandomSource) -> Vector? { original.draw(&random).map { scale * $0 } }
}
