import DiffusionCore
import Testing

/// The three losses of score matching, their floors, and the batches that are made of them.
@Suite struct ScoreMatchingTests {
  /// Losses of a wrong score at one level, draw by draw: as in methods.md §9, without the trainer.
  private struct Losses {
    var denoising: [Double] = []
    var explicit: [Double] = []
    var hyvarinen: [Double] = []
    /// The denoising loss with the sign of the notes, s_θ − n/σ (E26).
    var printed: [Double] = []

    init(sigma: Double, count: Int) {
      let model = PerturbedScore(linear: 0.4)
      let law = Learning.data.law(at: .additive(sigma: sigma))
      let stream = NoiseStream(seed: 41, stream: UInt64(1000 * sigma))
      let clean = Learning.data.law(at: .clean).sample(count: count, stream: stream.child(1))
      let noise = stream.child(2).normals(count: count)
      for i in 0..<count {
        let point = clean[i] + sigma * noise[i]
        let exact = law.evaluate(at: point)
        let error = model.perturbation(point, sigma: sigma)
        let score = exact.score + error
        let (plus, minus) = (sigma * score + noise[i], sigma * score - noise[i])
        let divergence = exact.hessian.trace + model.divergence(sigma: sigma)
        denoising.append(plus.dot(plus))
        printed.append(minus.dot(minus))
        explicit.append(sigma * sigma * error.dot(error))
        hyvarinen.append(sigma * sigma * (score.dot(score) + 2 * divergence))
      }
    }
  }

  @Test(arguments: [0.1, 0.5, 1, 3, 10])
  func `the three losses of a wrong score differ by constants, with the sign of E26 they do not`(
    sigma: Double
  ) {
    let losses = Losses(sigma: sigma, count: 40_000)
    let size = Learning.scoreSize(at: sigma)
    func difference(_ values: [Double]) -> Estimate {
      Estimate(zip(values, losses.explicit).map { $0 - $1 })
    }
    #expect(abs(difference(losses.denoising).z(2 - size)) < 4.9)
    #expect(abs(difference(losses.hyvarinen).z(-size)) < 4.9)
    #expect(abs(difference(losses.printed).z(2 - size)) > 4.9, "the wrong sign is seen")
  }

