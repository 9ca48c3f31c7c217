import DiffusionCore
import RealModule
import Testing

/// log p₀ by the divergence along the probability flow: methods.md §14.
@Suite struct FlowLikelihoodTests {
  /// The largest error of log p₀ over some data.
  private func worst(
    _ density: GaussianMixture, _ process: any DiffusionProcess, _ levels: [NoiseLevel],
    score: (any ScoreModel)? = nil
  ) -> Double {
    var run = MethodRun(density: density, process: process, score: score)
    run.particles = 60
    var sampler = run.sampler(FlowLikelihood.self, [:], levels: levels)
    let stops = sampler.stops(levels)
    var cloud = run.exact(at: .clean)
    let noise = NoiseSource.given(Cloud(count: cloud.count))
    for (from, to) in zip(stops, stops.dropFirst()) {
      _ = sampler.step(&cloud, run.context(from, to, noise: noise))
    }
    let law = density.law(at: .clean)
    return sampler.likelihoods(under: density).reduce(0) {
      max($0, abs($1.logDensity - law.evaluate(at: $1.datum).logDensity))
    }
  }

  private func uniform(_ process: any DiffusionProcess, _ count: Int) -> [NoiseLevel] {
    UniformTimeSchedule().values(count: count + 1, of: process)
  }

  @Test func `each datum's log density is right to the fourth order of the step`() {
    let process = OrnsteinUhlenbeck(duration: 2)
    for density in [Scenes.two, Scenes.tri] {
      let errors = [80, 160, 320].map { worst(density, process, uniform(process, $0)) }
      #expect(errors[2] < 1e-5)
      let order = Double.log2(errors[1] / errors[2])
      #expect(abs(order - 4) < 0.4, "\(errors), order \(order)")
    }
  }

  @Test func `three hundred steps to T = 5 leave less than a thousandth, whatever the process`() {
    let processes: [any DiffusionProcess] = [
      OrnsteinUhlenbeck(duration: 5), VariancePreserving(), SubVariancePreserving(),
      VarianceExploding(sigmaMax: 20),
    ]
    for process in processes {
      var levels = LogSigmaSchedule().values(count: 301, of: process)
      levels[300] = .clean
      for density in [Scenes.two, Scenes.tri] {
        #expect(worst(density, process, levels) < 1e-3, "\(process)")
      }
    }
  }

  /// The exact score as a network gives it: a batch in Float, and no derivative.
  private struct Batches: ScoreModel {
    var density: GaussianMixture
    /// 1 for the right score.
    var factor = 1.0

    func field(at level: NoiseLevel) -> any ScoreField {
      Field(law: density.law(at: level), factor: Float(factor))
    }

    struct Field: ScoreField {
      var law: any Law
      var factor: Float

      func scores(
        x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
        scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
      ) {
        law.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
        for i in x.indices { (scoreX[i], scoreY[i]) = (factor * scoreX[i], factor * scoreY[i]) }
      }
    }
  }

  @Test
  func `differences of a batch of scores do as well as the Hessian, and a wrong score is seen`() {
    let process = OrnsteinUhlenbeck(duration: 2)
    let levels = uniform(process, 160)
    for density in [Scenes.two, Scenes.tri] {
      #expect(worst(density, process, levels, score: Batches(density: density)) < 5e-3)
      #expect(worst(density, process, levels, score: Batches(density: density, factor: 1.1)) > 0.05)
    }
  }
}
