import DiffusionCore
import Testing

/// The share of a step's stability limit against closed forms, and what happens beyond it.
@Suite struct StepStabilityTests {
  private let valley = GaussianMixture(
    mean: Vector(1, -2), covariance: SymmetricMatrix(xx: 2, xy: 0.9, yy: 0.5))
  /// The largest curvature of −log p.
  private var curvature: Double { 1 / valley.covariance.eigenvalues.0 }

  private func sampler(
    _ name: String, _ settings: [String: Double], _ density: any Density,
    levels: [NoiseLevel] = [.clean, .clean], process: any DiffusionProcess = OrnsteinUhlenbeck()
  ) throws -> any Sampler {
    let scene = MethodScene(
      process: process, smallestDeviation: density.smallestDeviation, levels: levels,
      density: density)
    let type = try #require(samplerType(named: name))
    return made(type, settings, scene)
  }

  private func made<Method: Sampler>(
    _ type: Method.Type, _ settings: [String: Double], _ scene: MethodScene
  ) -> any Sampler {
    var sampler = Method(for: scene)
    sampler.apply(
      Settings(settings.map { Settings.Entry(name: $0.key, value: .number($0.value)) }))
    return sampler
  }

  private func context(
    _ density: any Density, from: NoiseLevel = .clean, to: NoiseLevel = .clean, step: Int = 0
  ) -> StepContext {
    StepContext(
      from: from, to: to, process: OrnsteinUhlenbeck(), density: density,
      score: ExactScore(density: density),
      noise: .stream(NoiseStream(seed: 6, stream: UInt64(step))), parallel: .serial)
  }

  private func share(
    _ name: String, _ settings: [String: Double] = [:], of density: any Density,
    from: NoiseLevel = .clean, to: NoiseLevel = .clean
  ) throws -> Double? {
    let places = density.law(at: from).sample(count: 300, stream: NoiseStream(seed: 1, stream: 1))
    let scale = density.smallestDeviation
    return stepShare(
      of: try sampler(name, settings, density, levels: [from, to]), over: places,
      offset: 0.02 * (scale * scale + from.noise * from.noise).squareRoot(),
      context(density, from: from, to: to))
  }

  /// A Float place of some units is good to 2e-7, its difference over twice the offset to 3e-5.
  private let rounding = 1e-4

  @Test(arguments: [0.05, 0.5, 0.9, 1, 1.3])
  func `of Langevin it is τ L over 2`(share wanted: Double) throws {
    let tau = 2 * wanted / curvature
    for name in ["langevin", "gradient-descent", "langevin-bound"] {
      let share = try #require(try share(name, ["tau": tau], of: valley))
      #expect(abs(share - wanted) < rounding, "\(name) \(share)")
    }
  }

  @Test func `a step in the half convention, a preconditioned one and Euler's reach theirs`() throws
  {
    let noisy = try #require(
      try share("noisy-gradient-descent", ["epsilon": 0.1, "c": 0.5], of: valley))
    #expect(abs(noisy - 0.1 * 0.5 * curvature / 2) < rounding)
    // A is Σ over its norm: every direction has the same limit.
    let norm = valley.covariance.eigenvalues.1
    let even = try #require(try share("preconditioned-langevin", ["tau": 0.3], of: valley))
    #expect(abs(even - 0.3 / norm / 2) < rounding, "\(even)")
    // J = 1 + h − 2h/v with the law's least variance v.
    let process = OrnsteinUhlenbeck()
    let (from, to) = (process.level(at: 0.3), process.level(at: 0.1))
    let (a, b) = (from.signal, from.noise)
    let variance = a * a / curvature + b * b
    let euler = try #require(try share("reverse-sde", of: valley, from: from, to: to))
    #expect(abs(euler - (1 - (1.2 - 0.4 / variance)) / 2) < rounding, "\(euler)")
  }

  @Test func `on eight modes it is that of the narrowest place, nearly 1 over s²`() throws {
    let ring = try RingKind.make(Scenes.defaults(of: RingKind.card.parameters))
    let limit = 2 * ring.smallestDeviation * ring.smallestDeviation
    let share = try #require(try share("langevin", ["tau": limit], of: ring))
    // Between modes the curvature is less than in one, and never more.
    #expect(share > 0.98 && share < 1 + rounding, "\(share)")
  }

  @Test func `below the limit a chain stays near its target, above it grows without end`() throws {
    for (share, isStable) in [(0.95, true), (1.05, false)] {
      var chain = try sampler("langevin", ["tau": 2 * share / curvature], valley)
      var cloud = valley.law(at: .clean).sample(count: 500, stream: NoiseStream(seed: 2, stream: 0))
      for step in 0..<300 { _ = chain.step(&cloud, context(valley, step: step)) }
      let farthest = (0..<cloud.count).reduce(0.0) { most, index in
        let offset = cloud[index] - valley.mean
        return max(most, offset.dot(offset).squareRoot())
      }
      // The law at rest is wider by 1/√(1 − share); beyond the limit offsets grow 1.1 times a step.
      let wide = 6 * (valley.covariance.eigenvalues.1 / (1 - 0.95)).squareRoot()
      #expect((farthest < wide) == isStable, "\(share): \(farthest)")
      if !isStable { #expect(farthest > 1e6) }
    }
  }

  @Test func `steps that may refuse, draw lots or remember have no share`() throws {
    for name in ["mala", "metropolis", "hastings", "exact-kernel", "forward-ou"] {
      #expect(try share(name, of: valley) == nil, "\(name)")
    }
    let kink = PenalizedGaussian(penalty: .l1, center: .zero, deviation: 1, weight: 1)
    #expect(try share("primal-dual-langevin", of: kink) == nil)
    // Euler's step of the noising needs no score; beyond h = 1 it overshoots and is shown.
    let process = OrnsteinUhlenbeck()
    let far = process.level(at: 1.5)
    let euler = try #require(try share("forward-ou-euler", of: valley, to: far))
    #expect(abs(euler - 0.75) < rounding)
    #expect(try share("forward-ou-euler", of: valley, to: process.level(at: 0.4)) == nil)
  }
}
