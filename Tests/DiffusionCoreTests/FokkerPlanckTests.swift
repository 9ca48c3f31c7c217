import DiffusionCore
import RealModule
import Testing

/// The finite-volume solver against stationary laws, matrix exponentials and exact noised mixtures.
@Suite struct FokkerPlanckTests {
  static let two = Scenes.two
  private static let ou = OrnsteinUhlenbeck()
  private static let box = Extent(xMin: -8, xMax: 8, yMin: -8, yMax: 8)

  private func grid(_ cells: Int) -> PlaneGrid { PlaneGrid(Self.box, columns: cells, rows: cells) }

  /// Cell averages of a law's density by Gauss–Legendre points, which are of sixth order.
  private func exactMasses(_ law: any Law, _ grid: PlaneGrid) -> GridDensity {
    let far = 0.6.squareRoot() / 2
    let nodes = [(-far, 5.0 / 18), (0, 8.0 / 18), (far, 5.0 / 18)]
    return GridDensity(
      grid,
      masses: (0..<grid.count).map { cell in
        nodes.reduce(0) { sum, x in
          sum
            + nodes.reduce(0) { inner, y in
              let point = grid.centre(cell) + grid.spacing * Vector(x.0, y.0)
              return inner + x.1 * y.1 * .exp(law.evaluate(at: point).logDensity) * grid.area
            }
        }
      })
  }

  /// The OU generator: b = −x, D = 1.
  private func noising(_ grid: PlaneGrid) -> FokkerPlanckOperator {
    FokkerPlanckOperator(grid) { axis, cell in
      let k = axis.rawValue
      return -grid.spacing[k] * (grid.centre(cell)[k] + grid.spacing[k] / 2)
    }
  }

  @Test(arguments: [FokkerPlanckOperator.Scheme.explicit, .implicit])
  func `the law that the drift comes from stays as it is, to rounding`(
    scheme: FokkerPlanckOperator.Scheme
  ) {
    let grid = grid(64)
    let law = Self.two.law(at: .clean)
    let start = GridDensity(law, on: grid).normalised
    func change(_ flow: FokkerPlanckOperator) -> Double {
      var density = start
      for _ in 0..<20 { flow.advance(&density, by: 0.05, scheme) }
      return zip(density.masses, start.masses).reduce(0) { max($0, abs($1.0 / $1.1 - 1)) }
    }
    // Some hundred substeps, each with a rounding of 1e-16 of fluxes up to h⁻² times the masses.
    let kept = change(FokkerPlanckOperator(grid, potential: grid.logDensities(of: law)))
    #expect(kept < 1e-10, "\(kept)")
    // Scores at the faces keep it to the order of h² only.
    #expect(change(FokkerPlanckOperator(grid, linear: 0, score: 1, of: law)) > 1e-4)
  }

  @Test func `mass stays, and no cell becomes negative, from a point and with a strong drift`() {
    let grid = grid(24)
    let strong = FokkerPlanckOperator(grid) { axis, cell in
      30 * Double.sin(Double(cell * (axis == .x ? 7 : 3)))
    }
    for scheme in [FokkerPlanckOperator.Scheme.explicit, .implicit] {
      var density = GridDensity(grid, masses: .init(repeating: 0, count: grid.count))
      density.masses[300] = 1
      for _ in 0..<50 { strong.advance(&density, by: 0.2, scheme) }
      #expect(abs(density.total - 1) < 1e-12, "\(scheme): \(density.total - 1)")
      #expect(density.masses.allSatisfy { $0 > 0 }, "\(scheme)")
    }
  }

  /// The mixture `tri` of methods.md, noised from 0 to t = 0.5 on [−6, 6]².
  private func noised(
    _ start: (PlaneGrid) -> GridDensity, cells: Int, steps: Int,
    _ scheme: FokkerPlanckOperator.Scheme
  ) -> GridDensity {
    let grid = PlaneGrid(
      Extent(xMin: -6, xMax: 6, yMin: -6, yMax: 6), columns: cells, rows: cells)
    let flow = noising(grid)
    var density = start(grid)
    for _ in 0..<steps { flow.advance(&density, by: 0.5 / Double(steps), scheme) }
    return density
  }

