import DiffusionCore
import RealModule
import Testing

/// Every kind of the catalog against sums over points that know only its clean definition.
///
/// Sources: methods.md §1; the 1e-6 is the promise of the issue, and what is on a grid keeps the
/// tolerance that `Density.approximation` says.
struct DensityCatalogTests {
  static let levels: [NoiseLevel] = [
    OrnsteinUhlenbeck().level(sigma: 0.5), .additive(sigma: 0.35),
  ]

  static func tolerance(_ density: any Density) -> Double {
    density.approximation == nil ? 1e-6 : 0.04
  }

  @Test func `every kind has a sample`() throws {
    let samples = try DensitySamples.all()
    #expect(samples.map(\.name).starts(with: densityCatalog.map { $0.card.name }))
    // What stands on a grid says so, and nothing else.
    let approximate = samples.filter { $0.density.approximation != nil }.map(\.name)
    #expect(
      approximate == [
        "banana", "funnel", "double-well", "simplex", "quadrant", "ball", "quartic",
        "turned valley",
      ])
  }

  @Test(arguments: DensitySamples.names)
  func `densities, slopes and posteriors are sums over the clean law`(name: String) throws {
    let sample = try DensitySamples.named(name)
    let unit = Self.tolerance(sample.density)
    for level in Self.levels {
      let nodes = try CleanNodes(sample.settings, sigma: level.sigma)
      let law = sample.density.law(at: level)
      let (a, b) = (level.signal, level.noise)
      // Where there is mass: the sums end at 8 deviations of the data, and further out the references
      // of `DensityReferenceTests` tell.
      let cloud = law.sample(count: 10, stream: NoiseStream(seed: 5, stream: 9))
      for point in (0..<cloud.count).map({ cloud[$0] }) {
        let expected = nodes.noised(at: point, level)
        let value = law.evaluate(at: point)
        let posterior = law.posterior(at: point)
        #expect(
          abs(value.logDensity - expected.logDensity) < unit, "\(name) \(level) \(point)")
        // In units of the noise, in which everything is of size 1 or the distance in deviations.
        let size = unit * (1 + expected.score.length * b)
        #expect((value.score - expected.score).length < size / b, "\(name) \(level) \(point)")
        #expect(
          distance(value.hessian, expected.hessian) < size / (b * b),
          "\(name) \(level) \(point): \(value.hessian) \(expected.hessian)")
        #expect(
          (posterior.mean - expected.mean).length < size * b / a, "\(name) \(level) \(point)")
        #expect(
          distance(posterior.covariance, expected.covariance) < size * b * b / (a * a),
          "\(name) \(level) \(point)")
      }
    }
  }

  private func distance(_ a: SymmetricMatrix, _ b: SymmetricMatrix) -> Double {
    let d = a - b
    return max(abs(d.xx), abs(d.xy), abs(d.yy))
  }

  @Test(arguments: DensitySamples.names)
  func `mass, mean, covariance and marginals are those of the clean law`(name: String) throws {
    let sample = try DensitySamples.named(name)
    let unit = Self.tolerance(sample.density)
    let level = Self.levels[0]
    let nodes = try CleanNodes(sample.settings, sigma: level.sigma)
    let (mass, mean, covariance) = nodes.moments
    #expect(abs(mass - 1) < 1e-9)
    #expect((sample.density.mean - mean).length < unit, "\(sample.density.mean) \(mean)")
    #expect(
      distance(sample.density.covariance, covariance) < unit * (1 + covariance.trace),
      "\(sample.density.covariance) \(covariance)")
    let law = sample.density.law(at: level)
    let box = sample.density.extent
    for share in stride(from: -0.1, through: 1.1, by: 0.15) {
      let x = level.signal * (box.xMin + share * (box.xMax - box.xMin))
      let y = level.signal * (box.yMin + share * (box.yMax - box.yMin))
      for (axis, value) in [(Axis.x, x), (.y, y)] {
        let expected = nodes.marginal(axis, at: value, level)
        #expect(abs(law.marginalDensity(axis, at: value) - expected) < unit, "\(axis) \(value)")
      }
    }
  }

  @Test(arguments: DensitySamples.names)
  func `draws follow both marginals, and a shift by a twentieth of a deviation is seen`(
    name: String
  ) throws {
    let sample = try DensitySamples.named(name)
    let level = Self.levels[1]
    let law = sample.density.law(at: level)
    let count = 60_000
    let cloud = law.sample(count: count, stream: NoiseStream(seed: 41, stream: 1))
    // The marginals vary on the scale of the noise, 0.35.
    let limit = DensitySamplingTests.limit
    #expect(DensitySamplingTests.kolmogorov(cloud.x, law, .x, cells: 500) < limit)
    #expect(DensitySamplingTests.kolmogorov(cloud.y, law, .y, cells: 500) < limit)
    let (_, covariance) = DensitySamplingTests.noised(sample.density, level)
    let shift = Float(0.05 * covariance.xx.squareRoot())
    #expect(
      DensitySamplingTests.kolmogorov(cloud.x.map { $0 + shift }, law, .x, cells: 500) > limit)
  }
}
