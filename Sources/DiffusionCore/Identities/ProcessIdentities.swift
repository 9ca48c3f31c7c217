/// What the noising processes do to a law in one step, and that they are one process in four clocks.
enum ProcessIdentities {
  static let all = [semigroup, duality, inverse]

  /// Every process with two times that leave the mixture noised but not yet normal.
  static let processes: [(process: any DiffusionProcess, early: Double, late: Double)] = [
    (OrnsteinUhlenbeck(), 0.3, 0.8), (VariancePreserving(), 0.25, 0.5),
    (VarianceExploding(sigmaMax: 10), 0.5, 1.3), (SubVariancePreserving(), 0.35, 0.6),
  ]

  static func name(_ process: any DiffusionProcess) -> String { type(of: process).card.name }

  static let densities: [(name: String, density: any Density)] = [
    ("mixture", IdentityCase.mixture), ("boxes", IdentityCase.boxes),
    ("points", IdentityCase.points),
  ]

  static let semigroup = Identity(
    IdentityCard(
      "semigroup", .process, "∫ p_s(x) N(y; A x, B² I) dx = p_t(y)",
      program: "law at t, in closed form", independent: "law at s noised by lattice sums",
      mistake: "deviations taken off, B = b_t − A b_s", tolerance: 1e-9,
      reason: "the product of both is narrower than the law: lattice sums err by 1e-10",
      source: "methods.md §0, §3"),
    of: { interval, _, _ in interval.forwardNoise }
      as @Sendable (ProcessInterval, NoiseLevel, NoiseLevel) -> Double,
    mistaken: { $1.noise - $0.forwardSignal * $2.noise }
      as @Sendable (ProcessInterval, NoiseLevel, NoiseLevel) -> Double
  ) { noise in
    var result = Agreement()
    for (process, early, late) in processes {
      let (from, to) = (process.level(at: late), process.level(at: early))
      let interval = process.interval(from: from, to: to)
      let (a, b) = (interval.forwardSignal, noise(interval, from, to))
      for (label, density) in densities {
        let start = PlaneQuadrature(of: density.law(at: to), density)
        let end = IdentityCase(label, density, at: from)
        for y in end.probes {
          let noised = start.mean { x, _ in
            let u = (y - a * x) / b
            return Elementary.exp(-0.5 * u.dot(u))
          }
          result.compare(
            Elementary.exp(end.law.evaluate(at: y).logDensity), noised / (2 * .pi * b * b),
            at: "\(label), \(name(process))")
        }
      }
    }
    return result
  }

  static let duality = Identity(
    IdentityCard(
      "one-score", .process, "s_{a,b}(y) = s_σ(y/a) / a,  σ = b/a",
      program: "score at a level of each process", independent: "score under additive noise",
      mistake: "without the factor 1/a", tolerance: 1e-11, reason: "closed forms, to rounding",
      source: "methods.md §0 (S4: a = e⁻ᵗ)"),
    of: { 1 / $0.signal } as @Sendable (NoiseLevel) -> Double,
    mistaken: { _ in 1 } as @Sendable (NoiseLevel) -> Double
  ) { factor in
    var result = Agreement()
    for (process, early, _) in processes {
      let level = process.level(at: early)
      for (label, density) in densities {
        let item = IdentityCase(label, density, at: level)
        let additive = density.law(at: .additive(sigma: level.sigma))
        for y in item.probes {
          result.compare(
            item.law.evaluate(at: y).score,
            factor(level) * additive.evaluate(at: (1 / level.signal) * y).score,
            at: "\(label), \(name(process))")
        }
      }
    }
    return result
  }

  static let inverse = Identity(
    IdentityCard(
      "noise-clock", .process, "σ(t(σ)) = σ; OU: t = ½ log(1 + σ²)",
      program: "level at the time of a σ", independent: "the σ asked for",
      mistake: "t = log(1 + σ²), S4's clock read as S3's", tolerance: 1e-12,
      reason: "a logarithm and its inverse, to rounding", source: "methods.md §0, §2"),
    of: { process, sigma in process.time(atSigma: sigma) }
      as @Sendable (any DiffusionProcess, Double) -> Double,
    mistaken: { $0 is OrnsteinUhlenbeck ? 2 * $0.time(atSigma: $1) : $0.time(atSigma: $1) }
      as @Sendable (any DiffusionProcess, Double) -> Double
  ) { time in
    var result = Agreement()
    for (process, _, _) in processes {
      for sigma in [0.001, 0.01, 0.1, 0.5, 1, 2, 5, 9] {
        result.compare(
          process.level(at: time(process, sigma)).sigma, sigma,
          at: "σ = \(sigma), \(name(process))")
      }
    }
    return result
  }
}
