import DiffusionCore
import Testing

/// Whole trainings, and the metrics of learned scores.
@Suite struct LearningTests {
  private static let sigmas = geometricSequence(from: 10, to: 0.1, count: 9)

  private func meanError(_ model: any ScoreModel, of density: any Density) -> Double {
    let errors = scoreErrors(
      of: model, for: density, sigmas: Self.sigmas, samples: 2000,
      stream: NoiseStream(seed: 9, stream: 9))
    return errors.reduce(0, +) / Double(errors.count)
  }

  private func trained(_ plan: TrainingPlan, _ prediction: Prediction = .v) -> ScoreTrainer {
    var trainer = ScoreTrainer(
      density: Learning.data, network: Learning.network(prediction), plan: plan)
    while trainer.step < plan.steps { _ = trainer.advance(.serial) }
    return trainer
  }

  /// The error of the best score that knows mean and spread alone: what modes are worth.
  private var linearError: Double {
    let gaussian = GaussianMixture(mean: Learning.data.mean, covariance: Learning.data.covariance)
    return meanError(ExactScore(density: gaussian), of: Learning.data)
  }

  @Test(arguments: Objective.allCases)
  func `every objective learns the score`(objective: Objective) {
    let error = meanError(trained(Learning.plan(objective, steps: 800)).averaged, of: Learning.data)
    #expect(error < 0.1 * linearError, "\(objective) \(error) \(linearError)")
  }

  @Test(arguments: Prediction.allCases)
  func `every prediction learns the score`(prediction: Prediction) {
    let error = meanError(
      trained(Learning.plan(steps: 1500), prediction).averaged, of: Learning.data)
    #expect(error < 0.5 * linearError, "\(prediction) \(error) \(linearError)")
  }

  @Test func `no average is no average, and an average helps while steps are large`() {
    let plain = trained(Learning.plan(steps: 50, ema: 0))
    #expect(plain.averaged == plain.network)
    let plan = Learning.plan(steps: 100_000, learningRate: 0.005, ema: 0.99)
    var trainer = ScoreTrainer(
      density: Learning.data, network: Learning.network(), plan: plan)
    for _ in 0..<1000 { _ = trainer.advance(.serial) }
    let errors = (0..<8).map { _ in
      for _ in 0..<100 { _ = trainer.advance(.serial) }
      return (
        on: meanError(trainer.averaged, of: Learning.data),
        off: meanError(trainer.network, of: Learning.data)
      )
    }
    let gain = Estimate(errors.map { $0.off - $0.on })
    #expect(gain.z(0) > 3, "\(errors)")
  }

  @Test func `a small training set is repeated, a large one is not`() throws {
    func share(_ samples: Int) throws -> (own: Double, exact: Double) {
      let plan = Learning.plan(steps: 3000, samples: samples, levels: 0.02...10)
      let set = try #require(TrainingData(Learning.data, plan: plan).members)
      var cloud = NoiseStream(seed: 2, stream: 2).normals(count: 1000)
      let levels = geometricSequence(from: 10, to: 0.02, count: 120)
        .map { NoiseLevel.additive(sigma: $0) }
      for i in 0..<cloud.count { cloud[i] = Learning.data.mean + 10 * cloud[i] }
      let network = trained(plan).averaged
      let scene = MethodScene(
        process: VarianceExploding(sigmaMin: 0.02, sigmaMax: 10), smallestDeviation: 0.5,
        levels: levels, density: Learning.data)
      var sampler = VEReverseDiffusion(for: scene)
      for step in 0..<levels.count - 1 {
        _ = sampler.step(
          &cloud,
          StepContext(
            from: levels[step], to: levels[step + 1], process: scene.process,
            density: Learning.data, score: network,
            noise: .stream(NoiseStream(seed: 3, stream: UInt64(step))), parallel: .serial))
      }
      let exact = Learning.data.law(at: levels[levels.count - 1])
        .sample(count: 2000, stream: NoiseStream(seed: 4, stream: 4))
      return (
        try #require(memorisedShare(of: cloud, from: set)),
        try #require(memorisedShare(of: exact, from: set))
      )
    }
    let few = try share(8)
    let many = try share(1000)
    // Shares of a thousand particles err by at most 0.016.
    let error = 0.5 * (1 / 1000.0 + 1 / 2000.0).squareRoot()
    #expect(few.own - few.exact > 4.9 * error, "\(few)")
    #expect(abs(many.own - many.exact) < 4.9 * error, "\(many)")
  }

  @Test func `a ninth of even draws count as repeats, of copies all`() throws {
    let shares = try (0..<24).map { replicate in
      let stream = NoiseStream(seed: 12, stream: UInt64(replicate))
      func square(_ count: Int, _ label: UInt64, from: Float, to: Float) -> Cloud {
        let axes = [1, 2].map { axis in
          stream.child(label).child(axis).uniforms(count: count).map { from + (to - from) * $0 }
        }
        return Cloud(x: axes[0], y: axes[1])
      }
      // Draws from the middle of the set, so that its edges do not matter.
      let set = square(900, 1, from: -1, to: 2)
      let copies = Cloud(x: set.x.map { $0 + 1e-6 }, y: set.y)
      #expect(memorisedShare(of: copies, from: set) == 1)
      return try #require(memorisedShare(of: square(1000, 2, from: 0, to: 1), from: set))
    }
    #expect(abs(Estimate(shares).z(1 / 9.0)) < 4.9)
  }

  @Test(arguments: [0.1, 1, 10])
  func `the curl of a field is found, and an exact score has none`(sigma: Double) {
    let model = PerturbedScore()
    let level = NoiseLevel.additive(sigma: sigma)
    let found = Estimate(
      (0..<16).map { replicate in
        scoreCurl(
          of: model, for: Learning.data, at: level, samples: 1000,
          stream: NoiseStream(seed: 14, stream: UInt64(replicate)))
      })
    let fourth = sigma * sigma * sigma * sigma
    let exact =
      fourth
      * Learning.integral(at: sigma, cells: 400) { point, _ in
        let curl = model.curl(point, sigma: sigma)
        return curl * curl
      }
    // A difference over h = σ/20 of a wave of width w is sin(h/w)/(h/w) of its derivative.
    let ratio = 0.05 * sigma / model.width
    let sinc = Elementary.sin(ratio) / ratio
    #expect(abs(found.z(exact * sinc * sinc)) < 4.9, "\(found) \(exact)")
    let none = scoreCurl(
      of: ExactScore(density: Learning.data), for: Learning.data, at: level, samples: 1000,
      stream: NoiseStream(seed: 14, stream: 99))
    // Rounding: a score of some 1/σ to 24 bits, over σ/10, to the fourth power of σ and squared.
    #expect(none < 1e-6, "\(none)")
  }
}
