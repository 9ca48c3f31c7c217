import DiffusionCore
import RealModule
import Testing

/// Identities that tie the fields of a law together, for every make of density at several levels.
///
/// Sources: methods.md §1 (Tweedie, posterior covariance), §14 (dispersion).
struct DensityIdentityTests {
  /// Points where a law has mass, and a few where it has little.
  static func points(of law: any Law, count: Int = 16) -> [Vector] {
    let cloud = law.sample(count: count, stream: NoiseStream(seed: 5, stream: 9))
    return (0..<count).map { cloud[$0] } + [Vector(-4, 3.5), Vector(6, -5), Vector(0.1, 0.2)]
  }

  /// Every density at every level; those on a grid, of thousands of components, at two.
  static func forEachLaw(_ body: (String, any Density, any Law) throws -> Void) throws {
    for (name, density) in try Scenes.all() {
      let levels = density.approximation == nil ? Scenes.levels : Array(Scenes.levels[2...3])
      for level in levels { try body(name, density, density.law(at: level)) }
    }
  }

  /// The length on which a law varies: its smallest deviation where it has one, else the noise.
  static func unit(_ density: any Density, _ level: NoiseLevel) -> Double {
    let inner = density is GaussianMixture && density.isSmooth ? density.smallestDeviation : 0
    return (level.signal * level.signal * inner * inner + level.noise * level.noise).squareRoot()
  }

  /// The scale of slopes around a point, whose powers bound all derivatives.
  ///
  /// Between two members of a mixture the slope turns from one to the other's within a deviation:
  /// what is near counts too.
  static func steepness(_ law: any Law, at point: Vector, _ unit: Double) -> Double {
    let steps = [Vector.zero, Vector(unit, 0), Vector(-unit, 0), Vector(0, unit), Vector(0, -unit)]
    return steps.reduce(1 / unit) { size, step in
      let value = law.evaluate(at: point + step)
      let bend = max(abs(value.hessian.xx), abs(value.hessian.xy), abs(value.hessian.yy))
      return max(size, value.score.length, bend.squareRoot())
    }
  }

