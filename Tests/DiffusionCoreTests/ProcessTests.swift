import DiffusionCore
import Testing

/// Closed forms of the processes against quadrature of their drift and diffusion.
struct ProcessTests {
  /// f(t) and g²(t) of dX = f X dt + g dB, written down from the definition of each process.
  struct Coefficients: Sendable {
    var process: any DiffusionProcess
    var drift: @Sendable (Double) -> Double
    var diffusion: @Sendable (Double) -> Double
  }

  static let beta: @Sendable (Double) -> Double = { 0.1 + 19.9 * $0 }
  static let integral: @Sendable (Double) -> Double = { 0.1 * $0 + 9.95 * $0 * $0 }

  static let all = [
    Coefficients(process: OrnsteinUhlenbeck(), drift: { _ in -1 }, diffusion: { _ in 2 }),
    Coefficients(
      process: VariancePreserving(), drift: { -beta($0) / 2 }, diffusion: { beta($0) }),
    Coefficients(
      process: SubVariancePreserving(), drift: { -beta($0) / 2 },
      diffusion: { beta($0) * -Elementary.expm1(-2 * integral($0)) }),
    Coefficients(
      process: VarianceExploding(sigmaMax: 10), drift: { _ in 0 }, diffusion: { 2 * $0 }),
  ]

  /// Pairs of times (from, to), tiny and wide steps, up to the ends.
  static func steps(of process: any DiffusionProcess) -> [(Double, Double)] {
    let end = process.duration
    var result = [(end, 0.0), (end, 0.5 * end), (0.3 * end, 0.2 * end), (0.01 * end, 0)]
    for step in [1e-3, 1e-6, 1e-9] {
      result += [(end, end - step), (0.4 * end + step, 0.4 * end), (1e-4 + step, 1e-4)]
    }
    return result
  }

  @Test(arguments: all.indices)
  func `intervals are the integrals of drift and diffusion`(index: Int) {
    let (process, f, g2) = (
      Self.all[index].process, Self.all[index].drift, Self.all[index].diffusion
    )
    for (from, to) in Self.steps(of: process) {
      let interval = process.interval(from: process.level(at: from), to: process.level(at: to))
      // Λ(u) = ∫ −f from `to` to u, so that a_to / a(u) = e^{Λ(u)}.
      let fall = { (u: Double) in Quadrature.integrate(to, u) { -f($0) } }
      let drift = fall(from)
      let diffusion = Quadrature.integrate(to, from, g2)
      let score = Quadrature.integrate(to, from) { Elementary.exp(fall($0)) * g2($0) }
      let variance = Quadrature.integrate(to, from) { Elementary.exp(2 * fall($0)) * g2($0) }
      // The times of a tiny step are themselves rounded: its length is known to ulp(t) / step.
      let tolerance = 1e-12 + 4 * from.ulp / (from - to)
      #expect(relativeError(interval.drift, drift) < tolerance)
      #expect(relativeError(interval.diffusion, diffusion) < tolerance)
      #expect(relativeError(interval.exponentialScore, score) < tolerance)
      #expect(relativeError(interval.exponentialVariance, variance) < tolerance)
      #expect(relativeError(interval.growth, Elementary.exp(drift)) < tolerance)
      let forward = variance * Elementary.exp(-2 * drift)
      #expect(relativeError(interval.forwardNoise, forward.squareRoot()) < tolerance)
      #expect(relativeError(interval.forwardSignal, Elementary.exp(-drift)) < tolerance)
    }
  }

  @Test(arguments: all.indices)
  func `levels solve the equations of mean and variance`(index: Int) {
    let (process, f, g2) = (
      Self.all[index].process, Self.all[index].drift, Self.all[index].diffusion
    )
    #expect(process.level(at: 0).noise == 0 && process.level(at: 0).signal == 1)
    for share in [1e-6, 0.01, 0.3, 1] {
      let time = share * process.duration
      let level = process.level(at: time)
      let fall = { (u: Double) in Quadrature.integrate(u, time) { -f($0) } }
      let variance = Quadrature.integrate(0, time) { Elementary.exp(-2 * fall($0)) * g2($0) }
      #expect(relativeError(level.signal, Elementary.exp(-fall(0))) < 1e-12)
      #expect(relativeError(level.noise, variance.squareRoot()) < 1e-12)
      #expect(level.time == time)
    }
  }

  @Test(arguments: all.indices)
  func `time is the inverse of sigma over sixteen decades`(index: Int) {
    let process = Self.all[index].process
    for exponent in -8...8 {
      let sigma = Elementary.pow(10, Double(exponent))
      #expect(relativeError(process.level(sigma: sigma).sigma, sigma) < 1e-12)
    }
    #expect(process.level(sigma: 0).noise == 0)
  }

