import DiffusionCore
import RealModule
import Testing

/// The small relatives of diffusion models against closed forms.
@Suite struct GenerativeRelativesTests {
  private let scene = GaussianScene()
  private let still = [NoiseLevel](repeating: .clean, count: 61)
  private let additive = VarianceExploding(sigmaMin: 0.01, sigmaMax: 1)

  private func facts(
    _ density: any Density, _ levels: [NoiseLevel], _ process: any DiffusionProcess
  ) -> MethodScene {
    MethodScene(process: process, smallestDeviation: 1, levels: levels, density: density)
  }

  private func context(
    _ density: any Density, _ from: NoiseLevel, _ to: NoiseLevel, _ process: any DiffusionProcess,
    step: Int = 0
  ) -> StepContext {
    StepContext(
      from: from, to: to, process: process, density: density, score: ExactScore(density: density),
      noise: .stream(NoiseStream(seed: 8, stream: UInt64(step))), parallel: .serial)
  }

  // MARK: Discriminator

  @Test func `total variation and Jensen–Shannon divergence of Gaussians are those of one line`() {
    let apart = 1.6
    let p = GaussianMixture(mean: .zero, covariance: .identity).law(at: .clean)
    let q = GaussianMixture(mean: Vector(apart, 0), covariance: .identity).law(at: .clean)
    let grid = PlaneGrid(
      Extent(xMin: -8.4, xMax: 10, yMin: -9, yMax: 9), columns: 460, rows: 100)
    let found = Discrimination(of: p, and: q, on: grid)
    // The kink of min(p, q) lies on an edge of the cells: the rest is h²/24 times a slope of 0.6.
    let h = grid.spacing.x
    #expect(abs(found.totalVariation - Double.erf(apart / 2 / 2.0.squareRoot())) < h * h / 24)
    let line = Quadrature.integrate(-9, 11, panels: 400) { x in
      let a = Double.exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      let b = Double.exp(-(x - apart) * (x - apart) / 2) / (2 * Double.pi).squareRoot()
      return 0.5 * (a * .log(2 * a / (a + b)) + b * .log(2 * b / (a + b)))
    }
    #expect(abs(found.jensenShannon - line) < 1e-9)
  }

  @Test func `the particles' losses are those of the exact densities`() throws {
    let process = OrnsteinUhlenbeck(duration: 3)
    let levels = UniformTimeSchedule().values(count: 31, of: process)
    let density = Scenes.two
    var sampler = Discriminator(for: facts(density, levels, process))
    let count = 20_000
    var cloud = density.law(at: .clean).sample(
      count: count, stream: NoiseStream(seed: 2, stream: 5))
    for step in 0..<5 {
      let context = context(density, levels[30 - step], levels[29 - step], process, step: step)
      _ = sampler.step(&cloud, context)
    }
    let now = context(density, levels[25], levels[25], process, step: 99)
    let readings = sampler.readings(of: cloud, now)
    // Two means of count values: log D has a second moment below 1, an error one of ¼.
    let error = 4.9 * (2 / Double(count)).squareRoot()
    for (reading, deviation) in zip(readings, [1, 0.5, 0.5, 0.5]) {
      let exact = try #require(reading.exact)
      #expect(abs(reading.value - exact) < error * deviation, "\(reading)")
    }
    // Of the law two steps further it is told apart.
    let later = context(density, levels[23], levels[23], process, step: 99)
    let other = sampler.readings(of: cloud, later)[3]
    #expect(abs(other.value - (other.exact ?? 0)) > error * 0.5, "\(other)")
  }

  // MARK: Affine flow

  @Test func `layers carry noise to the data's moments, and the minus sign gives its density`()
    throws
  {
    let density = Scenes.tri
    var sampler = AffineFlow(for: facts(density, still, additive))
    var cloud = NoiseStream(seed: 3, stream: 0).normals(count: 50_000)
    for step in 0..<25 {
      _ = sampler.step(&cloud, context(density, .clean, .clean, additive, step: step))
    }
    let readings = sampler.readings(of: cloud, context(density, .clean, .clean, additive))
    for reading in readings.prefix(2) {
      #expect(abs(reading.value - (try #require(reading.exact))) < 1e-9, "\(reading)")
    }
    // E29 as printed is off by twice the logarithm of the determinant.
    let wrong = readings[2].value - (try #require(readings[2].exact))
    #expect(abs(wrong - 2 * readings[1].value) < 1e-9 && abs(wrong) > 0.1)
    for step in 25..<60 {
      _ = sampler.step(&cloud, context(density, .clean, .clean, additive, step: step))
    }
    let moments = Moments(cloud)
    let count = Double(cloud.count)
    #expect(
      abs(moments.mean.x - density.mean.x) < 4.9 * (density.covariance.xx / count).squareRoot())
    #expect(abs(moments.covariance.xx / density.covariance.xx - 1) < 4.9 * (2 / count).squareRoot())
    #expect(abs(moments.covariance.yy / density.covariance.yy - 1) < 4.9 * (2 / count).squareRoot())
    let xy = density.covariance.xy / (density.covariance.xx * density.covariance.yy).squareRoot()
    let found =
      moments.covariance.xy / (density.covariance.xx * density.covariance.yy).squareRoot()
    #expect(abs(found - xy) < 4.9 * ((1 + xy * xy) / count).squareRoot())
    let centred = cloud.x.map { $0 - Float(density.mean.x) }
    let deviation = density.covariance.xx.squareRoot()
    #expect(scene.kolmogorovSmirnov(centred, deviation: deviation) < 2.69)
    #expect(scene.kolmogorovSmirnov(centred, deviation: 1.05 * deviation) > 2.69)
  }

