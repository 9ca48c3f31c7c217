import DiffusionCore
import RealModule
import Testing

/// e^{−f−g} against its definition: quadrature in the plane on pieces without kinks, differences,
/// and what defines a proximal map.
struct PenalizedGaussianTests {
  static let totalVariation = PenalizedGaussian(
    penalty: .tv, center: Vector(1, -1), deviation: 1, weight: 2)
  static let sparse = PenalizedGaussian(
    penalty: .l1, center: Vector(1, 0), deviation: 0.5.squareRoot(), weight: 1.5)
  static let quadratic = PenalizedGaussian(
    penalty: .quadratic, center: Vector(0.5, -1), deviation: 0.8, weight: 0.7)
  static let all = [totalVariation, sparse, quadratic]

  /// −f(x) − g(Dx), as methods.md §7 writes it.
  static func exponent(_ density: PenalizedGaussian, _ x: Vector) -> Double {
    let d = x - density.center
    let penalty =
      switch density.penalty {
      case .l1: abs(x.x) + abs(x.y)
      case .tv: abs(x.x - x.y)
      case .quadratic: 0.5 * (x.x * x.x + x.y * x.y)
      }
    return -(d.x * d.x + d.y * d.y) / (2 * density.deviation * density.deviation)
      - density.weight * penalty
  }

  /// ∫ e^{−f−g} h over the plane, both variables on pieces that end at the kinks.
  static func integral(
    _ density: PenalizedGaussian, around middle: Vector, reach: Double, _ body: (Vector) -> Double
  ) -> Double {
    func pieces(_ low: Double, _ high: Double, _ kink: Double) -> [(Double, Double)] {
      kink > low && kink < high ? [(low, kink), (kink, high)] : [(low, high)]
    }
    let outer = pieces(middle.x - reach, middle.x + reach, 0)
    return outer.reduce(0) { sum, piece in
      sum
        + Quadrature.integrate(piece.0, piece.1, panels: 24) { x in
          let kink = density.penalty == .tv ? x : 0
          return pieces(middle.y - reach, middle.y + reach, kink).reduce(0) { sum, piece in
            sum
              + Quadrature.integrate(piece.0, piece.1, panels: 24) { y in
                let point = Vector(x, y)
                return Double.exp(exponent(density, point)) * body(point)
              }
          }
        }
    }
  }

  @Test func `moments are those of the reference table`() {
    let tv = Self.totalVariation
    // methods.md §7 gives five decimals.
    #expect(abs(tv.mean.x - tv.mean.y - 0.36077) < 5.1e-6)
    let spread = tv.covariance.xx + tv.covariance.yy - 2 * tv.covariance.xy
    #expect(abs(spread - 0.43120) < 5.1e-6)
    #expect(abs(Self.sparse.mean.x - 0.51007) < 5.1e-6)
    #expect(abs(Self.sparse.covariance.xx - 0.30758) < 5.1e-6)
    #expect(abs(Self.sparse.covariance.yy - 0.22780) < 5.1e-6)
    #expect(Self.sparse.mean.y == 0)
  }

  @Test(arguments: all) func `mass, moments and clean density are those of e^(-f-g)`(
    density: PenalizedGaussian
  ) {
    func mean(_ body: (Vector) -> Double) -> Double {
      Self.integral(density, around: density.center, reach: 10 * density.deviation, body)
    }
    let mass = mean { _ in 1 }
    let m = Vector(mean { $0.x } / mass, mean { $0.y } / mass)
    #expect((m - density.mean).length < 1e-9)
    let covariance = density.covariance
    #expect(abs(mean { ($0.x - m.x) * ($0.x - m.x) } / mass - covariance.xx) < 1e-9)
    #expect(abs(mean { ($0.x - m.x) * ($0.y - m.y) } / mass - covariance.xy) < 1e-9)
    #expect(abs(mean { ($0.y - m.y) * ($0.y - m.y) } / mass - covariance.yy) < 1e-9)
    let law = density.law(at: .clean)
    for point in [Vector(0.3, -0.2), Vector(-1, 2), Vector(0.5, 0.5), Vector(3, -4)] {
      let wanted = Self.exponent(density, point) - Double.log(mass)
      #expect(abs(law.evaluate(at: point).logDensity - wanted) < 1e-9)
    }
  }

