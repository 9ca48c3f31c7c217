import DiffusionCore
import RealModule
import Testing

/// Proximal, Moreau–Yosida and primal–dual Langevin against their own laws at rest, biased as they are.
///
/// A Gaussian target makes each a linear recursion; with kinks the difference, or each coordinate, is
/// a chain on the line of its own. |z| < 4.9 and √n D < 2.69: a false-positive rate of 1e-6 a check.
struct ProximalLangevinTests {
  private static let start = NoiseStream(seed: 60, stream: 0).normals(count: Chain.count)

  private static func gaussian(_ weight: Double = 1, at center: Vector = .zero) -> PenalizedGaussian
  {
    PenalizedGaussian(penalty: .quadratic, center: center, deviation: 1, weight: weight)
  }

  /// One coordinate of a linear recursion, w ← A w + c + B z, run until it rests.
  private static func rest(
    _ matrix: [[Double]], shift: [Double], noise: [Double]
  ) -> (mean: Double, variance: Double) {
    let all = matrix.indices
    var mean = shift.map { _ in 0.0 }
    var covariance = all.map { _ in all.map { _ in 0.0 } }
    for _ in 0..<20_000 {
      mean = all.map { i in shift[i] + all.reduce(0) { $0 + matrix[i][$1] * mean[$1] } }
      let half = all.map { i in
        all.map { j in all.reduce(0) { $0 + matrix[i][$1] * covariance[$1][j] } }
      }
      covariance = all.map { i in
        all.map { j in
          noise[i] * noise[j] + all.reduce(0) { $0 + half[i][$1] * matrix[j][$1] }
        }
      }
    }
    return (mean[0], covariance[0][0])
  }

  /// Mean, variance and shape are right, and the check can fail: a law wider by a tenth is told,
  /// by its distribution function one wider by a fifth.
  private static func expect(
    _ values: [Double], mean: Double, variance: Double, _ comment: String
  ) {
    let scores = Chain.momentScores(values, mean: mean, variance: variance)
    #expect(abs(scores.mean) < 4.9 && abs(scores.variance) < 4.9, "\(comment): \(scores)")
    func distance(_ variance: Double) -> Double {
      Chain.kolmogorov(values) { Double.erfc((mean - $0) / (2 * variance).squareRoot()) / 2 }
    }
    #expect(distance(variance) < Chain.limit, "\(comment)")
    #expect(distance(1.2 * variance) > Chain.limit, "\(comment)")
    let wrong = Chain.momentScores(values, mean: mean, variance: 1.1 * variance)
    #expect(abs(wrong.variance) > 4.9, "\(comment)")
  }

  @Test func `proximal and smoothed steps on a Gaussian rest where their recursions do`() throws {
    let (tau, weight) = (0.1, 0.8)
    let density = Self.gaussian(weight, at: Vector(1, -0.5))
    for (name, lambda) in [
      ("proximal-langevin", tau), ("proximal-langevin", 2 * tau), ("myula", tau), ("myula", 0.3),
    ] {
      let cloud = try Chain.run(
        name, ["tau": tau, "lambda": lambda], on: density, from: Self.start, steps: 120)
      let shrink = 1 / (1 + lambda * weight)
      for (values, center) in [(cloud.x, 1.0), (cloud.y, -0.5)] {
        let (mean, variance) =
          name == "myula"
          ? Self.rest(
            [[1 - tau - tau / lambda * (1 - shrink)]], shift: [tau * center],
            noise: [(2 * tau).squareRoot()])
          : Self.rest(
            [[shrink * (1 - tau)]], shift: [shrink * tau * center],
            noise: [shrink * (2 * tau).squareRoot()])
        Self.expect(values.map { Double($0) }, mean: mean, variance: variance, "\(name) \(lambda)")
      }
    }
  }