  @Test func `scores and Hessians are the slopes of the log density`() throws {
    try Self.forEachLaw { name, density, law in
      let a = law.level.signal
      let unit = Self.unit(density, law.level)
      for point in Self.points(of: law, count: density.approximation == nil ? 16 : 4) {
        let value = law.evaluate(at: point)
        // Central differences of five points: h⁴ of the fifth derivative against eps / h.
        let h = 2e-3 * unit
        let size = Self.steepness(law, at: point, unit)
        for (axis, step) in [(0, Vector(h, 0)), (1, Vector(0, h))] {
          func difference(_ read: (LawValue) -> Double) -> Double {
            func at(_ k: Double) -> Double { read(law.evaluate(at: point + k * step)) }
            return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)
          }
          // |p⁽⁵⁾| ≤ size⁵ · 5! bounds the truncation. Coordinates are known to some 4 ulp of the
          // numbers they are formed from, which the slopes carry into the values.
          let truncation = 4 * Double.pow(h * size, 4) * size
          let place = 4 * Double.ulpOfOne * (abs(point.x) + abs(point.y) + 4 * a + 1)
          let rounding = 1.5 * (place * size + 4 * abs(value.logDensity).ulp) / h
          let steepness = 1 / (unit * unit) + size * size
          let slope = difference { $0.logDensity }
          #expect(
            abs(slope - value.score[axis]) < truncation + rounding, "\(name) \(law.level) \(point)")
          let curvature = difference { $0.score.x }
          let expected = axis == 0 ? value.hessian.xx : value.hessian.xy
          let scoreRounding = 1.5 * (place * steepness + 4 * size.ulp) / h
          #expect(
            abs(curvature - expected) < truncation * size + scoreRounding,
            "\(name) \(law.level) \(point): \(curvature) \(expected)")
        }
      }
    }
  }

  @Test func `Tweedie and the mixture give the same denoiser`() throws {
    try Self.forEachLaw { name, _, law in
      let (a, b) = (law.level.signal, law.level.noise)
      for point in Self.points(of: law) {
        let value = law.evaluate(at: point)
        let posterior = law.posterior(at: point)
        let tweedie = (point + b * b * value.score) / a
        // Tweedie subtracts numbers of the size of y / a.
        let size = max(posterior.mean.length, point.length / a, 1)
        #expect((tweedie - posterior.mean).length < 1e-9 * size, "\(name) \(law.level) \(point)")
        let spread = (b / a) * (b / a) * (.identity + b * b * value.hessian)
        let difference = spread - posterior.covariance
        let error = max(abs(difference.xx), abs(difference.xy), abs(difference.yy))
        #expect(error < 1e-9 * (b / a) * (b / a), "\(name) \(law.level) \(point)")
      }
    }
  }

  @Test func `parts are probabilities and their mean is the weight of each part`() throws {
    try Self.forEachLaw { name, density, law in
      let weights = density.parts.weights
      let count = 500
      let cloud = law.sample(count: count, stream: NoiseStream(seed: 8, stream: 3))
      var sums = [Double](repeating: 0, count: weights.count)
      var squares = sums
      for index in 0..<count where !weights.isEmpty {
        let shares = law.partProbabilities(at: cloud[index])
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        for (part, share) in shares.enumerated() {
          sums[part] += share
          squares[part] += share * share
        }
      }
      for (part, weight) in weights.enumerated() {
        let mean = sums[part] / Double(count)
        let variance = max(squares[part] / Double(count) - mean * mean, 1e-12)
        let z = (mean - weight) / (variance / Double(count)).squareRoot()
        #expect(abs(z) < 6, "\(name) \(law.level) part \(part): \(mean), not \(weight)")
      }
    }
  }

  @Test func `the mean of the dispersion is one`() throws {
    try Self.forEachLaw { name, density, law in
      guard density is GaussianMixture else { return #expect(law.dispersion(at: .zero) == nil) }
      let count = 500
      let cloud = law.sample(count: count, stream: NoiseStream(seed: 8, stream: 4))
      let values = (0..<count).compactMap { law.dispersion(at: cloud[$0]) }
      #expect(values.count == count)
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      #expect(abs(mean - 1) < 6 * (variance / Double(count)).squareRoot(), "\(name): \(mean)")
    }
  }

  @Test func `batches in Float are the exact values to Float's conditioning`() throws {
    try Self.forEachLaw { name, density, law in
      let (a, b) = (law.level.signal, law.level.noise)
      let unit = Self.unit(density, law.level)
      let cloud = law.sample(count: 150, stream: NoiseStream(seed: 2, stream: 5))
      let scores = law.scores(at: cloud)
      var logs = [Float](repeating: 0, count: cloud.count)
      cloud.x.withUnsafeBufferPointer { x in
        cloud.y.withUnsafeBufferPointer { y in
          logs.withUnsafeMutableBufferPointer { law.logDensities(x: x, y: y, into: $0) }
        }
      }
      // Coordinates up to R are rounded to 2⁻²⁴ R, so logarithms move by 2⁻²⁴ R |d| / unit², which
      // moves shares between scores that are d / unit² apart, d being a few units or the distance of
      // neighbours; 8 units stand for it.
      let reach = (cloud.x + cloud.y).reduce(a * 7 + 3 * b) { max($0, Double(abs($1))) }
      let shift = 0x1p-24 * 8 * reach / unit
      for index in 0..<cloud.count {
        let value = law.evaluate(at: cloud[index])
        #expect(
          (scores[index] - value.score).length < 8 * shift * (1 + value.score.length * unit) / unit,
          "\(name) \(law.level) \(cloud[index])")
        #expect(
          abs(Double(logs[index]) - value.logDensity) < 8 * shift * (1 + abs(value.logDensity)),
          "\(name) \(law.level) \(cloud[index])")
      }
    }
  }
}
