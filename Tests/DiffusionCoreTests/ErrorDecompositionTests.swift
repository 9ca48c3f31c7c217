import DiffusionCore
import RealModule
import Testing

/// The parts of the bound on a reverse run against Gaussian data, for which all is closed.
@Suite struct ErrorDecompositionTests {
  private let scene = GaussianScene()
  private let process = OrnsteinUhlenbeck(duration: 2)
  private var levels: [NoiseLevel] { UniformTimeSchedule().values(count: 21, of: process) }

  /// y ← e^Λ y + 2 (e^h − 1) s + √(e^{2h} − 1) z with the score of a Gaussian.
  private func integrator(_ from: NoiseLevel, _ to: NoiseLevel) -> (factor: Double, added: Double) {
    let h = from.time - to.time
    return (
      Double.exp(h) - 2 * Double.expMinusOne(h) / scene.lawVariance(from),
      Double.expMinusOne(2 * h)
    )
  }

  private func sampler(_ density: any Density) -> ErrorDecomposition {
    ErrorDecomposition(
      for: MethodScene(
        process: process, smallestDeviation: 1, levels: levels, density: density))
  }

  @Test func `a score held for eight substeps is one step of the integrator, and fresh ones eight`()
    throws
  {
    let stops = sampler(scene.density).stops(levels)
    #expect(stops.count == 161 && stops[8] == levels[1] && stops[160] == levels[20])
    let coarse = scene.variance(levels, integrator)
    let fine = scene.variance(stops, integrator)
    for (steps, own, other) in [(1.0, coarse, fine), (0, fine, coarse)] {
      let cloud = try scene.run(
        "error-decomposition", ["steps": steps], levels: levels, process: process)
      #expect(abs(scene.z(cloud, variance: own)) < 4.9)
      #expect(abs(scene.z(cloud, variance: other)) > 4.9)
      let deviation = own.squareRoot()
      #expect(scene.kolmogorovSmirnov(cloud.x, deviation: deviation) < 2.69)
      #expect(scene.kolmogorovSmirnov(cloud.x, deviation: 1.05 * deviation) > 2.69)
    }
  }

  /// A share of the exact score.
  private struct Share: ScoreModel {
    let density: any Density
    let factor: Float
    private struct Field: ScoreField {
      let law: any Law
      let factor: Float
      func scores(
        x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
        scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
      ) {
        law.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
        for i in x.indices {
          (scoreX[i], scoreY[i]) = (factor * scoreX[i], factor * scoreY[i])
        }
      }
    }
    func field(at level: NoiseLevel) -> any ScoreField {
      Field(law: density.law(at: level), factor: factor)
    }
  }