  @Test(arguments: all) func `noised, density and posterior are those of Bayes's rule`(
    density: PenalizedGaussian
  ) {
    let mass = Self.integral(density, around: density.center, reach: 10 * density.deviation) { _ in
      1
    }
    for level in [
      NoiseLevel.additive(sigma: 0.15), .additive(sigma: 3), OrnsteinUhlenbeck().level(sigma: 0.6),
    ] {
      let (a, b) = (level.signal, level.noise)
      let law = density.law(at: level)
      for point in [Vector(0.3, -0.2), Vector(0.1, 0.12), Vector(-1.5, 1)] {
        func mean(_ body: (Vector) -> Double) -> Double {
          // Ten deviations of the narrower factor around where the product is greatest.
          let reach = 10 * min(density.deviation, b / a)
          let center = b / a < density.deviation ? point / a : density.mean
          return Self.integral(density, around: center, reach: reach) {
            let d = point - a * $0
            return body($0) * Double.exp(-(d.x * d.x + d.y * d.y) / (2 * b * b))
          }
        }
        let total = mean { _ in 1 }
        let wanted = Double.log(total / mass / (2 * .pi * b * b))
        let value = law.evaluate(at: point)
        #expect(abs(value.logDensity - wanted) < 1e-9, "\(density.penalty) \(level) \(point)")
        let posterior = law.posterior(at: point)
        let m = Vector(mean { $0.x } / total, mean { $0.y } / total)
        #expect((posterior.mean - m).length < 1e-9)
        let xy = mean { ($0.x - m.x) * ($0.y - m.y) } / total
        #expect(abs(posterior.covariance.xy - xy) < 1e-9)
        // Tweedie, both ways round.
        #expect((value.score - (a * m - point) / (b * b)).length < 1e-9 * (1 + 1 / (b * b)))
        let hessian = (a * a / (b * b) * xy) / (b * b)
        #expect(abs(value.hessian.xy - hessian) < 1e-8 * (1 + 1 / (b * b)))
      }
    }
  }

