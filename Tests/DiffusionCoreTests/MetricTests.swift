import DiffusionCore
import RealModule
import Testing

/// Metrics against closed forms, proofs and laws that are known to be wrong.
struct MetricTests {
  private static let stream = NoiseStream(seed: 41, stream: 0)

  private static func points(_ count: Int, _ label: UInt64, of density: GaussianMixture) -> Points {
    Points(density.law(at: .clean).sample(count: count, stream: stream.child(label)))
  }

  @Test func `prices prove that no pairing is cheaper`() {
    let a = Self.points(300, 1, of: Scenes.two)
    let b = Self.points(300, 2, of: Scenes.tri)
    let assignment = Assignment(a, b)
    #expect(Set(assignment.partners).count == 300)
    let (u, v) = assignment.prices
    var least = Double.infinity
    for i in 0..<300 {
      for j in 0..<300 {
        let difference = a[i] - b[j]
        least = min(least, difference.dot(difference) - u[i] - v[j])
      }
    }
    // Rounding of path lengths: a few hundred sums of costs up to some 100.
    #expect(least > -1e-10)
    let prices = u.reduce(0, +) + v.reduce(0, +)
    #expect(abs(assignment.cost - prices) < 1e-9)
    // Negative control: one swap of partners costs more than the prices allow.
    var swapped = assignment.partners
    swapped.swapAt(0, 1)
    let cost = (0..<300).reduce(0.0) { sum, i in
      let difference = a[i] - b[swapped[i]]
      return sum + difference.dot(difference)
    }
    #expect(cost > prices + 1e-9)
  }