  @Test(arguments: [
    (0.1, 0.1, 1.0, 0.0, 0.829), (0.1, 10, 1, 0, 0.565), (0.01, 100, 1, 0, 0.505),
    (0.1, 10, 1, 1, 0.467), (0.1, 2, 0.5, 0, nil),
  ])
  func `primal-dual steps on a Gaussian rest at the wrong variance of their recursion`(
    tau: Double, sigma: Double, theta: Double, form: Double, figure: Double?
  ) throws {
    let cloud = try Chain.run(
      "primal-dual-langevin", ["tau": tau, "sigma": sigma, "theta": theta, "form": form],
      on: Self.gaussian(), from: Self.start, steps: Int(10 / tau))
    // (x, u, ū) for f = x²/2, g = v²/2, whose conjugate is u²/2.
    let (p, q) = (1 / (1 + tau), 1 / (1 + sigma))
    let spread = (2 * tau).squareRoot() * (form == 1 ? p : 1)
    let x = [p, 0, -tau * p]
    let u = [q * sigma * (2 * x[0] - 1), q, q * sigma * 2 * x[2]]
    let extrapolated = [theta * u[0], 1 - theta + theta * u[1], theta * u[2]]
    let noise = [spread, 2 * q * sigma * spread, 2 * theta * q * sigma * spread]
    let (mean, variance) = Self.rest([x, u, extrapolated], shift: [0, 0, 0], noise: noise)
    if let figure { #expect(abs(variance - figure) < 0.00051) }
    for values in [cloud.x, cloud.y] {
      Self.expect(values.map { Double($0) }, mean: mean, variance: variance, "σ = \(sigma)")
    }
    // The target has variance 1/2.
    let wrong = Chain.momentScores(cloud.x.map { Double($0) }, mean: 0, variance: 0.5)
    if tau == 0.1 { #expect(abs(wrong.variance) > 4.9) }
  }

  private static func soft(_ v: Double, _ t: Double) -> Double {
    v > t ? v - t : v < -t ? v + t : 0
  }

  /// What methods.md §7 says of the difference d of the total variation: share on the kink, variance.
  @Test(arguments: [(0.1, 0.345, 0.64), (0.02, 0.104, 0.47), (0.005, 0.032, 0.435)])
  func `with total variation a share lies on the kink, and smoothing widens`(
    tau: Double, share: Double, smoothed: Double
  ) throws {
    let density = PenalizedGaussianTests.totalVariation
    let exact = density.law(at: .clean).sample(
      count: Chain.count, stream: NoiseStream(seed: 62, stream: 0))
    func difference(_ name: String, _ settings: [String: Double]) throws -> [Double] {
      // At rest the chain has forgotten its start: eight times the longest time, which is 1.
      let cloud = try Chain.run(
        name, settings, on: density, from: exact, steps: Int(8 / tau))
      return zip(cloud.x, cloud.y).map { Double($0) - Double($1) }
    }
    // d before the proximal map: d ← soft(d, 4τ), then a gradient step towards 2 with noise 4τ.
    let noise = (4 * tau).squareRoot()
    let iterations = Int(10 / tau)
    func before(_ lambda: Double) -> StationaryLine {
      StationaryLine(from: -6, to: 9, noise: noise, iterations: iterations) {
        let d = Self.soft($0, 4 * lambda)
        return d - tau * (d - 2)
      }
    }
    func check(_ values: [Double], _ line: StationaryLine, _ threshold: Double) -> [Double] {
      let mean = line.mean { Self.soft($0, threshold) }
      let variance = line.mean { Double.pow(Self.soft($0, threshold) - mean, 2) }
      let scores = Chain.momentScores(values, mean: mean, variance: variance)
      let distance = Chain.kolmogorov(
        values, at: { line.cumulative(at: $0 + ($0 >= 0 ? threshold : -threshold)) },
        below: { line.cumulative(at: $0 + ($0 > 0 ? threshold : -threshold)) })
      return [abs(scores.mean) / 4.9, abs(scores.variance) / 4.9, distance / Chain.limit]
    }
    let right = before(tau)
    let proximal = try difference("proximal-langevin", ["tau": tau])
    #expect(check(proximal, right, 4 * tau).allSatisfy { $0 < 1 })
    let onKink = right.cumulative(at: 4 * tau) - right.cumulative(at: -4 * tau)
    // The figure is rounded and itself a share of some 1e4 particles.
    #expect(abs(onKink - share) < 0.0005 + 4.9 * (share * (1 - share) / 1e4).squareRoot())
    let counted = Double(proximal.count { $0 == 0 }) / Double(proximal.count)
    let error = (onKink * (1 - onKink) / Double(proximal.count)).squareRoot()
    #expect(abs(counted - onKink) < 4.9 * error)
    // A free parameter of the proximal map (E22), and a chain without one, are seen to be others.
    let free = try difference("proximal-langevin", ["tau": tau, "lambda": 2 * tau])
    #expect(check(free, right, 4 * tau).contains { $0 > 1 })
    #expect(check(free, before(2 * tau), 8 * tau).allSatisfy { $0 < 1 })
    let envelope = StationaryLine(from: -6, to: 9, noise: noise, iterations: iterations) {
      Self.soft($0, 4 * tau) - tau * ($0 - 2)
    }
    let smooth = try difference("myula", ["tau": tau])
    #expect(check(smooth, envelope, 0).allSatisfy { $0 < 1 })
    #expect(smooth.allSatisfy { $0 != 0 })
    let mean = envelope.mean { $0 }
    let variance = envelope.mean { ($0 - mean) * ($0 - mean) }
    // Two figures of a variance of 1e4 particles: 1.4 % of it each standard error.
    #expect(abs(variance - smoothed) < 0.005 + 4.9 * 0.014 * variance)
  }

  @Test func `with absolute values each coordinate is a chain of its own`() throws {
    let (density, tau) = (PenalizedGaussianTests.sparse, 0.05)
    let cloud = try Chain.run(
      "proximal-langevin", ["tau": tau], on: density, from: Self.start, steps: 160)
    for (values, center) in [(cloud.x, 1.0), (cloud.y, 0.0)] {
      let threshold = 1.5 * tau
      let line = StationaryLine(
        from: -4, to: 5, noise: (2 * tau).squareRoot(), iterations: 200
      ) {
        let v = Self.soft($0, threshold)
        return v - 2 * tau * (v - center)
      }
      let numbers = values.map { Double($0) }
      let mean = line.mean { Self.soft($0, threshold) }
      let variance = line.mean { Double.pow(Self.soft($0, threshold) - mean, 2) }
      let scores = Chain.momentScores(numbers, mean: mean, variance: variance)
      #expect(abs(scores.mean) < 4.9 && abs(scores.variance) < 4.9)
      let distance = Chain.kolmogorov(
        numbers, at: { line.cumulative(at: $0 + ($0 >= 0 ? threshold : -threshold)) },
        below: { line.cumulative(at: $0 + ($0 > 0 ? threshold : -threshold)) })
      #expect(distance < Chain.limit)
    }
  }

  /// The primal–dual chain of the difference alone, (d, u) in Float64 with numbers of its own.
  private static func plainDifference(tau: Double, sigma: Double, steps: Int) -> [Double] {
    var source = RandomSource(NoiseStream(seed: 63, stream: 0))
    return (0..<Chain.count / 2).map { _ in
      var (d, u) = (2 * source.normal(), 0.0)
      for _ in 0..<steps {
        let next =
          (d - 2 * tau * u + 2 * tau) / (1 + tau) + (4 * tau).squareRoot() * source.normal()
        u = min(2, max(-2, u + sigma * (2 * next - d)))
        d = next
      }
      return d
    }
  }

  @Test(arguments: [(0.02, 0.02, 1.73), (0.05, 10, 0.57), (0.02, 25, 0.50)])
  func `with total variation the primal-dual law is too wide by the known figures`(
    tau: Double, sigma: Double, figure: Double
  ) throws {
    let steps = Int(8 / tau)
    let cloud = try Chain.run(
      "primal-dual-langevin", ["tau": tau, "sigma": sigma],
      on: PenalizedGaussianTests.totalVariation, from: Self.start, steps: steps)
    let values = zip(cloud.x, cloud.y).map { Double($0) - Double($1) }
    let plain = Self.plainDifference(tau: tau, sigma: sigma, steps: steps).sorted()
    func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
    }
    let (run, reference) = (moments(values), moments(plain))
    let errors = (1 / Double(values.count) + 1 / Double(plain.count)).squareRoot()
    #expect(abs(run.mean - reference.mean) < 4.9 * errors * reference.variance.squareRoot())
    // The fourth moment of these laws is below four squared variances.
    #expect(abs(run.variance - reference.variance) < 4.9 * errors * 3.0.squareRoot() * run.variance)
    // Two samples: their distribution functions differ by less than 2.69 √(1/n + 1/m).
    var index = 0
    var most = 0.0
    for (rank, value) in values.sorted().enumerated() {
      while index < plain.count, plain[index] <= value { index += 1 }
      let share = Double(index) / Double(plain.count)
      most = max(most, abs(share - Double(rank) / Double(values.count)))
    }
    #expect(most < Chain.limit * errors)
    #expect(abs(run.variance - figure) < 0.005 + 0.07 * figure)
    let exact = Chain.momentScores(values, mean: 0.36077, variance: 0.43120)
    #expect(abs(exact.variance) > 4.9)
  }

  @Test func `small steps reach the target itself`() throws {
    let density = PenalizedGaussianTests.totalVariation
    let start = density.law(at: .clean).sample(
      count: Chain.count, stream: NoiseStream(seed: 64, stream: 0))
    for (name, settings) in [
      ("proximal-langevin", ["tau": 2e-4]), ("myula", ["tau": 2e-4]),
    ] {
      let cloud = try Chain.run(name, settings, on: density, from: start, steps: 2500)
      let wrong = try Chain.run(
        name, ["tau": 2e-4, "lambda": name == "myula" ? 0.5 : 4e-4], on: density, from: start,
        steps: 2500)
      let deviation = { (cloud: Cloud) in
        DensitySamplingTests.momentDeviation(
          cloud, mean: density.mean, covariance: density.covariance)
      }
      #expect(deviation(cloud) < 4.9, "\(name)")
      #expect(deviation(wrong) > 4.9, "\(name)")
      let law = density.law(at: .clean)
      #expect(DensitySamplingTests.kolmogorov(cloud.x, law, .x) < Chain.limit, "\(name)")
      #expect(DensitySamplingTests.kolmogorov(wrong.x, law, .x) > Chain.limit, "\(name)")
    }
  }
}