  @Test(arguments: all) func `scores and Hessians are slopes, and batches are the same numbers`(
    density: PenalizedGaussian
  ) {
    for sigma in [0, 0.01, 0.3, 0.9, 1.1, 30] {
      let law = density.law(at: .additive(sigma: sigma))
      // Clean points keep away from the kinks; others vary on the length of the noise.
      let h = sigma == 0 ? 1e-3 : 2e-3 * min(sigma, 1)
      for point in [Vector(0.31, -0.2), Vector(-1, 2), Vector(0.004, 0.011), Vector(3, -4)] {
        let value = law.evaluate(at: point)
        func difference(_ step: Vector, _ read: (LawValue) -> Double) -> Double {
          func at(_ k: Double) -> Double { read(law.evaluate(at: point + k * step)) }
          return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)
        }
        // Truncation h⁴ p⁽⁵⁾/30 with derivatives that grow by 1/σ, rounding ε/h.
        let size = max(1, value.score.length, sigma == 0 ? 1 : 1 / sigma)
        let error = 1e-10 * size + 1e-15 * abs(value.logDensity) / h + 1e-14 / h
        #expect(abs(difference(Vector(h, 0)) { $0.logDensity } - value.score.x) < error)
        #expect(abs(difference(Vector(0, h)) { $0.logDensity } - value.score.y) < error)
        let second = (1e-10 * size + 1e-14 / h) * size
        #expect(abs(difference(Vector(h, 0)) { $0.score.x } - value.hessian.xx) < second)
        #expect(abs(difference(Vector(0, h)) { $0.score.x } - value.hessian.xy) < second)
        let cloud = Cloud(x: [Float(point.x)], y: [Float(point.y)])
        let there = law.evaluate(at: cloud[0])
        let score = law.scores(at: cloud)[0]
        #expect((score - there.score).length <= 1e-6 * there.score.length)
      }
    }
  }

  @Test(arguments: all) func `draws and noised draws follow the law`(density: PenalizedGaussian) {
    typealias Check = DensitySamplingTests
    for (stream, level) in [
      NoiseLevel.clean, .additive(sigma: 0.3), OrnsteinUhlenbeck().level(sigma: 1),
    ].enumerated() {
      let law = density.law(at: level)
      let cloud = law.sample(
        count: Check.count, stream: NoiseStream(seed: 35, stream: UInt64(stream)))
      let (mean, covariance) = Check.noised(density, level)
      #expect(Check.momentDeviation(cloud, mean: mean, covariance: covariance) < 4.9)
      #expect(Check.kolmogorov(cloud.x, law, .x) < Check.limit, "\(level)")
      #expect(Check.kolmogorov(cloud.y, law, .y) < Check.limit, "\(level)")
      let wrong = SymmetricMatrix(xx: 1.05 * covariance.xx, xy: covariance.xy, yy: covariance.yy)
      #expect(Check.momentDeviation(cloud, mean: mean, covariance: wrong) > 4.9)
    }
  }

  @Test func `a strong penalty far off keeps its digits`() {
    // Both halves are cut thirty deviations and more from their middles: nearly exponential laws.
    let (m, s, slope) = (-30.0, 1.0, 60.0)
    let law = KinkedNormal(center: m, deviation: s, slope: slope)
    let (low, high) = (-12.0, 3.0)
    let least = 450.0
    func mean(_ body: (Double) -> Double) -> Double {
      [(low, 0.0), (0, high)].reduce(0) { sum, piece in
        sum
          + Quadrature.integrate(piece.0, piece.1, panels: 4000) { v in
            body(v) * Double.exp(least - (v - m) * (v - m) / 2 - slope * abs(v))
          }
      }
    }
    let mass = mean { _ in 1 }
    let first = mean { $0 } / mass
    #expect(abs(law.mean - first) < 1e-9)
    #expect(abs(law.variance - (mean { $0 * $0 } / mass - first * first)) < 1e-9)
  }

  @Test(arguments: all) func `proximal maps are the least points that define them`(
    density: PenalizedGaussian
  ) {
    // For a strongly convex h(v) = g(v) + |v − x|²/2τ: h(v) ≥ h(p) + |v − p|²/2τ only at its least p.
    func isLeast(_ p: Vector, _ x: Vector, _ tau: Double, _ g: (Vector) -> Double) -> Bool {
      func h(_ v: Vector) -> Double { g(v) + (v - x).dot(v - x) / (2 * tau) }
      return (0..<200).allSatisfy { k in
        let angle = 2.399963 * Double(k)
        let v = p + (1e-4 + 0.02 * Double(k)) * Vector(Double.cos(angle), Double.sin(angle))
        return h(v) + 1e-12 * (1 + abs(h(v))) >= h(p) + (v - p).dot(v - p) / (2 * tau)
      }
    }
    func fidelity(_ v: Vector) -> Double {
      (v - density.center).dot(v - density.center) / (2 * density.deviation * density.deviation)
    }
    func penalty(_ v: Vector) -> Double { -Self.exponent(density, v) - fidelity(v) }
    for tau in [0.02, 0.5, 3] {
      for x in [Vector(0.3, -0.2), Vector(-2, 1.9), Vector(0.01, 4), Vector(-3, -3.5)] {
        #expect(isLeast(density.penaltyProx(x, tau), x, tau, penalty))
        #expect(isLeast(density.fidelityProx(x, tau), x, tau, fidelity))
        let other = density.penaltyProx(x, 2 * tau)
        // Both may have arrived at the kink.
        if other != density.penaltyProx(x, tau) { #expect(!isLeast(other, x, tau, penalty)) }
        // Moreau: u = prox_{σ g*}(u) + σ prox_{g/σ}(u/σ), with g of what D gives.
        let u = density.penalty == .tv ? Vector(x.x, 0) : x
        let p = (u - density.conjugateProx(u, tau)) / tau
        let own: (Vector) -> Double =
          density.penalty == .tv ? { density.weight * abs($0.x) + abs($0.y) } : penalty
        #expect(isLeast(p, u / tau, 1 / tau, own))
        let (left, right) = (density.penalized(x).dot(u), x.dot(density.transposed(u)))
        #expect(abs(left - right) < 1e-14)
      }
    }
  }
}
