/// The exact law of noised data at one noise level: everything a picture or a number is held against.
///
/// Values at a point are Float64; `scores` and `logDensities` are the Float batches of the particle
/// path. Sources: methods.md §1 (fields, Tweedie, posterior covariance), §14 (part weights).
public protocol Law: ScoreField {
  /// The level K(a, b) at which the data are seen.
  var level: NoiseLevel { get }

  /// log p(x), the density and its first two derivatives at a point.
  func evaluate(at point: Vector) -> LawValue

  /// The posterior of the clean datum given the noised one: E[x₀ | x] and Cov[x₀ | x].
  func posterior(at point: Vector) -> Posterior

  /// The density of one coordinate.
  func marginalDensity(_ axis: Axis, at value: Double) -> Double

  /// P(part | x) for every part of the density; the sum is 1.
  func partProbabilities(at point: Vector) -> [Double]

  /// `count` independent draws. The same stream gives the same draws.
  func sample(count: Int, stream: NoiseStream) -> Cloud

  /// log p at every particle.
  func logDensities(
    x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
    into result: UnsafeMutableBufferPointer<Float>)

  /// Σₖ rₖ Mahalanobisₖ² / 2 at a point, whose mean over the law is exactly 1; nil where the law is
  /// no mixture of Gaussians.
  func dispersion(at point: Vector) -> Double?
}

/// log p, ∇ log p and ∇² log p at one point.
public struct LawValue: Equatable, Sendable {
  public var logDensity: Double
  public var score: Vector
  public var hessian: SymmetricMatrix

  public init(logDensity: Double, score: Vector, hessian: SymmetricMatrix) {
    self.logDensity = logDensity
    self.score = score
    self.hessian = hessian
  }
}

/// Mean and covariance of the clean datum given a noised one.
public struct Posterior: Equatable, Sendable {
  public var mean: Vector
  public var covariance: SymmetricMatrix

  public init(mean: Vector, covariance: SymmetricMatrix) {
    self.mean = mean
    self.covariance = covariance
  }
}

/// A distribution of clean data in the plane, noised exactly at every level.
public protocol Density: Sendable {
  /// E[x₀].
  var mean: Vector { get }
  /// Cov[x₀].
  var covariance: SymmetricMatrix { get }
  /// What the mass is divided into for the eye (modes, moons, squares); empty where it is not.
  var parts: DensityParts { get }
  /// The smallest box that holds nearly all of the clean data, [xmin, xmax, ymin, ymax].
  var extent: Extent { get }
  /// The smallest standard deviation that matters, s_min of methods.md §0: it sets default steps.
  var smallestDeviation: Double { get }
  /// Whether the clean law has a density and a score of its own (a finite point set has neither, an
  /// area with sharp edges no score that could move a particle).
  var isSmooth: Bool { get }
  /// Whether the clean law has a density, smooth or not.
  var hasDensity: Bool { get }

  /// Where the noised law is no closed form but stands on a grid: what it is and how far off, in
  /// words for a person; nil where it is exact.
  var approximation: String? { get }

  /// The law of a x₀ + b n.
  func law(at level: NoiseLevel) -> any Law

  /// The density of M x₀ + t.
  ///
  /// - Throws: `SettingError` at `scale` where its noised law has no exact form.
  func transformed(by transform: PlaneTransform) throws -> any Density
}

extension Density {
  public var hasDensity: Bool { isSmooth }
  public var approximation: String? { nil }
}

/// The parts of a density and their weights, in a fixed order.
public struct DensityParts: Equatable, Sendable {
  /// What one part is called: "mode", "moon", "square", "arc".
  public var name: String
  /// The probability of each part; the sum is 1.
  public var weights: [Double]

  public init(name: String, weights: [Double]) {
    self.name = name
    self.weights = weights
  }

  public static let none = Self(name: "", weights: [])
}

/// A box in the plane.
public struct Extent: Equatable, Sendable {
  public var xMin: Double
  public var xMax: Double
  public var yMin: Double
  public var yMax: Double

  public init(xMin: Double, xMax: Double, yMin: Double, yMax: Double) {
    self.xMin = xMin
    self.xMax = xMax
    self.yMin = yMin
    self.yMax = yMax
  }
}