  @Test(arguments: Weighting.allCases)
  func `floors are those of quadrature`(weighting: Weighting) {
    // Simpson's rule over ln σ; its difference from the midpoints that the floor takes is allowed.
    let (lower, upper) = (0.2, 5.0)
    let intervals = 32
    let step = Elementary.log(upper / lower) / Double(intervals)
    func mean(_ noise: Double, shift: Double, weights: (Int) -> Double, count: Int) -> Double {
      (0..<count).reduce(0) { sum, index in
        let sigma = lower * Elementary.exp(step * (Double(index) + shift))
        let value = weighting.factor(sigma: sigma) * (noise - Learning.scoreSize(at: sigma))
        return sum + weights(index) * value
      }
    }
    for objective in [Objective.denoising, .hyvarinen] {
      let noise = objective == .denoising ? 2.0 : 0
      let simpson =
        mean(
          noise, shift: 0,
          weights: { $0 == 0 || $0 == intervals ? 1 : $0 % 2 == 1 ? 4 : 2 }, count: intervals + 1)
        / Double(3 * intervals)
      let midpoints =
        mean(noise, shift: 0.5, weights: { _ in 1 }, count: intervals) / Double(intervals)
      let plan = Learning.plan(objective, weighting: weighting, levels: lower...upper)
      let found = Estimate(
        (0..<12).map { replicate in
          lossFloor(
            of: Learning.data, plan: plan, levels: intervals, samples: 1000,
            stream: NoiseStream(seed: 43, stream: UInt64(replicate)))
        })
      let allowed = 4.9 * found.error + abs(simpson - midpoints)
      #expect(abs(found.mean - simpson) < allowed, "\(objective) \(found) \(simpson)")
      #expect(allowed < 0.02 * abs(simpson), "the check is sharp")
    }
    #expect(
      lossFloor(
        of: Learning.data, plan: Learning.plan(.explicit), stream: NoiseStream(seed: 1, stream: 1))
        == 0)
  }

  /// Batch losses of a network that stays as it is.
  private func losses(_ network: ScoreNetwork, _ plan: TrainingPlan, batches: Int) -> Estimate {
    var plan = plan
    plan.learningRate = 0
    var trainer = ScoreTrainer(density: Learning.data, network: network, plan: plan)
    return Estimate((0..<batches).map { _ in trainer.advance(.serial) })
  }

  @Test(arguments: Prediction.allCases)
  func `batches of all three objectives say the same of a network, whatever it predicts`(
    prediction: Prediction
  ) {
    let network = Learning.network(prediction, outputScale: 0.3)
    for weighting in Weighting.allCases {
      func plan(_ objective: Objective) -> TrainingPlan {
        Learning.plan(objective, weighting: weighting, batch: 512, levels: 0.3...3)
      }
      func floor(_ objective: Objective) -> Estimate {
        Estimate(
          (0..<12).map { replicate in
            lossFloor(
              of: Learning.data, plan: plan(objective), samples: 1000,
              stream: NoiseStream(seed: 44, stream: UInt64(replicate)))
          })
      }
      let explicit = losses(network, plan(.explicit), batches: 60)
      for objective in [Objective.denoising, .hyvarinen] {
        let found = losses(network, plan(objective), batches: 60)
        let floor = floor(objective)
        let error =
          (found.error * found.error + floor.error * floor.error
          + explicit.error * explicit.error).squareRoot()
        // Differences over a tenth of σ move the Hyvärinen loss by O(δ²) of its terms.
        let bias = objective == .hyvarinen ? 0.01 * abs(floor.mean) : 0
        let difference = found.mean - floor.mean - explicit.mean
        #expect(
          abs(difference) < 4.9 * error + bias, "\(objective) \(weighting) \(difference) \(error)")
        #expect(abs(explicit.mean) > 4.9 * error + bias, "an exact score would be told apart")
      }
    }
  }

  @Test func `the explicit target of every row is the exact score at its point`() {
    let network = Learning.network(.v)
    let plan = Learning.plan(.explicit, batch: 100)
    var batch = TrainingBatch(
      plan: plan, data: TrainingData(Learning.data, plan: plan), embedding: network.embedding)
    var gradient = [Float](repeating: 0, count: network.perceptron.parameterCount)
    _ = batch.gradient(
      of: network, stream: NoiseStream(seed: 1, stream: 5), into: &gradient, .serial)
    for row in batch.rows {
      let sigma = Double(row.sigma)
      let parts = network.coefficients(sigma: sigma)
      let offset = Vector(Double(row.input.x), Double(row.input.y)) / parts.input
      let target = Vector(Double(row.target.x), Double(row.target.y))
      let score = parts.linear * offset + parts.network * target
      let exact = Learning.data.law(at: .additive(sigma: sigma))
        .evaluate(at: network.mean + offset).score
      // Float rounding of coordinates up to some 30, through a Hessian of at most 1/0.3².
      #expect((score - exact).length < 1e-4 * (1 + exact.length + 1 / sigma))
    }
  }

  @Test func `a single level is the level of every row`() {
    let network = Learning.network(.v)
    for objective in Objective.allCases {
      let plan = Learning.plan(objective, batch: 40, levels: 0.3...0.3)
      var batch = TrainingBatch(
        plan: plan, data: TrainingData(Learning.data, plan: plan), embedding: network.embedding)
      var gradient = [Float](repeating: 0, count: network.perceptron.parameterCount)
      _ = batch.gradient(
        of: network, stream: NoiseStream(seed: 1, stream: 5), into: &gradient, .serial)
      #expect(batch.rows.allSatisfy { abs($0.sigma - 0.3) < 1e-6 })
    }
  }
}

