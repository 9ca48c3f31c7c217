import DiffusionCore
import RealModule
import Testing

/// The bound on a whole run before it is made, against Gaussian data, for which all is closed.
@Suite struct ReverseRunBoundTests {
  private let scene = GaussianScene()

  private func run(
    _ process: any DiffusionProcess, _ stops: [NoiseLevel]
  ) -> ReverseRunBound {
    ReverseRunBound(
      of: scene.density, along: process, over: stops, stream: NoiseStream(seed: 3, stream: 0))
  }

  /// ½ ∫ g² E|α x_k − β x_t|² with α = r − 1/v_k, β = r − 1/v_t by many midpoints in every step.
  private func steps(
    _ process: any DiffusionProcess, _ stops: [NoiseLevel], isEuler: Bool
  ) -> Double {
    zip(stops, stops.dropFirst()).reduce(0.0) { sum, pair in
      let (from, to) = pair
      let whole = process.interval(from: from, to: to)
      let r = isEuler ? whole.drift / whole.diffusion : 0
      let parts = 50
      let width = (to.time - from.time) / Double(parts)
      return (0..<parts).reduce(sum) { sum, part in
        let start = process.level(at: from.time + width * Double(part))
        let end = process.level(at: from.time + width * Double(part + 1))
        let now = process.level(at: (start.time + end.time) / 2)
        let half = process.interval(from: start, to: end).diffusion / 2
        let (v, w) = (scene.lawVariance(from), scene.lawVariance(now))
        let factor = process.interval(from: from, to: now).forwardSignal
        let (alpha, beta) = (r - 1 / v, r - 1 / w)
        return sum + half * 2
          * (alpha * alpha * v + beta * beta * w - 2 * alpha * beta * factor * w)
      }
    }
  }

  @Test(arguments: [40, 200])
  func `both integrals are the closed ones, for every step or for one in five`(count: Int) {
    let process = OrnsteinUhlenbeck(duration: 3)
    let stops = UniformTimeSchedule().values(count: count + 1, of: process)
    let bound = run(process, stops)
    // Means of 2 · 256 squares at 40 nodes, a quarter of which weighs most; two midpoints a step are
    // good to a hundredth.
    let error: Double = 4.9 / 5120.0.squareRoot() + 0.01
    for (held, isEuler) in [(HeldDrift.score, false), (.all, true)] {
      let wanted = steps(process, stops, isEuler: isEuler)
      let found = bound.stepError(holding: held)
      #expect(abs(found / wanted - 1) < error, "\(held) \(found) \(wanted)")
    }
    let wrong = steps(process, stops, isEuler: true) / steps(process, stops, isEuler: false)
    #expect(abs(wrong - 1) > error, "the two are told apart")
    let wanted = zip(stops, stops.dropFirst()).reduce(0.0) { sum, pair in
      sum + (pair.0.time - pair.1.time) * 0.09 * 2 / scene.lawVariance(pair.0)
    }
    let found = bound.scoreError(of: Weak(density: scene.density))
    #expect(abs(found / wanted - 1) < error, "\(found) \(wanted)")
    #expect(bound.scoreError(of: ExactScore(density: scene.density)) == 0)
  }

  @Test func `additive noise has no drift to hold`() {
    let process = VarianceExploding(sigmaMax: 4)
    let stops = GeometricSchedule().values(count: 41, of: process)
    let wanted = steps(process, stops, isEuler: false)
    let found = run(process, stops).stepError(holding: .score)
    let error: Double = 4.9 / 5120.0.squareRoot() + 0.02
    #expect(
      abs(found / wanted - 1) < error, "\(found) \(wanted)")
    #expect(run(process, stops).stepError(holding: .all) == found)
  }

  /// Seven tenths of the exact score.
  private struct Weak: ScoreModel {
    let density: any Density
    private struct Field: ScoreField {
      let law: any Law
      func scores(
        x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
        scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
      ) {
        law.scores(x: x, y: y, scoreX: scoreX, scoreY: scoreY)
        for i in x.indices {
          (scoreX[i], scoreY[i]) = (0.7 * scoreX[i], 0.7 * scoreY[i])
        }
      }
    }
    func field(at level: NoiseLevel) -> any ScoreField { Field(law: density.law(at: level)) }
  }
}
