import DiffusionCore
import RealModule
import Testing

/// Methods for y = C x + v against their own exact laws, and their steps against their formulas.
@Suite struct InverseMethodTests {
  private let particles = 40_000

  // MARK: Linear recursions

  /// The law of GPnP on Gaussian data by the rule on its card, matrices inverted here.
  private func gpnpLaw(
    _ scene: InverseScene, beta: Double, r: Double, alpha: Double
  ) -> GaussianMixture {
    let (data, y) = (scene.density, scene.observation)
    let most = scene.levels[0].noise
    var law = LinearLaw(mean: data.mean, covariance: .init(diagonal: most * most))
    for level in scene.levels {
      let g2 = beta * level.noise * level.noise
      let s2 = alpha * alpha * level.noise * level.noise
      let pull = r * beta * s2 * (data.covariance + .init(diagonal: s2)).inverse
      law.step(.identity - pull, shift: pull * data.mean, added: .init(diagonal: g2))
      let inverse = (1 / (y.noise * y.noise)) * y.gram + .init(diagonal: 1 / g2)
      let q = inverse.inverse
      law.step(
        (1 / g2) * q, shift: q * ((1 / (y.noise * y.noise)) * y.transposed(y.value)),
        added: .init(diagonal: g2))
    }
    return law.mixture
  }

  @Test(arguments: [(0.25, 1.0, 1.0), (0.25, 1.3, 1.0), (0.4, 1.0, 1.3)])
  func `GPnP has the law of its own recursion, and not the posterior`(
    beta: Double, r: Double, alpha: Double
  ) throws {
    let scene = InverseScene.gaussian(levels: InverseScene.ladder(4, 0.2, 25))
    let end = try scene.run(
      "gpnp", ["beta": beta, "r": r, "alpha": alpha], particles: particles)
    let check = LawCheck(end.cloud, gpnpLaw(scene, beta: beta, r: r, alpha: alpha))
    #expect(check.isPassed, "\(check)")
    #expect(!LawCheck(end.cloud, end.target).isPassed)
  }

  @Test func `the posterior's reverse SDE has the law of its own recursion`() throws {
    var scene = InverseScene.gaussian(levels: [])
    scene.process = OrnsteinUhlenbeck(duration: 4)
    scene.levels = LogSigmaSchedule().values(count: 61, of: scene.process)
    let posterior = scene.density.posterior(given: scene.observation)
    var law = LinearLaw(mean: .zero, covariance: .identity)
    for (from, to) in zip(scene.levels, scene.levels.dropFirst()) {
      let h = from.time - to.time
      let precision =
        (from.signal * from.signal * posterior.covariance
        + .init(diagonal: from.noise * from.noise)).inverse
      law.step(
        .init(diagonal: 1 + h) - 2 * h * precision,
        shift: 2 * h * (precision * (from.signal * posterior.mean)), added: .init(diagonal: 2 * h))
    }
    let end = try scene.run("posterior-reverse-sde", particles: particles)
    #expect(LawCheck(end.cloud, law.mixture).isPassed)
    #expect(!LawCheck(end.cloud, scene.density).isPassed)
  }

  @Test func `RED, MAP ascent and plug and play follow their recursions on Gaussian data`() throws {
    let scene = InverseScene.gaussian(levels: InverseScene.ladder(1, 1, 12))
    let y = scene.observation
    let s2 = y.noise * y.noise
    let recursions: [(name: String, settings: [String: Double], step: (Vector, Int) -> Vector)] = [
      (
        "map-ascent", ["sigma0": 0.4, "lambda": 0.03],
        { x, _ in
          let prior = denoised(x, 0.4, scene) - x
          return x + 0.03 * (y.likelihoodScore(at: x) + prior / 0.16)
        }
      ),
      (
        "red", ["sigma": 0.5, "lambda": 0.8, "mu": 0.2],
        { x, _ in
          let residual = zip(y.apply(x), y.value).map { $0 - $1 }
          return x - 0.2 * (y.transposed(residual) + 0.8 * (x - denoised(x, 0.5, scene)))
        }
      ),
      (
        "pnp", ["beta": 0.7, "growth": 1.5, "betaMax": 3],
        { v, step in
          let beta = (0..<step).reduce(0.7) { beta, _ in min(1.5 * beta, 3) }
          let system = y.gram + .init(diagonal: 2 * beta)
          let x = system.inverse * (y.transposed(y.value) + 2 * beta * v)
          return denoised(x, (s2 / (2 * beta)).squareRoot(), scene)
        }
      ),
    ]
    for (name, settings, step) in recursions {
      for omitted in [11, 6, 0] {
        let end = try scene.run(name, settings, particles: 100, omitting: omitted)
        let steps = (name == "pnp" ? 12 : 11) - omitted
        let start = try scene.run(name, settings, particles: 100, omitting: steps + omitted)
        for index in 0..<100 {
          let wanted = (0..<steps).reduce(start.cloud[index]) { step($0, $1) }
          #expect((end.cloud[index] - wanted).length < 1e-5, "\(name) \(steps)")
        }
      }
    }
  }