  // MARK: Variational autoencoder

  @Test func `the ELBO is the evidence less the encoder's divergence, rises, and meets it`() {
    let density = Scenes.tri
    let covariance = density.covariance
    var sampler = VariationalAutoencoder(for: facts(density, still, additive))
    var cloud = NoiseStream(seed: 3, stream: 0).normals(count: 100)
    var last = -Double.infinity
    for step in 0..<400 {
      let before = sampler
      _ = sampler.step(&cloud, context(density, .clean, .clean, additive, step: step))
      // Encoder: the posterior of the decoder before; q against the posterior of the one now.
      func posterior(_ decoder: VariationalAutoencoder) -> (gain: Vector, variance: Double) {
        let precision = decoder.loading.dot(decoder.loading) + decoder.noise
        return (decoder.loading / precision, decoder.noise / precision)
      }
      let (q, now) = (posterior(before), posterior(sampler))
      let shift = q.gain - now.gain
      let ratio = q.variance / now.variance
      let divergence =
        0.5 * (ratio + shift.dot(covariance * shift) / now.variance - 1 - Double.log(ratio))
      #expect(abs(sampler.logEvidence - divergence - sampler.evidenceBound) < 1e-9)
      #expect(sampler.evidenceBound >= last - 1e-12)
      last = sampler.evidenceBound
    }
    // Probabilistic principal components in closed form.
    let (lower, upper) = covariance.eigenvalues
    #expect(abs(sampler.noise - lower) < 1e-9)
    #expect(abs(sampler.loading.length - (upper - lower).squareRoot()) < 1e-9)
    let along = covariance * sampler.loading - upper * sampler.loading
    #expect(along.length < 1e-8, "W is an eigenvector of the largest eigenvalue")
    let entropy = Double.log(2 * .pi) + 1 + 0.5 * Double.log(covariance.determinant)
    #expect(abs(last + entropy) < 1e-9)
  }

  @Test func `the evidence is the mean of log p over the data, and draws have the model's law`() {
    let density = GaussianMixture(
      mean: Vector(1, -2), covariance: SymmetricMatrix(xx: 0.7, xy: 0.2, yy: 1.3))
    var sampler = VariationalAutoencoder(for: facts(density, still, additive))
    var cloud = NoiseStream(seed: 3, stream: 0).normals(count: 50_000)
    for step in 0..<3 {
      _ = sampler.step(&cloud, context(density, .clean, .clean, additive, step: step))
    }
    let model = SymmetricMatrix(outer: sampler.loading) + SymmetricMatrix(diagonal: sampler.noise)
    let law = GaussianMixture(mean: density.mean, covariance: model).law(at: .clean)
    let grid = PlaneGrid(Extent(xMin: -9, xMax: 11, yMin: -12, yMax: 8), columns: 120, rows: 120)
    let data = density.law(at: .clean)
    let mean = (0..<grid.count).reduce(0.0) { sum, cell in
      let point = grid.centre(cell)
      return sum + .exp(data.evaluate(at: point).logDensity) * grid.area
        * law.evaluate(at: point).logDensity
    }
    #expect(abs(sampler.logEvidence - mean) < 1e-9)
    let centred = cloud.x.map { $0 - 1 }
    let deviation = model.xx.squareRoot()
    #expect(scene.kolmogorovSmirnov(centred, deviation: deviation) < 2.69)
    #expect(scene.kolmogorovSmirnov(centred, deviation: 1.05 * deviation) > 2.69)
    let found = Moments(cloud).covariance
    let error = 4.9 * (2 / Double(cloud.count)).squareRoot()
    #expect(abs(found.xx / model.xx - 1) < error && abs(found.yy / model.yy - 1) < error)
  }
}