  @Test(arguments: all.indices)
  func `two steps of the forward kernel are one`(index: Int) {
    let process = Self.all[index].process
    let levels = [0.7, 0.31, 0.05].map { process.level(at: $0 * process.duration) }
    let late = process.interval(from: levels[0], to: levels[1])
    let early = process.interval(from: levels[1], to: levels[2])
    let whole = process.interval(from: levels[0], to: levels[2])
    let carried = late.forwardSignal * early.forwardNoise
    let noise = (carried * carried + late.forwardNoise * late.forwardNoise).squareRoot()
    #expect(relativeError(noise, whole.forwardNoise) < 1e-14)
    #expect(
      relativeError(late.forwardSignal * early.forwardSignal, whole.forwardSignal) < 1e-14)
    // Noising a level gives the later level: a' = A a, b'² = A² b² + B².
    let kept = whole.forwardSignal * levels[2].noise
    let reached = (kept * kept + whole.forwardNoise * whole.forwardNoise).squareRoot()
    #expect(relativeError(reached, levels[0].noise) < 1e-14)
  }

  @Test(arguments: all.indices)
  func `the flow clock integrates half the diffusion and the whole drift`(index: Int) {
    let process = Self.all[index].process
    let (start, end) = (0.6 * process.duration, 0.2 * process.duration)
    // Simpson's rule over the rates at the ends and the middles of pieces: fourth order.
    func sums(pieces: Int) -> (drift: Double, score: Double) {
      var result = (drift: 0.0, score: 0.0)
      for piece in 0..<pieces {
        let time = { (k: Double) in start + (end - start) * (Double(piece) + k) / Double(pieces) }
        let (a, m, b) = (
          process.level(at: time(0)), process.level(at: time(0.5)), process.level(at: time(1))
        )
        let whole = process.interval(from: a, to: b).flow
        let middle = process.interval(from: a, to: m).flow.to
        result.drift +=
          whole.increment / 6 * (whole.from.drift + 4 * middle.drift + whole.to.drift)
        result.score +=
          whole.increment / 6 * (whole.from.score + 4 * middle.score + whole.to.score)
      }
      return result
    }
    let interval = process.interval(
      from: process.level(at: start), to: process.level(at: end))
    let coarse = sums(pieces: 8)
    let fine = sums(pieces: 16)
    // Richardson: the fine sum is off by a fifteenth of the difference.
    #expect(
      abs(fine.drift - interval.drift)
        <= abs(fine.drift - coarse.drift) / 7 + 1e-13 * interval.drift + 1e-15)
    #expect(
      abs(fine.score - interval.diffusion / 2)
        <= abs(fine.score - coarse.score) / 7 + 1e-13 * interval.diffusion)
  }

  @Test func `priors are standard, but for variance exploding which keeps the mean of the data`() {
    for entry in Self.all.dropLast() {
      let prior = entry.process.prior(
        of: Scenes.two, at: entry.process.level(at: entry.process.duration))
      #expect(prior.mean == .zero && prior.covariance == .identity)
    }
    let prior = Self.all[3].process.prior(of: Scenes.two, at: .additive(sigma: 3))
    #expect(prior.mean == Scenes.two.mean && prior.covariance == .init(diagonal: 9))
  }

  private static func make(
    _ name: String, _ values: [(String, Double)]
  ) throws -> any DiffusionProcess {
    let kind = try #require(processCatalog.first { $0.card.name == name })
    var settings = Scenes.defaults(of: kind.card.parameters)
    for (name, value) in values { settings[name] = .number(value) }
    return try kind.make(settings, data: Scenes.two)
  }

  @Test func `settings that do not go together are refused by name`() throws {
    let names = processCatalog.map { $0.card.name }
    #expect(names == ["ou", "vp", "ve", "subvp"])
    let standard = try Self.make("ou", [])
    #expect(standard.duration == 5)
    // Without a largest noise the size of the data, 12 × 12 for ±(3 + 3 deviations).
    let fitted = try Self.make("ve", [])
    #expect(fitted.duration == 12)
    let given = try Self.make("ve", [("sigmaMax", 7)])
    #expect(given.sigmaMax == 7)
    for name in ["vp", "subvp"] {
      let error = #expect(throws: SettingError.self) { try Self.make(name, [("betaMax", 0.05)]) }
      #expect(error?.path == [.name("betaMax")])
    }
    let error = #expect(throws: SettingError.self) { try Self.make("ve", [("sigmaMax", 0.001)]) }
    #expect(error?.path == [.name("sigmaMax")])
  }
}

/// Gauss–Legendre quadrature for tests: 40 panels of 5 nodes.
enum Quadrature {
  private static let nodes: [(Double, Double)] = [
    (0, 0.5688888888888889), (0.5384693101056831, 0.47862867049936647),
    (-0.5384693101056831, 0.47862867049936647), (0.906179845938664, 0.23692688505618908),
    (-0.906179845938664, 0.23692688505618908),
  ]

  static func integrate(
    _ low: Double, _ high: Double, panels: Int = 40, _ body: (Double) -> Double
  ) -> Double {
    let half = (high - low) / Double(2 * panels)
    var sum = 0.0
    for panel in 0..<panels {
      let middle = low + Double(2 * panel + 1) * half
      for (node, weight) in nodes { sum += weight * body(middle + half * node) }
    }
    return sum * half
  }
}
