/// The arithmetic below everything: elementary functions, kernels and random numbers.
enum ArithmeticIdentities {
  static let all = [addition, normal, backpropagation, kernels, mixtures, threads]

  static let addition = Identity(
    IdentityCard(
      "addition-theorems", .arithmetic, "eˣ⁺ʸ = eˣeʸ,  sin² + cos² = 1,  …",
      program: "elementary functions without the C library", independent: "addition theorems",
      mistake: "a logarithm off by 10⁻¹⁰", tolerance: 1e-13,
      reason: "a few ulp of each value", source: "DLMF §4"),
    of: { Elementary.log($0) } as @Sendable (Double) -> Double,
    mistaken: { Elementary.log($0) * (1 + 1e-10) } as @Sendable (Double) -> Double
  ) { log in
    var result = Agreement()
    var source = RandomSource(NoiseStream(seed: 9, stream: 9))
    for _ in 0..<400 {
      let (x, y) = (20 * source.uniform() - 10, 20 * source.uniform() - 10)
      let (ex, ey) = (Elementary.exp(x), Elementary.exp(y))
      result.compare(Elementary.exp(x + y) / ey / ex, 1, at: "exp")
      result.compare(log(ex * ey), x + y, at: "log exp")
      result.compare(log((x + 11) * (y + 11)), log(x + 11) + log(y + 11), at: "log")
      let (first, second) = (Elementary.sinCos(x), Elementary.sinCos(y))
      result.compare(first.sin * first.sin + first.cos * first.cos, 1, at: "sin, cos")
      result.compare(
        Elementary.sin(x + y), first.sin * second.cos + first.cos * second.sin, at: "sin")
      result.compare(Elementary.expm1(x), Elementary.exp(x) - 1, at: "expm1")
      result.compare(Elementary.tanh(x), (ex - 1 / ex) / (ex + 1 / ex), at: "tanh")
    }
    return result
  }

  static let normal = Identity(
    IdentityCard(
      "normal-distribution", .arithmetic, "Φ′ = φ, Φ(x) + Φ(−x) = 1",
      program: "normal distribution function", independent: "differences, and the density",
      mistake: "erf without the √2", tolerance: 1e-9, reason: "sixth-order differences, step 0.02",
      source: "DLMF §7"),
    of: { Elementary.normalCDF($0) } as @Sendable (Double) -> Double,
    mistaken: { 0.5 * Elementary.erfc(-$0) } as @Sendable (Double) -> Double
  ) { distribution in
    var result = Agreement()
    for step in -24...24 {
      let x = Double(step) / 4
      let density = Elementary.inverseSquareRootOf2Pi * Elementary.exp(-0.5 * x * x)
      result.compare(
        Differences.slope(at: x, step: 0.02) { distribution($0) }, density, at: "x = \(x)")
      result.compare(distribution(x) + distribution(-x), 1, at: "x = \(x)")
    }
    return result
  }

  static let backpropagation = Identity(
    IdentityCard(
      "backpropagation", .arithmetic, "∂L/∂θ = (L(θ + h) − L(θ − h)) / 2h + …",
      program: "gradient of a network's loss, in Float64",
      independent: "differences of the loss, weight by weight",
      mistake: "the slope of another activation", tolerance: 1e-8,
      reason: "sixth-order differences of step 10⁻³", source: "methods.md §9"),
    of: Activation.silu, mistaken: .tanh
  ) { activation in
    func network(_ activation: Activation) -> PlainPerceptron<Double> {
      let shape = PerceptronShape(conditioning: 0, hidden: [5, 4], activation: activation)
      let start = MultilayerPerceptron(shape: shape, stream: NoiseStream(seed: 13, stream: 1))
      return PlainPerceptron(shape: shape, parameters: start.parameters.map { Double($0) })
    }
    let points = Points(NoiseStream(seed: 13, stream: 2).normals(count: 6))
    let targets = Points(NoiseStream(seed: 13, stream: 3).normals(count: 6))
    let weight = (0..<6).map { 1 + 0.2 * Double($0) }
    let (_, gradient) = network(activation).shardGradient(
      x: points.x, y: points.y, embedding: [], targetX: targets.x, targetY: targets.y,
      weight: weight)
    var moved = network(.silu)
    var result = Agreement()
    for index in gradient.indices {
      let value = moved.parameters[index]
      let slope = Differences.slope(at: value, step: 1e-3) {
        moved.parameters[index] = $0
        return moved.loss(
          x: points.x, y: points.y, embedding: [], targetX: targets.x, targetY: targets.y,
          weight: weight)
      }
      moved.parameters[index] = value
      result.compare(gradient[index], slope, at: "weight \(index)")
    }
    return result
  }

  /// Compares bits as numbers: any difference is at least 1.
  private static func compare(
    _ result: inout Agreement, _ found: [Float], _ wanted: [Float], at place: String
  ) {
    let wrong = zip(found, wanted).count { $0.bitPattern != $1.bitPattern }
    result.compare(Double(wrong + abs(found.count - wanted.count)), 0, at: place)
  }

  private static let numbers = NoiseStream(seed: 10, stream: 1).normals(count: 1001)

