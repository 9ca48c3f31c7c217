/// A nonsmooth target p ∝ e^{−f−g∘D}: a Gaussian f(x) = |x − m|²/(2 s²) times a penalty g of D x.
///
/// It is a product of laws on the line along two orthogonal directions, so it is exact at every
/// noise level; and the gradient of f, the proximal maps and D are what splitting methods take.
/// Source: methods.md §7 (proximal maps; exact references for nonsmooth targets).
public struct PenalizedGaussian: Density {
  /// What is added to the square.
  public enum Penalty: String, CaseIterable, Sendable {
    /// g(v) = λ |v|₁, D = I: draws the coordinates to 0.
    case l1
    /// g(v) = λ |v|, D x = x₁ − x₂: total variation, draws the coordinates to each other.
    case tv
    /// g(v) = λ |v|²/2, D = I: the target is a Gaussian.
    case quadratic
  }

  public let penalty: Penalty
  /// m.
  public let center: Vector
  /// s > 0.
  public let deviation: Double
  /// λ > 0.
  public let weight: Double
  /// The laws on the line and the directions they lie along.
  let lines: [Line]
  public let mean: Vector
  public let covariance: SymmetricMatrix
  public let smallestDeviation: Double

  /// One of the independent coordinates of the law.
  struct Line: Sendable {
    /// A unit vector.
    var direction: Vector
    var law: KinkedNormal
  }

  /// - Precondition: `deviation` and `weight` > 0.
  public init(penalty: Penalty, center: Vector, deviation: Double, weight: Double) {
    precondition(deviation > 0 && weight > 0)
    self.penalty = penalty
    self.center = center
    self.deviation = deviation
    self.weight = weight
    lines = Self.lines(penalty, center: center, deviation: deviation, weight: weight)
    mean = lines.reduce(.zero) { $0 + $1.law.mean * $1.direction }
    covariance = lines.reduce(.zero) {
      $0 + $1.law.variance * SymmetricMatrix(outer: $1.direction)
    }
    smallestDeviation = lines.reduce(.infinity) { min($0, $1.law.variance) }.squareRoot()
  }

  private static func lines(
    _ penalty: Penalty, center: Vector, deviation: Double, weight: Double
  ) -> [Line] {
    let half = Elementary.squareRootOfHalf
    switch penalty {
    case .l1:
      return [Vector(1, 0), Vector(0, 1)].map {
        Line(
          direction: $0,
          law: KinkedNormal(center: center.dot($0), deviation: deviation, slope: weight))
      }
    case .tv:
      // |x₁ − x₂| is √2 times the length along the first direction.
      return [(Vector(half, -half), weight / half), (Vector(half, half), 0)].map {
        Line(
          direction: $0,
          law: KinkedNormal(center: center.dot($0), deviation: deviation, slope: $1))
      }
    case .quadratic:
      let shrink = 1 / (1 + weight * deviation * deviation)
      return [Vector(1, 0), Vector(0, 1)].map {
        Line(
          direction: $0,
          law: KinkedNormal(
            center: shrink * center.dot($0), deviation: deviation * shrink.squareRoot(), slope: 0))
      }
    }
  }

  public var parts: DensityParts { .none }

  /// Log p has a slope everywhere but on its kinks, where the middle one stands for it.
  public var isSmooth: Bool { true }

  public var extent: Extent {
    let reach = Vector(3.5 * covariance.xx.squareRoot(), 3.5 * covariance.yy.squareRoot())
    return Extent(
      xMin: mean.x - reach.x, xMax: mean.x + reach.x, yMin: mean.y - reach.y,
      yMax: mean.y + reach.y)
  }

  public func law(at level: NoiseLevel) -> any Law { PenalizedGaussianLaw(self, at: level) }

  public func transformed(by transform: PlaneTransform) throws -> any Density {
    guard let (turn, scale) = transform.factors, scale.x == scale.y else {
      throw PlaneTransform.refusal("the kinks of a laplace law")
    }
    return TransformedDensity(original: self, turn: turn, scale: scale.x)
  }
}

// MARK: - What splitting methods take

extension PenalizedGaussian {
  /// ∇f(x) = (x − m)/s².
  public func fidelityGradient(at x: Vector) -> Vector {
    (x - center) / (deviation * deviation)
  }

  /// prox_{τ f}(x), the least of f(v) + |v − x|²/(2τ).
  public func fidelityProx(_ x: Vector, _ tau: Double) -> Vector {
    let ratio = tau / (deviation * deviation)
    return (x + ratio * center) / (1 + ratio)
  }

  /// prox_{τ g∘D}(x).
  ///
  /// For |x₁ − x₂| the middle stays and the difference d becomes soft(d, 2 τ λ): exactly equal
  /// coordinates where that is 0.
  public func penaltyProx(_ x: Vector, _ tau: Double) -> Vector {
    switch penalty {
    case .l1: return Vector(Self.soft(x.x, tau * weight), Self.soft(x.y, tau * weight))
    case .tv:
      let middle = 0.5 * (x.x + x.y)
      let half = 0.5 * Self.soft(x.x - x.y, 2 * tau * weight)
      return Vector(middle + half, middle - half)
    case .quadratic: return x / (1 + tau * weight)
    }
  }

  /// prox_{σ g*}(u) of the conjugate g*: a projection onto [−λ, λ] for absolute values.
  public func conjugateProx(_ u: Vector, _ sigma: Double) -> Vector {
    switch penalty {
    case .l1, .tv:
      Vector(max(-weight, min(weight, u.x)), max(-weight, min(weight, u.y)))
    case .quadratic: u / (1 + sigma / weight)
    }
  }

  /// D x; a single number is the first coordinate, the second is 0.
  public func penalized(_ x: Vector) -> Vector {
    penalty == .tv ? Vector(x.x - x.y, 0) : x
  }

  /// Dᵀ u.
  public func transposed(_ u: Vector) -> Vector {
    penalty == .tv ? Vector(u.x, -u.x) : u
  }

  /// ‖D‖².
  public var operatorNormSquared: Double { penalty == .tv ? 2 : 1 }

  /// soft(v, t) = sign(v) max(|v| − t, 0).
  static func soft(_ value: Double, _ threshold: Double) -> Double {
    let rest = max(abs(value) - threshold, 0)
    return value < 0 ? -rest : rest
  }
}