  @Test func `noising a mixture meets the exact law by the figures of another program`() {
    let (clean, late) = (Scenes.tri.law(at: .clean), Scenes.tri.law(at: Self.ou.level(at: 0.5)))
    // Tests/Fixtures/fokker_planck.py; methods.md §12 prints .0011, and .0050 on a box of its own.
    for (scheme, steps, wanted) in [
      (FokkerPlanckOperator.Scheme.explicit, 1, 0.0011426143564597488),
      (.implicit, 100, 0.0059533478627049625),
    ] {
      let found = noised({ GridDensity(clean, on: $0) }, cells: 96, steps: steps, scheme)
      let error = found.distance(to: GridDensity(late, on: found.grid))
      #expect(abs(error - wanted) < 1e-11, "\(scheme): \(error)")
    }
  }

  @Test func `the error is of first order in an implicit step and of second order in the cells`() {
    let (clean, late) = (Scenes.tri.law(at: .clean), Scenes.tri.law(at: Self.ou.level(at: 0.5)))
    let start = { exactMasses(clean, $0) }
    // The limit of small steps, with an error of its own a hundredth of those below.
    let limit = noised(start, cells: 48, steps: 4000, .explicit)
    func implicit(_ steps: Int) -> Double {
      noised(start, cells: 48, steps: steps, .implicit).distance(to: limit)
    }
    let timeOrder = Double.log2(implicit(50) / implicit(100))
    #expect(abs(timeOrder - 1) < 0.1, "\(timeOrder)")
    func error(_ cells: Int) -> Double {
      let found = noised(start, cells: cells, steps: 1, .explicit)
      return found.distance(to: exactMasses(late, found.grid))
    }
    let spaceOrder = Double.log2(error(24) / error(48))
    #expect(abs(spaceOrder - 2) < 0.1, "\(spaceOrder)")
  }

  @Test func `the reverse equation is solved forward in u and brings the data back`() {
    let grid = grid(96)
    /// From the exact q at t = 1.5 down to t = 0.1.
    func error(steps: Int, drift: (Double) -> (linear: Double, score: Double)) -> Double {
      var density = exactMasses(Self.two.law(at: Self.ou.level(at: 1.5)), grid)
      let h = 1.4 / Double(steps)
      for step in 0..<steps {
        let (linear, score) = drift(1)
        let law = Self.two.law(at: Self.ou.level(at: 1.5 - (Double(step) + 0.5) * h))
        FokkerPlanckOperator(grid, linear: linear, score: score, of: law)
          .advance(&density, by: h, .explicit)
      }
      return density.distance(to: exactMasses(Self.two.law(at: Self.ou.level(at: 0.1)), grid))
    }
    let right = error(steps: 40) { _ in (1, 2) }
    #expect(right < 0.01, "\(right)")
    // E34's cousins: the probability flow's drift, or a forgotten x, with the noise of the SDE.
    #expect(error(steps: 40) { _ in (1, 1) } > 0.2)
    #expect(error(steps: 40) { _ in (0, 2) } > 0.2)
  }