  @Test
  func `both integrals are those of Gaussian data, and bound the divergence of the recursion`() {
    var sampler = sampler(scene.density)
    let stops = sampler.stops(levels)
    var cloud = scene.density.law(at: stops[0]).sample(
      count: 64, stream: NoiseStream(seed: 1, stream: 1))
    let score = Share(density: scene.density, factor: 0.7)
    var (wantedScore, wantedSteps) = (0.0, 0.0)
    for step in 0..<160 {
      let (from, to) = (stops[step], stops[step + 1])
      _ = sampler.step(
        &cloud,
        StepContext(
          from: from, to: to, process: process, density: scene.density, score: score,
          noise: .stream(NoiseStream(seed: 2, stream: UInt64(step))), parallel: .serial))
      let h = from.time - to.time
      wantedScore += h * 0.09 * 2 / scene.lawVariance(from)
      // x_{t_k} = a x_t + …, Cov = a v_t: E|x_{t_k}/v_{t_k} − x_t/v_t|² = 2 (1/v_{t_k} + 1/v_t − 2a/v_{t_k}).
      let anchor = stops[step / 8 * 8]
      let middle = process.level(at: (from.time + to.time) / 2)
      let (v, w) = (scene.lawVariance(anchor), scene.lawVariance(middle))
      wantedSteps += h * 2 * (1 / v + 1 / w - 2 * Double.exp(middle.time - anchor.time) / v)
    }
    // Each term is a mean of 512 squares of Gaussian pairs, 160 terms of which a quarter weighs most.
    let error = 4.9 * (1.0 / 512 / 40).squareRoot()
    #expect(abs(sampler.bound.score / wantedScore - 1) < error)
    #expect(abs(sampler.bound.steps / wantedSteps - 1) < error)
    // KL(N(0, s²) ‖ N(0, v)) of the recursion from q_T with the exact score, for two coordinates.
    let start = scene.lawVariance(levels[0])
    let variance = zip(levels, levels.dropFirst()).reduce(start) { variance, pair in
      let (factor, added) = integrator(pair.0, pair.1)
      return factor * factor * variance + added
    }
    let ratio = scene.deviation * scene.deviation / variance
    let divergence = ratio - 1 - Double.log(ratio)
    #expect(divergence > 0 && divergence < wantedSteps, "\(divergence) \(wantedSteps)")
    let both = sampler.bound.total(start: 0.1, score: true, steps: true)
    #expect(abs(both - 0.1 - 2 * (sampler.bound.score + sampler.bound.steps)) < 1e-12)
    #expect(sampler.bound.total(start: 0.1, score: false, steps: false) == 0.1)
  }

  @Test func `every switched run is measured beside its bound`() throws {
    var sampler = sampler(Scenes.two)
    let stops = sampler.stops(levels)
    var cloud = NoiseStream(seed: 4, stream: 0).normals(count: 3000)
    for step in 0..<160 {
      _ = sampler.step(&cloud, context(stops[step], stops[step + 1], step))
    }
    let readings = sampler.readings(of: cloud, context(stops[160], stops[160], 160))
    #expect(readings.count == 5)
    // The estimate from 2048 draws has a deviation of some 0.03.
    for reading in readings {
      let bound = try #require(reading.exact)
      #expect(reading.value < bound + 0.15, "\(reading)")
    }
    #expect(abs(readings[0].value) < 0.15)
    #expect(readings[2].value == readings[0].value, "the scene's score is the exact one")
  }

  private func context(_ from: NoiseLevel, _ to: NoiseLevel, _ step: Int) -> StepContext {
    StepContext(
      from: from, to: to, process: process, density: Scenes.two,
      score: ExactScore(density: Scenes.two),
      noise: .stream(NoiseStream(seed: 2, stream: UInt64(step))), parallel: .serial)
  }

  @Test func `the neighbours' estimate is the divergence of Gaussians`() {
    let p = NoiseStream(seed: 1, stream: 0).normals(count: 2000)
    let same = NoiseStream(seed: 1, stream: 1).normals(count: 2000)
    let shifted = Cloud(x: same.x.map { $0 + 1 }, y: same.y)
    // Deviation: of log p/q, 1, and of two k-neighbour logarithms, ψ′(5) = 0.22 each, over √2000.
    #expect(abs(neighbourDivergence(p, from: same)) < 4.9 * 0.027)
    #expect(abs(neighbourDivergence(p, from: shifted) - 0.5) < 4.9 * 0.027)
  }
}

/// Guarantees of Langevin, and where there are none.
@Suite struct LangevinBoundTests {
  @Test func `the curvature of a Gaussian is that of its precision, and two modes need their blur`()
  {
    let grid = PlaneGrid(Extent(xMin: -9, xMax: 9, yMin: -9, yMax: 9), columns: 61, rows: 61)
    let covariance = SymmetricMatrix(xx: 1, xy: 0.3, yy: 0.5)
    let gaussian = GaussianMixture(mean: Vector(1, 2), covariance: covariance)
    let range = CurvatureRange(of: gaussian.law(at: .clean), on: grid)
    let radius = (0.25 * 0.25 + 0.09).squareRoot()
    #expect(abs(range.least - 1 / (0.75 + radius)) < 1e-9)
    #expect(abs(range.greatest - 1 / (0.75 - radius)) < 1e-9)
    // methods.md §11: log-concave from s² + σ² = D²/4 on, σ = √17; the saddle lies on this grid.
    for (sigma, isConcave) in [(4.10, false), (4.15, true)] {
      let law = Scenes.two.law(at: .additive(sigma: sigma))
      #expect((CurvatureRange(of: law, on: grid).least > 0) == isConcave, "\(sigma)")
    }
    let clean = CurvatureRange(of: Scenes.two.law(at: .clean), on: grid)
    #expect(clean.totalVariationBound(steps: 1_000_000, tau: 1e-6) == nil)
  }