  /// E[x₀ | x] for Gaussian data, not by the score.
  private func denoised(_ x: Vector, _ sigma: Double, _ scene: InverseScene) -> Vector {
    let precision = scene.density.covariance.inverse
    let system = precision + .init(diagonal: 1 / (sigma * sigma))
    return system.inverse * (precision * scene.density.mean + x / (sigma * sigma))
  }

  // MARK: Energies

  /// ∇ of a function by five points.
  private func gradient(_ f: (Vector) -> Double, at x: Vector) -> Vector {
    let h = 1e-3
    func slope(_ unit: Vector) -> Double {
      (8 * (f(x + h * unit) - f(x - h * unit)) - (f(x + 2 * h * unit) - f(x - 2 * h * unit)))
        / (12 * h)
    }
    return Vector(slope(Vector(1, 0)), slope(Vector(0, 1)))
  }

  @Test func `RED descends |Cx − y|²/2 − λσ² log p_σ, not the energy printed for it`() throws {
    let scene = InverseScene.mixed(levels: 2)
    let (lambda, sigma, mu) = (0.7, 0.6, 0.05)
    let law = scene.density.noised(at: .additive(sigma: sigma))
    func misfit(_ x: Vector) -> Double {
      zip(scene.observation.apply(x), scene.observation.value)
        .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
    }
    func energy(_ x: Vector) -> Double {
      misfit(x) - lambda * sigma * sigma * law.evaluate(at: x).logDensity
    }
    func printed(_ x: Vector) -> Double {
      let denoised = x + sigma * sigma * law.evaluate(at: x).score
      return misfit(x) + lambda / 2 * x.dot(x - denoised)
    }
    let settings = ["lambda": lambda, "sigma": sigma, "mu": mu]
    let start = try scene.run("red", settings, particles: 200, omitting: 1)
    let end = try scene.run("red", settings, particles: 200)
    var farthest = 0.0
    for index in 0..<200 {
      let x = start.cloud[index]
      let moved = (x - end.cloud[index]) / mu
      // Positions are Floats of size ≤ 32: a difference over μ is right to 2⁻¹⁸/μ.
      #expect((moved - gradient(energy, at: x)).length < 1e-4)
      farthest = max(farthest, (moved - gradient(printed, at: x)).length)
    }
    #expect(farthest > 0.5)
  }

  @Test func `MAP ascent climbs to the highest point of lik p_σ₀ from near it`() throws {
    var scene = InverseScene.mixed(levels: 400)
    scene.observation = Observation(matrix: [Vector(1, 0)], value: [1.6], noise: 0.4)
    let end = try scene.run("map-ascent", ["sigma0": 0.3], particles: 500)
    let peak = scene.density.blurred(by: 0.3).posterior(given: scene.observation).mode
    let nearest = (0..<500).map { (end.cloud[$0] - peak).length }.min() ?? 1
    #expect(nearest < 1e-5)
    // The others are on the lower hill: a local maximum, where the gradient is 0 too.
    let law = end.target.noised(at: .clean)
    let still = (0..<500).count { law.evaluate(at: end.cloud[$0]).score.length < 1e-3 }
    let top = (0..<500).count { (end.cloud[$0] - peak).length < 0.01 }
    #expect(still == 500 && top > 50 && top < 450)
  }

  // MARK: Given noise

  @Test func `every method takes the same steps with the numbers of its stream given from outside`()
    throws
  {
    var scene = InverseScene.mixed(levels: 4)
    scene.observation = Observation(
      matrix: InverseScene.mixing, noise: 0.5, count: 3, of: scene.density,
      stream: NoiseStream(seed: 2, stream: 0))
    scene.observation.unknown = .gain(of: InverseScene.mixing)
    let inverse = samplerCatalog.filter { $0.card.family == .inverse }
    #expect(inverse.count == 7)
    for type in inverse { compareGiven(type, scene) }
  }