  @Test func `a small grid follows the exponential of its generator`() {
    let grid = PlaneGrid(
      Extent(xMin: -1, xMax: 1.5, yMin: 0, yMax: 2), columns: 5, rows: 4)
    func drift(_ axis: Axis, _ cell: Int) -> Double {
      .sin(Double(3 * cell + axis.rawValue) + 0.5) * 2
    }
    // The rates by their definition, with libm, as a dense matrix.
    var generator = [[Double]](repeating: .init(repeating: 0, count: 20), count: 20)
    func addRate(_ from: Int, _ to: Int, _ rate: Double) {
      generator[to][from] += rate
      generator[from][from] -= rate
    }
    for cell in 0..<20 {
      for axis in Axis.allCases where axis == .x ? cell % 5 < 4 : cell < 15 {
        let (other, h) = (axis == .x ? cell + 1 : cell + 5, grid.spacing[axis.rawValue])
        let number = drift(axis, cell)
        addRate(cell, other, -number / Double.expMinusOne(-number) / h / h)
        addRate(other, cell, number / Double.expMinusOne(number) / h / h)
      }
    }
    // e^{A t} p by its Taylor series in 400 short steps.
    var wanted = [Double](repeating: 0, count: 20)
    wanted[7] = 1
    let (time, steps) = (0.3, 400)
    for _ in 0..<steps {
      var term = wanted
      for order in 1...12 {
        term = generator.map { row in
          zip(row, term).reduce(0) { $0 + $1.0 * $1.1 } * time / Double(steps) / Double(order)
        }
        wanted = zip(wanted, term).map { $0 + $1 }
      }
    }
    let flow = FokkerPlanckOperator(grid, peclet: drift)
    func error(_ scheme: FokkerPlanckOperator.Scheme, _ steps: Int) -> Double {
      var density = GridDensity(grid, masses: .init(repeating: 0, count: 20))
      density.masses[7] = 1
      for _ in 0..<steps { flow.advance(&density, by: time / Double(steps), scheme) }
      return density.distance(to: GridDensity(grid, masses: wanted))
    }
    for scheme in [FokkerPlanckOperator.Scheme.explicit, .implicit] {
      let (coarse, fine) = (error(scheme, 2000), error(scheme, 4000))
      #expect(abs(coarse / fine - 2) < 0.05 && fine < 1e-3, "\(scheme): \(coarse) \(fine)")
    }
  }

  @Test func `Bernoulli's function meets its series and is never negative`() {
    for x in [-800, -40, -1, -2e-5, -0.9e-5, 0, 0.9e-5, 1.1e-5, 0.5, 30, 800] {
      let exact = x == 0 ? 1 : x / Double.expMinusOne(x)
      #expect(abs(FokkerPlanckOperator.bernoulli(x) - exact) <= 1e-15 * max(1, exact))
      #expect(FokkerPlanckOperator.bernoulli(x) >= 0)
    }
  }
}

/// The law that a grid stands for, and the histogram of particles beside it.
@Suite struct GridLawTests {
  private let level = OrnsteinUhlenbeck().level(at: 0.4)
  private let grid = PlaneGrid(
    Extent(xMin: -7, xMax: 7, yMin: -7.5, yMax: 7), columns: 96, rows: 80)

  private var exact: any Law { FokkerPlanckTests.two.law(at: level) }

  private var law: GridLaw {
    GridLaw(GridDensity(exact, on: grid).normalised, at: level, parts: exact)
  }

  @Test func `density and score are those of the law on the grid`() {
    for point in [Vector(2.1, 1.8), Vector(-1.5, -2.2), Vector(0.3, 0.1), Vector(-4, 3)] {
      let (found, wanted) = (law.evaluate(at: point), exact.evaluate(at: point))
      // Cubic patches: h⁴ f⁗ of the density, h³ of the score, with h = 0.18 and modes of deviation 1.
      #expect(abs(found.logDensity - wanted.logDensity) < 1e-3)
      #expect((found.score - wanted.score).length < 0.02)
      // The second derivative of a cubic errs by h f‴, at most D³/(6√3) between modes D apart.
      let apart = 6 * level.signal
      let bound = grid.spacing.x * apart * apart * apart / (6 * 3.0.squareRoot())
      #expect(abs(found.hessian.xx - wanted.hessian.xx) < bound)
      #expect((law.posterior(at: point).mean - exact.posterior(at: point).mean).length < 0.03)
    }
  }

