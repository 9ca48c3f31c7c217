import DiffusionCore
import RealModule
import Testing

/// Draws against the law they are drawn from: moments to five standard errors and marginals by
/// Kolmogorov–Smirnov, each at a false-positive rate below 1e-6, with controls that must fail.
struct DensitySamplingTests {
  static let count = 100_000
  /// √(log(2 / α) / 2) for α = 1e-6: the largest √n D of a true law.
  static let limit = (Double.log(2e6) / 2).squareRoot()

  /// √n sup |F_n − F| for a coordinate, F by Simpson's rule on the marginal density.
  static func kolmogorov(
    _ values: [Float], _ law: any Law, _ axis: Axis, cells: Int = 4000
  ) -> Double {
    let sorted = values.sorted().map { Double($0) }
    let margin = 1e-3 + law.level.noise
    let (low, high) = (sorted[0] - 6 * margin, sorted[sorted.count - 1] + 6 * margin)
    let step = (high - low) / Double(cells)
    var cumulative = [0.0]
    cumulative.reserveCapacity(cells + 1)
    var left = law.marginalDensity(axis, at: low)
    for cell in 0..<cells {
      let start = low + Double(cell) * step
      let middle = law.marginalDensity(axis, at: start + step / 2)
      let right = law.marginalDensity(axis, at: start + step)
      cumulative.append(cumulative[cell] + step / 6 * (left + 4 * middle + right))
      left = right
    }
    var largest = 0.0
    for (index, value) in sorted.enumerated() {
      let place = (value - low) / step
      let cell = min(Int(place), cells - 1)
      let share = place - Double(cell)
      let probability = cumulative[cell] + share * (cumulative[cell + 1] - cumulative[cell])
      let below = Double(index) / Double(sorted.count)
      largest = max(
        largest, abs(probability - below), abs(probability - below - 1 / Double(sorted.count)))
    }
    return largest * Double(sorted.count).squareRoot()
  }

  /// The largest |z| of mean, variances and correlation against the exact moments of a law.
  static func momentDeviation(
    _ cloud: Cloud, mean: Vector, covariance: SymmetricMatrix
  ) -> Double {
    var sums = [Double](repeating: 0, count: 5)
    var squares = sums
    for index in 0..<cloud.count {
      let d = cloud[index] - mean
      let terms = [
        d.x, d.y, d.x * d.x - covariance.xx, d.y * d.y - covariance.yy, d.x * d.y - covariance.xy,
      ]
      for (k, term) in terms.enumerated() {
        sums[k] += term
        squares[k] += term * term
      }
    }
    return zip(sums, squares).map { abs($0) / $1.squareRoot() }.max() ?? .nan
  }

  static func noised(_ density: any Density, _ level: NoiseLevel) -> (Vector, SymmetricMatrix) {
    let (a, b) = (level.signal, level.noise)
    return (a * density.mean, a * a * density.covariance + SymmetricMatrix(diagonal: b * b))
  }

  @Test(arguments: [
    "two", "tri", "points", "two-moons", "checkerboard",
  ])
  func `draws follow the law at every level`(name: String) throws {
    let density = try #require(try Scenes.all().first { $0.name == name }?.density)
    for (stream, level) in [
      NoiseLevel.clean, .additive(sigma: 0.3), OrnsteinUhlenbeck().level(sigma: 1),
    ].enumerated() where level.noise > 0 || density.hasDensity {
      let law = density.law(at: level)
      let cloud = law.sample(
        count: Self.count, stream: NoiseStream(seed: 31, stream: UInt64(stream)))
      let (mean, covariance) = Self.noised(density, level)
      #expect(Self.momentDeviation(cloud, mean: mean, covariance: covariance) < 5)
      #expect(Self.kolmogorov(cloud.x, law, .x) < Self.limit, "\(level)")
      #expect(Self.kolmogorov(cloud.y, law, .y) < Self.limit, "\(level)")
    }
  }

  @Test(arguments: ["tri", "points", "checkerboard", "circles"])
  func `noising clean draws by K(a, b) gives the law at that level`(name: String) throws {
    let density = try #require(try Scenes.all().first { $0.name == name }?.density)
    let level = OrnsteinUhlenbeck().level(sigma: 0.6)
    let law = density.law(at: level)
    var cloud = density.law(at: .clean).sample(
      count: Self.count, stream: NoiseStream(seed: 32, stream: 0))
    let noise = NoiseStream(seed: 33, stream: 0).normals(count: Self.count)
    for index in 0..<cloud.count {
      cloud[index] = level.signal * cloud[index] + level.noise * noise[index]
    }
    let (mean, covariance) = Self.noised(density, level)
    #expect(Self.momentDeviation(cloud, mean: mean, covariance: covariance) < 5)
    #expect(Self.kolmogorov(cloud.x, law, .x) < Self.limit)
    #expect(Self.kolmogorov(cloud.y, law, .y) < Self.limit)
  }

  @Test func `a shift of two per cent and a variance five per cent off are seen`() throws {
    let law = Scenes.tri.law(at: .additive(sigma: 0.3))
    let (mean, covariance) = Self.noised(Scenes.tri, law.level)
    var cloud = law.sample(count: Self.count, stream: NoiseStream(seed: 34, stream: 0))
    var shifted = cloud
    for index in 0..<cloud.count {
      shifted[index] += Vector(0.02 * covariance.xx.squareRoot(), 0)
      cloud[index] = mean + Double(1.05).squareRoot() * (cloud[index] - mean)
    }
    #expect(Self.kolmogorov(shifted.x, law, .x) > Self.limit)
    #expect(Self.momentDeviation(cloud, mean: mean, covariance: covariance) > 5)
  }

  @Test func `the same stream gives the same draws and a longer draw begins with them`() throws {
    for (name, density) in try Scenes.all() {
      let law = density.law(at: .additive(sigma: 0.2))
      let stream = NoiseStream(seed: 1, stream: 2)
      let draws = law.sample(count: 5000, stream: stream)
      #expect(draws == law.sample(count: 5000, stream: stream), "\(name)")
      #expect(law.sample(count: 300, stream: stream) == draws.prefix(300), "\(name)")
      #expect(draws != law.sample(count: 5000, stream: NoiseStream(seed: 1, stream: 3)))
    }
  }
}
