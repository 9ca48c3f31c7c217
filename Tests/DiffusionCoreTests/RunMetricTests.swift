import DiffusionCore
import Testing

/// Metrics of a run, its score and its start, against closed forms.
struct RunMetricTests {
  /// A field that is linear in the plane at every level.
  private struct LinearScore: ScoreModel, ScoreField {
    var matrix: (xx: Float, xy: Float, yx: Float, yy: Float)
    /// Divides the matrix by a² + b², the variance of N(0, I) there.
    var level = NoiseLevel.clean

    func field(at level: NoiseLevel) -> any ScoreField {
      var copy = self
      copy.level = level
      return copy
    }

    func scores(
      x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
      scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
    ) {
      let scale = Float(1 / (level.signal * level.signal + level.noise * level.noise))
      for i in x.indices {
        scoreX[i] = scale * (matrix.xx * x[i] + matrix.xy * y[i])
        scoreY[i] = scale * (matrix.yx * x[i] + matrix.yy * y[i])
      }
    }
  }

  private static let normal = GaussianMixture(mean: .zero, covariance: .identity)

  private static func comparison(_ model: any ScoreModel, isExact: Bool = false) -> Comparison {
    let score = RunScore(
      model, isExact: isExact, of: normal, along: OrnsteinUhlenbeck(duration: 5),
      stream: NoiseStream(seed: 61, stream: 0))
    let none = Points(x: [], y: [])
    return Comparison(none, none, run: RunFacts(score: score, scoreEvaluations: 7))
  }

  @Test func `score error and curl of a linear score are their closed forms`() throws {
    // s = −x/(1 + σ²) for N(0, I); the model turns it by J w: the error is w² |x|²/(1 + σ²)², of mean
    // 2 w²/(1 + σ²), and the curl 2 w/(1 + σ²).
    let w = 0.5
    let comparison = Self.comparison(
      LinearScore(matrix: (-1, Float(-w), Float(w), -1)))
    let sigmas = geometricSequence(from: 10, to: 0.01, count: 13)
    let errors = ScoreError.details(of: comparison)
    let curls = ScoreCurl.details(of: comparison)
    #expect(errors.count == 13 && curls.count == 13)
    for (index, sigma) in sigmas.enumerated() {
      let square = sigma * sigma
      let error = square * 2 * w * w / (1 + square)
      // |x|² is exponential: its mean over 1024 draws has the relative deviation 1/32.
      #expect(abs(errors[index] / error - 1) < 4.9 / 32, "\(sigma)")
      let curl = square * square * 4 * w * w / ((1 + square) * (1 + square))
      // Differences over σ/20 of Floats up to some 4: 2⁻²² · 4 against σ w/20.
      #expect(abs(curls[index] / curl - 1) < 0x1p-18 / (sigma * w / 20), "\(sigma)")
    }
    let mean = try #require(ScoreError.value(of: comparison))
    #expect(abs(mean - errors.reduce(0, +) / 13) < 1e-15)
    // The exact score has neither.
    let exact = Self.comparison(ExactScore(density: Self.normal), isExact: true)
    #expect(ScoreError.value(of: exact) == nil && ScoreCurl.value(of: exact) == nil)
    #expect(ScoreEvaluations.value(of: exact) == 7)
  }

  @Test func `the flow's likelihood is the exact one, and worse for a wrong score`() throws {
    let exact = Self.comparison(ExactScore(density: Self.normal), isExact: true)
    let byFlow = try #require(FlowNegativeLogLikelihood.value(of: exact))
    let data = Self.normal.law(at: .clean).sample(
      count: 250, stream: NoiseStream(seed: 61, stream: 0).child(2))
    let wanted = LawStatistics(of: Points(data), under: Self.normal.law(at: .clean), parts: 0)
      .negativeLogLikelihood
    // Runge–Kutta in 81 steps: the flow of N(0, I) stands still, only the integral is summed.
    #expect(abs(byFlow - wanted) < 1e-6, "\(byFlow) \(wanted)")
    // The same score as a network would give it, by differences of Floats.
    let field = try #require(
      FlowNegativeLogLikelihood.value(of: Self.comparison(LinearScore(matrix: (-1, 0, 0, -1)))))
    #expect(abs(field - wanted) < 1e-3, "\(field) \(wanted)")
    // Twice the score squeezes space on the way.
    let wrong = try #require(
      FlowNegativeLogLikelihood.value(of: Self.comparison(LinearScore(matrix: (-2, 0, 0, -2)))))
    #expect(abs(wrong - wanted) > 0.05)
  }

  @Test func `the Fokker–Planck variation of one point is 1 minus its block's mass`() throws {
    let exact = ExactReference(Self.normal, at: .clean)
    let point = Points([Vector(0.25, 0.25)])
    let value = try #require(
      FokkerPlanckVariation.value(of: Comparison(point, point, exact: exact)))
    let histogram = try #require(
      HistogramDivergence.value(of: Comparison(point, point, exact: exact)))
    #expect(abs(value - (1 - Elementary.exp(-histogram))) < 1e-12)
  }
}