  @Test func `score and Hessian are the differences of log p, also beyond the walls`() {
    let step = 1e-5
    for point in [Vector(2.13, 1.82), Vector(-0.4, 0.31), Vector(7.6, 2), Vector(-7.9, -9)] {
      func slope(_ axis: Vector) -> Double {
        (law.evaluate(at: point + step * axis).logDensity
          - law.evaluate(at: point - step * axis).logDensity) / (2 * step)
      }
      let found = law.evaluate(at: point)
      #expect(abs(slope(Vector(1, 0)) - found.score.x) < 1e-6 * max(1, abs(found.score.x)))
      #expect(abs(slope(Vector(0, 1)) - found.score.y) < 1e-6 * max(1, abs(found.score.y)))
      guard abs(point.x) < 7 else { continue }
      let bend =
        (law.evaluate(at: point + Vector(0, step)).score.x
          - law.evaluate(at: point - Vector(0, step)).score.x) / (2 * step)
      #expect(abs(bend - found.hessian.xy) < 1e-6)
    }
  }

  @Test func `marginals are sums of the masses and draws follow the masses`() {
    let density = law.density
    let middle = grid.centre(30).x
    let sum = (0..<grid.rows).reduce(0) { $0 + density.masses[$1 * grid.columns + 30] }
    #expect(abs(law.marginalDensity(.x, at: middle) * grid.spacing.x - sum) < 1e-15)
    #expect(law.marginalDensity(.y, at: -8) == 0)
    let draws = law.sample(count: 50_000, stream: NoiseStream(seed: 3, stream: 1))
    let histogram = HistogramDistance(of: draws, density, blocks: 8)
    // Sixty-four counts: the sum of their deviations varies by some tenth of its mean.
    #expect(abs(histogram.value / histogram.floor - 1) < 0.5, "\(histogram)")
    let shifted = Cloud(x: draws.x.map { $0 + 0.2 }, y: draws.y)
    #expect(HistogramDistance(of: shifted, density, blocks: 8).value > 3 * histogram.floor)
  }

  @Test func `what is narrower than a cell does not overshoot`() {
    var masses = [Double](repeating: 1e-200, count: grid.count)
    (masses[3000], masses[3001]) = (0.5, 0.5)
    let narrow = GridLaw(GridDensity(grid, masses: masses), at: level, parts: exact)
    let peak = narrow.evaluate(at: grid.centre(3000)).logDensity
    for place in 0...20 {
      let point = grid.centre(3000) + grid.spacing * Vector(Double(place) / 20, 0.1)
      #expect(narrow.evaluate(at: point).logDensity <= peak + 1e-9)
    }
  }

  @Test func `the mean deviation of a binomial is that of its definition`() {
    for (n, p) in [(1, 0.3), (7, 0.02), (20, 0.5), (300, 0.9), (300, 1e-4)] {
      var (probability, sum) = (Double.pow(1 - p, Double(n)), 0.0)
      for k in 0...n {
        sum += probability * abs(Double(k) - Double(n) * p)
        probability *= Double(n - k) / Double(k + 1) * p / (1 - p)
      }
      let found = HistogramDistance.meanDeviation(trials: n, probability: p)
      #expect(abs(found - sum) < 1e-9 * Double(n))
    }
  }
}

/// The particles beside the grid.
@Suite struct FokkerPlanckSamplerTests {
  private let scene = GaussianScene()

