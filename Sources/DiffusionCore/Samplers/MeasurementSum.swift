/// What has been measured of each particle so far: the sum of its yᵢ = x + σ nᵢ, in Float64 so that the
/// mean of hundreds of them loses nothing.
struct MeasurementSum: Sendable {
  private var x: [Double] = []
  private var y: [Double] = []
  /// How many measurements were added.
  private(set) var count = 0

  var bytes: Int { 16 * x.count }

  init() {}

  /// Measurements that are known by their mean and the level of it alone, one of them left out.
  init(means: Cloud, at level: NoiseLevel, sigma: Double) {
    let ratio = sigma / level.noise
    count = max(0, Int((ratio * ratio).rounded()) - 1)
    guard count > 0 else { return }
    x = means.x.map { Double(count) * Double($0) }
    y = means.y.map { Double(count) * Double($0) }
  }

  /// Adds a measurement of every particle.
  mutating func add(_ cloud: Cloud) {
    if x.isEmpty {
      (x, y) = (.init(repeating: 0, count: cloud.count), .init(repeating: 0, count: cloud.count))
    }
    for i in x.indices {
      x[i] += Double(cloud.x[i])
      y[i] += Double(cloud.y[i])
    }
    count += 1
  }

  /// The mean of the measurements that were added.
  var mean: Cloud {
    let share = 1 / Double(count)
    return Cloud(x: x.map { Float($0 * share) }, y: y.map { Float($0 * share) })
  }

  /// The mean with one measurement more.
  func mean(with next: Cloud) -> Cloud {
    guard count > 0 else { return next }
    let share = 1 / Double(count + 1)
    return Cloud(
      x: zip(x, next.x).map { Float(($0 + Double($1)) * share) },
      y: zip(y, next.y).map { Float(($0 + Double($1)) * share) })
  }
}

/// What the methods share that measure a datum again and again, always with the same noise σ.
///
/// The mean of i measurements has the law p_{σ/√i}, and E[X | Y₁ … Yᵢ] is the denoiser there.
enum Measurements {
  /// A σ a little above the threshold of log-concavity: up to the next tenth.
  ///
  /// For data of many components, where the search would take long, half the diagonal of their box:
  /// enough for data that have no tails beyond it.
  static func defaultSigma(for density: any Density) -> Double {
    let box = density.extent
    guard isSmall(density) else {
      return 0.5 * Vector(box.xMax - box.xMin, box.yMax - box.yMin).length
    }
    let threshold = LogConcavity(of: density).threshold
    guard threshold > 0 else { return (0.5 * density.covariance.trace).squareRoot() }
    return (10 * threshold).rounded(.up) / 10
  }

  /// Whether Cov[x₀ | y] takes a time that does not matter.
  private static func isSmall(_ density: any Density) -> Bool {
    (density as? GaussianMixture).map { $0.components.count <= 32 } ?? false
  }

  /// The level of the mean of measurements, σ/√i, for each level of the course, 1/√i.
  static func stops(_ levels: [NoiseLevel], sigma: Double) -> [NoiseLevel] {
    levels.map { .additive(sigma: sigma * $0.noise) }
  }

  /// How far the measurements have come and what the theorems say of it.
  ///
  /// - Parameters:
  ///   - means: the mean of each particle's measurements.
  ///   - count: how many there are.
  static func readings(
    _ cloud: Cloud, means: Cloud, count: Int, sigma: Double, _ context: StepContext
  ) -> [Reading] {
    let density = context.density
    let level = NoiseLevel.additive(sigma: sigma / Double(max(1, count)).squareRoot())
    let law = density.law(at: level)
    let noise = context.to.noise
    let few = means.prefix(2000)
    let error = (0..<few.count).reduce(0.0) { $0 + law.posterior(at: few[$1]).covariance.trace }
    var readings = [Reading("measurements", Double(count))]
    if isSmall(density) {
      // Log-concave on the region where the first is at most 1, for σ from the second on.
      let concavity = LogConcavity(of: density)
      let largest = concavity.largestVariance(sigma: level.noise)
      readings += [
        Reading("region: Cov/σ²", largest / (sigma * sigma)),
        Reading("region: min σ", concavity.threshold),
      ]
    }
    readings += [
      Reading(
        "variance", 0.5 * Moments(cloud).covariance.trace,
        exact: 0.5 * density.covariance.trace + noise * noise),
      Reading("error E[X|Y]", error / Double(max(1, few.count))),
      Reading("its bound", 2 * level.noise * level.noise),
    ]
    return readings
  }
}