  @Test func `the bound meets both of its conditions with the equality of one`() throws {
    let range = CurvatureRange(least: 0.9, greatest: 2.8)
    for (steps, tau) in [(6000, 0.001), (40_000, 0.0002), (8000, 0.0005)] {
      let epsilon = try #require(range.totalVariationBound(steps: steps, tau: tau))
      let time = Double(steps) * tau
      let a = 1 / (2.8 * tau)
      let needed = (4 * Double.log(1 / epsilon) + 2 * Double.log(2.8 / 0.9)) / (2 * 0.9)
      let allowed = epsilon * epsilon * (2 * a - 1) / (2.8 * 2.8 * time * 2 * a)
      #expect(time >= needed * (1 - 1e-12) && tau <= allowed * (1 + 1e-12))
      #expect(abs(time / needed - 1) < 1e-9 || abs(tau / allowed - 1) < 1e-9)
    }
    #expect(range.totalVariationBound(steps: 10, tau: 0.001) == nil, "too early")
    #expect(range.totalVariationBound(steps: 6000, tau: 0.5) == nil, "a step beyond 1/M")
  }

  @Test func `the Fisher information has the figures of methods.md, far from zero`() {
    let ring = GaussianMixture(
      (0..<8).map { k in
        let angle = Double.pi * Double(k) / 4
        return .init(
          mean: 4 * Vector(.cos(angle), .sin(angle)), covariance: .init(diagonal: 0.09))
      })
    for (density, wanted, places) in [
      (Scenes.two, 1.9995, 1e-4), (ring, 22.22, 5e-3), (Scenes.tri, 7.46, 5e-3),
    ] {
      let grid = PlaneGrid(
        Extent(xMin: -10, xMax: 10, yMin: -10, yMax: 10), columns: 300, rows: 300)
      let law = density.law(at: .clean)
      let found = fisherInformation(of: law, on: grid)
      #expect(abs(found - wanted) < places, "\(found)")
      // The other side of the identity: −E tr ∇² log p, by the same cells.
      let curvature = (0..<grid.count).reduce(0.0) { sum, cell in
        let value = law.evaluate(at: grid.centre(cell))
        return sum - .exp(value.logDensity) * value.hessian.trace * grid.area
      }
      #expect(abs(found - curvature) < 1e-9)
    }
  }

  @Test func `the particles are those of Langevin, by variance and by all quantiles`() throws {
    let scene = GaussianScene()
    let c2 = scene.deviation * scene.deviation
    let still = [NoiseLevel](repeating: .additive(sigma: 0), count: 61)
    let cloud = try scene.run(
      "langevin-bound", ["tau": 0.1 * c2], levels: still,
      process: VarianceExploding(sigmaMin: 0.01, sigmaMax: 1))
    let variance = scene.variance(still) { _, _ in (0.9, 0.2 * c2) }
    #expect(abs(scene.z(cloud, variance: variance)) < 4.9)
    #expect(abs(scene.z(cloud, variance: c2)) > 4.9)
    let deviation = variance.squareRoot()
    #expect(scene.kolmogorovSmirnov(cloud.x, deviation: deviation) < 2.69)
    #expect(scene.kolmogorovSmirnov(cloud.x, deviation: 1.05 * deviation) > 2.69)
  }
}