  @Test func `particles rest at the law of their own recursion, by variance and by all quantiles`()
    throws
  {
    let additive = VarianceExploding(sigmaMin: 0.01, sigmaMax: 1)
    let c2 = scene.deviation * scene.deviation
    let still = [NoiseLevel](repeating: .additive(sigma: 0), count: 61)
    let langevin = try scene.run(
      "fokker-planck", ["tau": 0.05 * c2, "cells": 16], levels: still, process: additive)
    check(langevin, scene.variance(still) { _, _ in (0.95, 0.1 * c2) }, "fokker-planck")
    let process = OrnsteinUhlenbeck(duration: 3)
    let levels = UniformTimeSchedule().values(count: 41, of: process)
    let reverse = try scene.run(
      "fokker-planck-reverse", ["cells": 16], levels: levels, process: process)
    let variance = scene.variance(levels) { from, to in
      let h = from.time - to.time
      return (1 + h - 2 * h / scene.lawVariance(from), 2 * h)
    }
    check(reverse, variance, "fokker-planck-reverse")
    let data = scene.density.law(at: .clean).sample(
      count: scene.particles, stream: NoiseStream(seed: 5, stream: 9))
    var (sampler, cloud) = (FokkerPlanckForward(for: facts(levels)), data)
    _ = sampler.step(&cloud, context(from: levels[40], to: levels[20], process))
    check(cloud, scene.lawVariance(levels[20]), "fokker-planck-forward")
  }

  private func check(_ cloud: Cloud, _ variance: Double, _ name: String) {
    #expect(abs(scene.z(cloud, variance: variance)) < 4.9, "\(name)")
    #expect(abs(scene.z(cloud, variance: 1.05 * variance)) > 4.9, "\(name)")
    let deviation = variance.squareRoot()
    #expect(scene.kolmogorovSmirnov(cloud.x, deviation: deviation) < 2.69, "\(name)")
    #expect(scene.kolmogorovSmirnov(cloud.x, deviation: 1.05 * deviation) > 2.69, "\(name)")
  }

  private func facts(_ levels: [NoiseLevel]) -> MethodScene {
    MethodScene(
      process: OrnsteinUhlenbeck(duration: 3), smallestDeviation: 1, levels: levels,
      density: FokkerPlanckTests.two)
  }

  private func context(
    from: NoiseLevel, to: NoiseLevel, _ process: any DiffusionProcess, step: Int = 0,
    density: any Density = FokkerPlanckTests.two, score: (any ScoreModel)? = nil
  ) -> StepContext {
    StepContext(
      from: from, to: to, process: process, density: density,
      score: score ?? ExactScore(density: density),
      noise: .stream(NoiseStream(seed: 8, stream: UInt64(step))), parallel: Parallel(threads: 2))
  }

  /// Half the exact score: what a network that is too weak would give.
  private struct WeakScore: ScoreModel, ScoreField {
    let base: any ScoreField
    func field(at level: NoiseLevel) -> any ScoreField {
      WeakScore(base: FokkerPlanckTests.two.law(at: level))
    }
    func scores(
      x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
      scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
    ) {
      base.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
      for i in x.indices { (scoreX[i], scoreY[i]) = (scoreX[i] / 2, scoreY[i] / 2) }
    }
  }

  @Test(arguments: [false, true])
  func `the grid is the law of the particles, with the exact score and with a wrong one`(
    isWeak: Bool
  ) throws {
    let process = OrnsteinUhlenbeck(duration: 3)
    let levels = UniformTimeSchedule().values(count: 301, of: process)
    var sampler = FokkerPlanckReverse(for: facts(levels))
    var cloud = NoiseStream(seed: 5, stream: 0).normals(count: 40_000)
    let score = isWeak ? WeakScore(base: FokkerPlanckTests.two.law(at: .clean)) : nil
    for step in 0..<250 {
      let context = context(
        from: levels[step], to: levels[step + 1], process, step: step, score: score)
      _ = sampler.step(&cloud, context)
    }
    let law = try #require(sampler.law as? GridLaw)
    let own = HistogramDistance(of: cloud, law.density)
    // Some eighty counts: their sum of deviations varies by a tenth; steps of 0.01 add a little.
    #expect(own.value < 1.5 * own.floor, "\(own)")
    let exact = FokkerPlanckTests.two.law(at: levels[250])
    let error = law.density.distance(to: GridDensity(exact, on: law.density.grid))
    #expect(isWeak ? error > 0.3 : error < 0.02, "\(error)")
  }
}
