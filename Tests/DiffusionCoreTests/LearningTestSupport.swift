import DiffusionCore

/// What the tests of learning share: data, fields that are wrong by a known amount, means with their
/// errors, integrals over the plane.
enum Learning {
  /// Three Gaussians of unequal weight and shape.
  static let data = GaussianMixture([
    .init(weight: 0.5, mean: Vector(-2, 0.5), covariance: .init(xx: 0.5, xy: 0.2, yy: 0.4)),
    .init(weight: 0.3, mean: Vector(1.5, 1.5), covariance: .init(diagonal: 0.3)),
    .init(weight: 0.2, mean: Vector(1, -2), covariance: .init(xx: 0.7, xy: -0.3, yy: 0.5)),
  ])

  static func plan(
    _ objective: Objective = .denoising, weighting: Weighting = .sigmaSquared, steps: Int = 1000,
    batch: Int = 256, learningRate: Double = 0.01, ema: Double = 0.99, samples: Int = 0,
    levels: ClosedRange<Double> = 0.1...10
  ) -> TrainingPlan {
    TrainingPlan(
      steps: steps, batch: batch, learningRate: learningRate, ema: ema, objective: objective,
      weighting: weighting, samples: samples, seed: 3, sigmaMin: levels.lowerBound,
      sigmaMax: levels.upperBound)
  }

  static func network(
    _ prediction: Prediction = .v, hidden: [Int] = [32, 32], outputScale: Double = 1
  ) -> ScoreNetwork {
    let shape = PerceptronShape(conditioning: 16, hidden: hidden)
    return ScoreNetwork(
      perceptron: MultilayerPerceptron(
        shape: shape, stream: NoiseStream(seed: 8, stream: 0), outputScale: outputScale),
      prediction: prediction, mean: data.mean,
      deviation: (data.covariance.trace / 2).squareRoot())
  }

  /// Σ f p over a grid that reaches nine deviations of the noise past the data: for a smooth f the
  /// trapezoid rule errs by less than rounding once cells are below the law's least width.
  static func integral(
    at sigma: Double, cells: Int = 160, _ value: (Vector, LawValue) -> Double
  ) -> Double {
    let law = data.law(at: .additive(sigma: sigma))
    let box = data.extent
    let margin = 7 * sigma + 3
    let width = (box.xMax - box.xMin + 2 * margin) / Double(cells)
    let height = (box.yMax - box.yMin + 2 * margin) / Double(cells)
    var sum = 0.0
    for row in 0...cells {
      for column in 0...cells {
        let point = Vector(
          box.xMin - margin + width * Double(column), box.yMin - margin + height * Double(row))
        let here = law.evaluate(at: point)
        sum += Elementary.exp(here.logDensity) * value(point, here)
      }
    }
    return sum * width * height
  }

  /// σ² E|s_σ|² by quadrature.
  static func scoreSize(at sigma: Double) -> Double {
    sigma * sigma * integral(at: sigma) { $1.score.dot($1.score) }
  }
}

/// A mean and its standard error.
struct Estimate {
  var mean: Double
  var error: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    self.mean = mean
    error = (square / count).squareRoot()
  }

  /// Standard errors from a value.
  func z(_ value: Double) -> Double { (mean - value) / error }
}

/// The exact score plus (a sin(y/w), b cos(x/w) + c x/w)/σ: an error, a divergence-free part and a
/// curl that are known.
struct PerturbedScore: ScoreModel {
  var sine = 0.3
  var cosine = 0.2
  var linear = 0.0
  let width = 1.5

  func perturbation(_ point: Vector, sigma: Double) -> Vector {
    Vector(
      sine * Elementary.sin(point.y / width) + linear * point.x / width,
      cosine * Elementary.cos(point.x / width)) / sigma
  }

  /// The divergence of the perturbation.
  func divergence(sigma: Double) -> Double { linear / width / sigma }

  /// ∂₁δ₂ − ∂₂δ₁.
  func curl(_ point: Vector, sigma: Double) -> Double {
    (-cosine * Elementary.sin(point.x / width) - sine * Elementary.cos(point.y / width))
      / (width * sigma)
  }

  func field(at level: NoiseLevel) -> any ScoreField {
    Field(model: self, law: Learning.data.law(at: level), sigma: level.noise)
  }

  private struct Field: ScoreField {
    let model: PerturbedScore
    let law: any Law
    let sigma: Double

    func scores(
      x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>,
      scoreX: UnsafeMutableBufferPointer<Float>, scoreY: UnsafeMutableBufferPointer<Float>
    ) {
      for i in x.indices {
        let point = Vector(Double(x[i]), Double(y[i]))
        let value = law.evaluate(at: point).score + model.perturbation(point, sigma: sigma)
        scoreX[i] = Float(value.x)
        scoreY[i] = Float(value.y)
      }
    }
  }
}
