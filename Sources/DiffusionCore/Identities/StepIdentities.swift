/// What the program's own steps do to Gaussians, where a step is a matrix and a law at rest has a
/// closed form.
enum StepIdentities {
  static let all = [langevin, noisyDescent, denoising, euler, bridge, ddim]

  /// x ← A x + c + N z, read off a step.
  private struct Linear {
    var matrix: (Vector, Vector)
    var shift: Vector
    var noise: (Vector, Vector)

    /// The covariance that the step leaves as it is, by repetition.
    var covarianceAtRest: SymmetricMatrix {
      let added = SymmetricMatrix(outer: noise.0) + SymmetricMatrix(outer: noise.1)
      var result = SymmetricMatrix.zero
      for _ in 0..<5000 {
        let (x, y) = (result * row(0), result * row(1))
        result =
          SymmetricMatrix(xx: row(0).dot(x), xy: row(0).dot(y), yy: row(1).dot(y)) + added
      }
      return result
    }

    /// A row of A, whose columns are stored.
    private func row(_ index: Int) -> Vector { Vector(matrix.0[index], matrix.1[index]) }
  }

  /// Reads a step off five particles: at the origin and a unit away, without noise and with.
  private static func linear(
    _ sampler: any Sampler, _ density: any Density, from: NoiseLevel? = nil, at level: NoiseLevel,
    along process: any DiffusionProcess = OrnsteinUhlenbeck()
  ) -> Linear {
    var cloud = Cloud(x: [0, 1, 0, 0, 0], y: [0, 0, 1, 0, 0])
    let noise = Cloud(x: [0, 0, 0, 1, 0], y: [0, 0, 0, 0, 1])
    var sampler = sampler
    _ = sampler.step(
      &cloud, .exact(density, from: from, at: level, along: process, noise: noise))
    let base = cloud[0]
    return Linear(
      matrix: (cloud[1] - base, cloud[2] - base), shift: base,
      noise: (cloud[3] - base, cloud[4] - base))
  }

  private static let covariance = IdentityCase.gaussian.covariance
  private static let scene = MethodScene(
    process: VarianceExploding(sigmaMax: 1), smallestDeviation: 0.6,
    levels: [.additive(sigma: 0.6)], density: IdentityCase.gaussian)

  private static let reason =
    "the step is in Float: 6e-8 in A, and as much over 1 − |A|² in the law at rest"

  private static func identity(
    _ name: String, _ formula: String, program: String, mistake: String, source: String,
    _ covariance: SymmetricMatrix, mistaken: SymmetricMatrix,
    _ step: @escaping @Sendable () -> SymmetricMatrix
  ) -> Identity {
    Identity(
      IdentityCard(
        name, .chains, formula, program: program, independent: "that matrix, in Float64",
        mistake: mistake, tolerance: 1e-5, reason: reason, source: source),
      of: covariance, mistaken: mistaken
    ) { wanted in
      var result = Agreement()
      result.compare(step(), wanted, at: "a Gaussian at rest")
      return result
    }
  }

  /// Σ (c I − e Σ⁻¹)⁻¹.
  private static func widened(_ c: Double, _ e: Double) -> SymmetricMatrix {
    covariance.mapped { $0 / (c - e / $0) }
  }

  static let langevin = identity(
    "langevin-bias", "Langevin rests at Σ (I − τ Σ⁻¹/2)⁻¹", program: "the sampler's step, τ = 0.3",
    mistake: "no bias: Σ itself", source: "methods.md §7", widened(1, 0.15), mistaken: covariance
  ) {
    var sampler = Langevin(for: scene)
    sampler.tau = 0.3
    return linear(sampler, IdentityCase.gaussian, at: .clean).covarianceAtRest
  }

  static let noisyDescent = identity(
    "printed-langevin", "drift ε s: Σ (2I − ε Σ⁻¹)⁻¹ ≈ Σ/2",
    program: "noisy gradient descent as printed, ε = 0.3",
    mistake: "that it were Langevin (E19): Σ (I − ε Σ⁻¹/4)⁻¹", source: "methods.md §7, E19",
    widened(2, 0.3), mistaken: widened(1, 0.075)
  ) {
    var sampler = NoisyGradientDescent(for: scene)
    sampler.epsilon = 0.3
    sampler.share = 1
    return linear(sampler, IdentityCase.gaussian, at: .clean).covarianceAtRest
  }