/// The Hyvärinen loss of a batch in Float64, with a divergence that hardly errs.
private struct DivergenceLoss {
  var network: PlainPerceptron<Double>
  let model: ScoreNetwork
  let weighting: Weighting
  /// σ, and c_in (x̃ − m), of each datum.
  let data: [(sigma: Double, input: Vector, embedding: [Double])]

  init(_ model: ScoreNetwork, _ batch: TrainingBatch, _ plan: TrainingPlan) {
    self.model = model
    weighting = plan.weighting
    network = PlainPerceptron(
      shape: model.perceptron.shape, parameters: model.perceptron.parameters.map { Double($0) })
    let rows = batch.rows
    data = stride(from: 0, to: rows.count, by: 4).map { first in
      let middle = rows[first..<first + 4].reduce(Vector.zero) {
        $0 + Vector(Double($1.input.x), Double($1.input.y)) / 4
      }
      let sigma = Double(rows[first].sigma)
      return (sigma, middle, model.embedding.features(sigma: sigma).map { Double($0) })
    }
  }

  var value: Double {
    data.reduce(0) { sum, datum in
      let parts = model.coefficients(sigma: datum.sigma)
      func output(_ x: Double, _ y: Double) -> Vector {
        let output = network.output(
          x: datum.input.x + x, y: datum.input.y + y, embedding: datum.embedding)
        return Vector(output.0, output.1)
      }
      let h = 1e-3
      let divergence =
        (output(h, 0).x - output(-h, 0).x + output(0, h).y - output(0, -h).y) / (2 * h)
      let score = parts.linear / parts.input * datum.input + parts.network * output(0, 0)
      let whole = 2 * parts.linear + parts.network * parts.input * divergence
      let weight = weighting.factor(sigma: datum.sigma) * datum.sigma * datum.sigma
      return sum + weight * (score.dot(score) + 2 * whole) / Double(data.count)
    }
  }

  /// The derivatives along some parameters.
  mutating func gradient(_ indices: [Int]) -> [Double] {
    let h = 1e-4
    return indices.map { index in
      let middle = network.parameters[index]
      network.parameters[index] = middle + h
      let above = value
      network.parameters[index] = middle - h
      let below = value
      network.parameters[index] = middle
      return (above - below) / (2 * h)
    }
  }
}

@Suite struct HyvarinenTests {
  /// Loss and gradient of a batch, each less those of the exact divergence.
  private func errors(
    _ prediction: Prediction, step: Double
  ) -> (loss: Double, gradient: Double, gradientSize: Double) {
    let model = Learning.network(prediction, hidden: [12, 9])
    var plan = Learning.plan(.hyvarinen, batch: 12, levels: 0.2...5)
    plan.differenceStep = step
    var batch = TrainingBatch(
      plan: plan, data: TrainingData(Learning.data, plan: plan), embedding: model.embedding)
    var gradient = [Float](repeating: 0, count: model.perceptron.parameterCount)
    let loss = batch.gradient(
      of: model, stream: NoiseStream(seed: 1, stream: 5), into: &gradient, .serial)
    var exact = DivergenceLoss(model, batch, plan)
    let indices = Array(stride(from: 3, to: gradient.count, by: 7))
    let derivatives = exact.gradient(indices)
    func size(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return (
      loss - exact.value, size(zip(indices, derivatives).map { Double(gradient[$0]) - $1 }),
      size(derivatives)
    )
  }

  /// Central differences over δ σ err by O(δ²), so four times as much for twice the step; the next
  /// order, a sixteenth of δ² here, and Float rounding stay within the bounds.
  @Test(arguments: Prediction.allCases)
  func `loss and gradient are those of the exact divergence up to the square of the step`(
    prediction: Prediction
  ) {
    let (wide, narrow) = (errors(prediction, step: 0.4), errors(prediction, step: 0.2))
    #expect((3.5...4.5).contains(wide.loss / narrow.loss), "\(wide) \(narrow)")
    #expect((3.5...4.5).contains(wide.gradient / narrow.gradient), "\(wide) \(narrow)")
    let used = errors(prediction, step: Learning.plan().differenceStep)
    #expect(used.gradient < 0.01 * used.gradientSize, "\(used)")
  }
}