  @Test func `distances of a set from its own shift are the shift's`() {
    let a = Self.points(400, 3, of: Scenes.tri)
    let shift = Vector(0.3, -0.4)
    let b = Points((0..<a.count).map { a[$0] + shift })
    let comparison = Comparison(a, b)
    // By Jensen no pairing is cheaper than the shift; in a mean over directions cos² is a half.
    #expect(abs((ExactWasserstein.value(of: comparison) ?? .nan) - 0.5) < 1e-12)
    #expect(
      abs((SlicedDistance.value(of: comparison) ?? .nan) - 0.5 / 2.0.squareRoot()) < 1e-12)
    #expect(abs((FrechetDistance.value(of: comparison) ?? .nan) - 0.25) < 1e-12)
  }

  @Test func `sets of unequal sizes have no exact W2, and a sliced one by quantiles`() {
    let one = Points([Vector(0, 0), Vector(2, 0)])
    // Both points twice, in another order: the same law.
    let twice = Points([Vector(2, 0), Vector(0, 0), Vector(0, 0), Vector(2, 0)])
    let three = Points([Vector(0, 0), Vector(0, 0), Vector(2, 0)])
    #expect(ExactWasserstein.value(of: Comparison(one, twice)) == nil)
    #expect(SlicedWasserstein().distance(one, twice) == 0)
    // A sixth of the mass goes 2 along the x axis, whose squared cosines are a half on average.
    let expected = (4.0 / 6 / 2).squareRoot()
    #expect(abs(SlicedWasserstein().distance(one, three) - expected) < 1e-12)
  }

  @Test func `the fast sliced distance is the plain one to Float's rounding`() {
    let a = Scenes.tri.law(at: .clean).sample(count: 3000, stream: Self.stream.child(4))
    let b = Scenes.two.law(at: .clean).sample(count: 3000, stream: Self.stream.child(5))
    let sliced = SlicedWasserstein()
    let plain = sliced.distance(Points(a), Points(b))
    // Projections up to some 8 rounded to 2⁻²¹ each; a difference of such has twice the error.
    #expect(abs(sliced.distance(a, b) - plain) < 0x1p-20)
  }

  @Test func `divergences of Gaussians from draws are the closed one`() throws {
    let p = GaussianMixture(mean: Vector(0.5, 0), covariance: .init(xx: 0.7, xy: 0.2, yy: 0.5))
    let q = GaussianMixture(mean: .zero, covariance: .identity)
    let exact = try #require(
      Moments(mean: p.mean, covariance: p.covariance).gaussianDivergence(
        from: Moments(mean: q.mean, covariance: q.covariance)))
    let grid = PlaneGrid(
      Extent(xMin: -10, xMax: 10, yMin: -10, yMax: 10), columns: 200, rows: 200)
    let cells = divergence(p.law(at: .clean), from: q.law(at: .clean), on: grid)
    #expect(abs(cells - exact) < 1e-9)
    // Twenty pairs of 1000 points, held to their own standard error. The neighbours' bias is below it
    // here, 0.011 by SciPy's neighbours; where p is wider than q it is not, see the next test.
    let pairs = (0..<20).map { index in
      Comparison(
        Self.points(1000, 100 + 2 * index, of: p), Self.points(1000, 101 + 2 * index, of: q))
    }
    for metric in [GaussianDivergence.self, NeighbourDivergence.self] as [any Metric.Type] {
      let values = pairs.compactMap { metric.value(of: $0) }
      let mean = values.reduce(0, +) / 20
      let error = (values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / 19 / 20).squareRoot()
      #expect(abs(mean - exact) < 4.9 * error, "\(metric.card.name): \(mean), not \(exact)")
      #expect(mean > 4.9 * error, "equal laws would be told apart")
    }
  }

  @Test func `the neighbours' divergence is too low by the same figure where the tails are wider`()
  {
    let p = GaussianMixture(mean: Vector(0.5, 0), covariance: .init(xx: 1.5, xy: 0.3, yy: 0.8))
    let q = GaussianMixture(mean: .zero, covariance: .identity)
    let values = (0..<20).compactMap { index in
      NeighbourDivergence.value(
        of: Comparison(
          Self.points(1000, 200 + 2 * index, of: p), Self.points(1000, 201 + 2 * index, of: q)))
    }
    let mean = values.reduce(0, +) / 20
    // 0.1859 ± 0.0029 over 200 pairs by SciPy's k-d trees, not the closed 0.2228; 0.041 a pair.
    let error = 0.041 * (1.0 / 20 + 1.0 / 200).squareRoot()
    #expect(abs(mean - 0.1859) < 4.9 * error, "\(mean)")
  }

  @Test func `the entropy is that of a Gaussian, and the histogram's blocks have its masses`()
    throws
  {
    let deviation = 0.7
    let density = GaussianMixture(
      mean: Vector(1, -2), covariance: .init(diagonal: deviation * deviation))
    let exact = ExactReference(density, at: .clean)
    let empty = Comparison(Points([density.mean]), Points([density.mean]), exact: exact)
    let entropy = try #require(LawEntropy.value(of: empty))
    // 1 + log 2π s², by the rounding of Float densities.
    #expect(abs(entropy - 1 - Double.log(2 * .pi * deviation * deviation)) < 0x1p-20)
    // One point in the block next to the middle: the divergence is −log of its mass, the squared
    // probability of half a deviation: the box is 12 deviations wide, in 24 blocks of 5 cells. The
    // middle of a cell of width h = 0.1 is wrong by h²/24 along each axis where |φ''| < φ.
    let place = Vector(1 + 0.25 * deviation, -2 + 0.25 * deviation)
    let one = Comparison(Points([place]), Points([place]), exact: exact)
    let mass = Double.erf(0.5 / 2.0.squareRoot()) / 2
    let found = try #require(HistogramDivergence.value(of: one))
    #expect(abs(found + 2 * Double.log(mass)) < 0.01 / 12, "\(found)")
  }

  @Test func `chains of a known correlation have the size that it leaves, and a drift shows`()
    throws
  {
    // x ← φ x + √(1 − φ²) z: τ = (1 + φ)/(1 − φ) = 9 at φ = 0.8.
    var random = RandomSource(Self.stream.child(6))
    let (count, length) = (100, 1000)
    var chains = (0..<count).map { _ in
      var x = random.normal()
      return (0..<length).map { _ in
        x = 0.8 * x + 0.6 * random.normal()
        return x
      }
    }
    let still = try #require(ChainStatistics(chains))
    // The window of some 60 lags makes the size uncertain by √(4 · 30/(count · length)) or 4 %.
    #expect(abs(still.effectiveSize * 9 / Double(count * length) - 1) < 4.9 * 0.04)
    // E[R²] − 1 = (n − 1)/n + var(means)/within − 1, about τ/n with n = 500;
    // the variance of 200 means is known to a tenth, so that R is to 0.0009.
    #expect(abs(still.convergence - 1 - (9.0 - 1) / 1000) < 4.9 * 0.0009)
    for index in chains.indices {
      for step in 0..<length { chains[index][step] += 2 * Double(step) / Double(length) }
    }
    let drifting = try #require(ChainStatistics(chains))
    // The halves' means differ by 1: variance 1/4 beside 1 + 1/12 within.
    #expect(drifting.convergence > 1.08)
    #expect(drifting.effectiveSize < still.effectiveSize / 4)
  }

  @Test func `modes that are a tenth too wide are far above the floor, exact draws are not`() throws
  {
    let modes = (0..<8).map { k in
      let angle = Double.pi * Double(k) / 4
      return GaussianMixture.Component(
        mean: Vector(4 * Elementary.cos(angle), 4 * Elementary.sin(angle)),
        covariance: .init(diagonal: 0.09))
    }
    let ring = GaussianMixture(modes: modes)
    let wide = GaussianMixture(
      modes: modes.map { .init(weight: $0.weight, mean: $0.mean, covariance: 1.21 * $0.covariance) }
    )
    let exact = ExactReference(ring, at: .clean)
    func measure(_ density: GaussianMixture, threads: Int) -> [MeasuredMetric] {
      Comparison(
        Self.points(1000, 7, of: density), Self.points(1000, 8, of: ring), exact: exact
      ).measure(
        replicates: 20, stream: Self.stream.child(9), parallel: Parallel(threads: threads))
    }
    let right = measure(ring, threads: 2)
    #expect(right == measure(ring, threads: 1), "the thread count changes nothing")
    for metric in right {
      guard let z = metric.z else { continue }
      // Student's t with 19 degrees and the tails of V-statistics: 8 is beyond 1e-6.
      #expect(abs(z) < 8, "\(metric.card.name): \(z)")
    }
    let far = measure(wide, threads: 2)
    for name in ["dispersion_ratio", "nll", "nll_gap"] {
      let metric = try #require(far.first { $0.card.name == name })
      // 0.21 and 1/√1000 of deviation: z about 6.6 of the dispersion.
      #expect(try #require(metric.z) > 4, "\(name): \(metric)")
    }
    let score = try #require(right.first { $0.card.name == "inception_score" })
    #expect(abs(score.value - 8) < 0.05)
    let covered = try #require(right.first { $0.card.name == "modes_covered" })
    #expect(covered.value == 8)
  }
}