  private func compareGiven<Method: Sampler>(_ type: Method.Type, _ scene: InverseScene) {
    var (streamed, given) = (Method(for: scene.facts), Method(for: scene.facts))
    let stops = streamed.stops(scene.levels)
    var cloud = NoiseStream(seed: 1, stream: 1).normals(count: 2100)
    var other = cloud
    let first = cloud
    for step in 0..<stops.count - 1 {
      let noise = NoiseStream(seed: 1, stream: UInt64(2 + step))
      _ = streamed.step(&cloud, scene.context(stops[step], stops[step + 1], .stream(noise)))
      let numbers = NoiseSource.given(
        noise.normals(count: 2100), uniforms: noise.uniforms(count: 2100))
      _ = given.step(&other, scene.context(stops[step], stops[step + 1], numbers))
      #expect(cloud == other, "\(Method.card.name) step \(step)")
    }
    #expect(cloud != first)
  }

  // MARK: Split Gibbs

  @Test
  func `split Gibbs at a fixed γ has the blurred posterior after F1 and another law after F0`()
    throws
  {
    let gamma = 1.2
    let particles = 20_000
    let scene = InverseScene.mixed(levels: 150, noise: 1)
    let afterF1 = scene.density.blurred(by: gamma).posterior(given: scene.observation)
    let afterF0 = scene.density.posterior(given: scene.observation, spread: gamma)
    let noised = try scene.run("split-gibbs", ["gamma": gamma], particles: particles)
    let clean = try scene.run("split-gibbs", ["gamma": gamma], particles: particles, omitting: 1)
    #expect(LawCheck(noised.cloud, afterF1).isPassed, "\(LawCheck(noised.cloud, afterF1))")
    #expect(LawCheck(clean.cloud, afterF0).isPassed, "\(LawCheck(clean.cloud, afterF0))")
    #expect(!LawCheck(noised.cloud, afterF0).isPassed)
    #expect(!LawCheck(clean.cloud, scene.density.posterior(given: scene.observation)).isPassed)
    // methods.md §17: weights and dispersion against the blurred posterior .0027 and 1.007.
    let found = LawStatistics(of: noised.cloud, under: afterF1.noised(at: .clean), parts: 3)
    #expect(LawStatistics.totalVariation(found.partWeights, afterF1.parts.weights) < 0.013)
    let dispersion = try #require(found.dispersion)
    #expect(abs(dispersion - 1) < 4.9 / Double(particles).squareRoot())
  }

  @Test func `a step of split Gibbs uses given numbers as the card says`() throws {
    let scene = InverseScene.mixed(levels: 3)
    var sampler = SplitGibbs(for: scene.facts)
    var cloud = Cloud(x: [0.4, -1, 2.5], y: [0.2, 0.1, -1])
    let start = cloud
    let noise = Cloud(x: [0.3, -1.1, 0.7], y: [1.2, 0.4, -0.2])
    let level = NoiseLevel.additive(sigma: 1.5)
    let uniforms: [Float] = [0.1, 0.97, 0.6]
    _ = sampler.step(
      &cloud, scene.context(level, level, .given(noise, uniforms: uniforms)))
    let law = scene.density.noised(at: level)
    for index in 0..<3 {
      var sum = 0.0
      let shares = law.responsibilities(at: start[index])
      let pick = try #require(
        shares.firstIndex {
          sum += $0
          return sum > Double(uniforms[index])
        })
      let component = scene.density.components[pick]
      let precision = component.covariance.inverse + .init(diagonal: 1 / 2.25)
      let covariance = precision.inverse
      let mean =
        covariance * (component.covariance.inverse * component.mean + start[index] / 2.25)
      let wanted = mean + covariance.squareRoot * noise[index]
      #expect((cloud[index] - wanted).length < 1e-6)
    }
    let clean = cloud
    _ = sampler.step(&cloud, scene.context(level, level, .given(noise, uniforms: uniforms)))
    for index in 0..<3 {
      let q = (4 * scene.observation.gram + .init(diagonal: 1 / 2.25)).inverse
      let pull = 4 * scene.observation.transposed(scene.observation.value) + clean[index] / 2.25
      #expect((cloud[index] - (q * pull + q.squareRoot * noise[index])).length < 1e-6)
    }
  }
}