  private typealias Step = @Sendable ([Float], [Float], [Float]) -> [Float]

  static let kernels = Identity(
    IdentityCard(
      "kernels", .arithmetic, "kernel(x) = plain twin(x), bit for bit",
      program: "batch kernels on every instruction set", independent: "one number at a time",
      mistake: "a x + b s + c z rounded after each product", tolerance: 0,
      reason: "the same operations in the same order", source: "performance.md"),
    of: { x, s, z in
      var x = x
      x.withUnsafeMutableBufferPointer { x in
        s.withUnsafeBufferPointer { s in
          z.withUnsafeBufferPointer { z in
            PlainKernels.affineStep(x, score: s, noise: z, a: 0.97, b: 0.13, c: 0.41)
          }
        }
      }
      return x
    } as Step,
    mistaken: { x, s, z in
      x.indices.map { 0.97 * x[$0] + 0.13 * s[$0] + 0.41 * z[$0] }
    } as Step
  ) { plainStep in
    var result = Agreement()
    let (values, count) = (numbers.x, numbers.count)
    let wanted = plainStep(values, numbers.y, values.reversed())
    for path in KernelPath.available {
      var (moved, other) = (values, numbers.y)
      let noise = Array(values.reversed())
      moved.withUnsafeMutableBufferPointer { x in
        other.withUnsafeMutableBufferPointer { y in
          numbers.y.withUnsafeBufferPointer { s in
            noise.withUnsafeBufferPointer { z in
              Kernels.affineStep(
                x: x, y: y, scoreX: s, scoreY: s, noiseX: z, noiseY: z, a: 0.97, b: 0.13,
                c: 0.41, path: path)
            }
          }
        }
      }
      compare(&result, moved, wanted, at: "step, \(path.rawValue)")
      var powers = [Float](repeating: 0, count: count)
      powers.withUnsafeMutableBufferPointer { powers in
        values.withUnsafeBufferPointer { Kernels.exponential($0, into: powers, path: path) }
      }
      compare(&result, powers, values.map(PlainMath.exponential), at: "exp, \(path.rawValue)")
      let drawn = NoiseStream(seed: 10, stream: 1).normals(count: count, path: path)
      compare(&result, drawn.x + drawn.y, numbers.x + numbers.y, at: "normals, \(path.rawValue)")
    }
    return result
  }

  private typealias Mixture = @Sendable () -> GaussianMixture

  static let mixtures = Identity(
    IdentityCard(
      "particle-path", .arithmetic, "s in Float, in batches = s in Float64",
      program: "mixture kernel", independent: "the law's closed form",
      mistake: "covariances without their off-diagonal", tolerance: 1e-4,
      reason: "Float's rounding times the score's condition, some 500 ulp",
      source: "performance.md"),
    of: { IdentityCase.mixture } as Mixture,
    mistaken: {
      GaussianMixture(
        modes: IdentityCase.mixture.components.map {
          .init(
            weight: $0.weight, mean: $0.mean,
            covariance: SymmetricMatrix(xx: $0.covariance.xx, xy: 0, yy: $0.covariance.yy))
        })
    } as Mixture
  ) { batch in
    var result = Agreement()
    for level in IdentityCase.levels {
      let law = IdentityCase.mixture.law(at: level)
      let cloud = law.sample(count: 300, stream: NoiseStream(seed: 11, stream: 1))
      let scores = batch().law(at: level).scores(at: cloud)
      for index in 0..<cloud.count {
        result.compare(
          scores[index], law.evaluate(at: cloud[index]).score, at: "b = \(level.noise)")
      }
    }
    return result
  }

  static let threads = Identity(
    IdentityCard(
      "threads", .arithmetic, "same seed, same bits: 1, 3 threads",
      program: "ten Langevin steps of 5000 particles", independent: "the same on one thread",
      mistake: "random numbers taken by thread", tolerance: 0, reason: "no bit may differ",
      source: "architecture.md; contract.md"),
    of: { _ in 0 } as @Sendable (Int) -> UInt64,
    mistaken: { UInt64($0) } as @Sendable (Int) -> UInt64
  ) { shift in
    func run(_ threads: Int) -> Cloud {
      let density = IdentityCase.mixture
      let level = NoiseLevel.additive(sigma: 0.4)
      var sampler = Langevin(
        for: MethodScene(
          process: VarianceExploding(sigmaMax: 1), smallestDeviation: 0.4, levels: [level],
          density: density))
      var cloud = NoiseStream(seed: 12, stream: 0).normals(count: 5000)
      let parallel = Parallel(threads: threads)
      for step in 1...10 as ClosedRange<UInt64> {
        let stream = NoiseStream(seed: 12, stream: step + 100 * shift(threads))
        _ = sampler.step(
          &cloud,
          StepContext(
            from: level, to: level, process: OrnsteinUhlenbeck(), density: density,
            score: ExactScore(density: density), noise: .stream(stream), parallel: parallel))
      }
      return cloud
    }
    let (one, three) = (run(1), run(3))
    var result = Agreement()
    compare(&result, three.x + three.y, one.x + one.y, at: "3 threads")
    return result
  }
}