  static let denoising = identity(
    "denoise-and-add", "D(x) + √2σz: 2(s²+σ²)² / (2s²+σ²)",
    program: "denoising Langevin, s = 1, σ = 0.6", mistake: "the noised law, s² + σ² (E18)",
    source: "methods.md §8, E18", SymmetricMatrix(diagonal: 2 * 1.36 * 1.36 / 2.36),
    mistaken: SymmetricMatrix(diagonal: 1.36)
  ) {
    linear(
      DenoisingLangevin(for: scene), GaussianMixture.standard, at: .additive(sigma: 0.6)
    ).covarianceAtRest
  }

  static let euler = identity(
    "euler-noising", "(1−h)x + √(2h)z rests at 1/(1 − h/2)",
    program: "Euler's step of the OU process, h = 0.25", mistake: "the process's own law, 1",
    source: "methods.md §3", SymmetricMatrix(diagonal: 1 / 0.875), mistaken: .identity
  ) {
    let process = OrnsteinUhlenbeck()
    return linear(
      ForwardOUEuler(for: scene), GaussianMixture.standard, from: process.level(at: 0.5),
      at: process.level(at: 0.75)
    ).covarianceAtRest
  }

  static let bridge = Identity(
    IdentityCard(
      "ddpm-bridge", .chains, "q(x_s|x_t, x₀) ∝ q(x_t|x_s) q(x_s|x₀)",
      program: "ancestral step with one known datum",
      independent: "Bayes' rule for three Gaussians",
      mistake: "variance B² for b_s² B²/b_t²", tolerance: 1e-5, reason: "the step is in Float",
      source: "methods.md §4; Ho et al. 2020"),
    of: { before, after in before.noise * before.noise / (after.noise * after.noise) }
      as @Sendable (NoiseLevel, NoiseLevel) -> Double,
    mistaken: { _, _ in 1 } as @Sendable (NoiseLevel, NoiseLevel) -> Double
  ) { share in
    let datum = Vector(0.7, -1.1)
    let density = GaussianMixture(points: [datum])
    var result = Agreement()
    for (process, early, late) in ProcessIdentities.processes where !(process is VarianceExploding)
    {
      let (to, from) = (process.level(at: early), process.level(at: late))
      let interval = process.interval(from: from, to: to)
      let step = linear(Ancestral(for: scene), density, from: from, at: to, along: process)
      let (a, b) = (interval.forwardSignal, interval.forwardNoise)
      let place = ProcessIdentities.name(process)
      // Precisions add up; so do means weighted by them.
      let precision = 1 / (to.noise * to.noise) + a * a / (b * b)
      result.compare(step.matrix.0.x, a / (b * b) / precision, at: place)
      result.compare(
        step.shift, (to.signal / (to.noise * to.noise) / precision) * datum, at: place)
      let variance = step.noise.0.x * step.noise.0.x
      result.compare(variance, 1 / precision, at: place)
      result.compare(b * b * share(to, from), variance, at: place)
    }
    return result
  }

  static let ddim = Identity(
    IdentityCard(
      "ddim-point", .chains, "a_t x₀ + b_t n ↦ a_s x₀ + b_s n",
      program: "a DDIM step of any size", independent: "the same noise at the lower level",
      mistake: "a step of the Euler flow", tolerance: 1e-5, reason: "the step is in Float",
      source: "methods.md §5; Song, Meng & Ermon 2021"),
    of: DDIM(for: scene) as any Sampler, mistaken: ProbabilityFlow(for: scene)
  ) { sampler in
    let datum = Vector(0.7, -1.1)
    let density = GaussianMixture(points: [datum])
    var result = Agreement()
    for (process, early, late) in ProcessIdentities.processes {
      let (to, from) = (process.level(at: early), process.level(at: late))
      var (cloud, sampler) = (NoiseStream(seed: 6, stream: 6).normals(count: 6), sampler)
      let noise = cloud
      for index in 0..<6 { cloud[index] = from.signal * datum + from.noise * noise[index] }
      _ = sampler.step(&cloud, .exact(density, from: from, at: to, along: process, noise: noise))
      for index in 0..<6 {
        result.compare(
          cloud[index], to.signal * datum + to.noise * noise[index],
          at: ProcessIdentities.name(process))
      }
    }
    return result
  }
}
